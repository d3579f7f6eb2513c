// Parties of the institution, and who speaks for each of them within which scope and time.
import { html } from '@rimaq/markup'
import { emptyState, linkButton, summaryList, table } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { pageOfParties, readParty, representationsOf } from '../store-parties.ts'
import { type Admin, adminPage, day, institutionsFor } from './admin.ts'

const seenBy = 'manage-parties'

/** `/admin/parties`: those written down last. */
export async function partiesPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  await institutionsFor(admin, request, seenBy)
  const parties = await pageOfParties(admin.database.kysely, 100)
  const title = t('people.party.title')
  const body = html`<h1>${title}</h1>
    <div class="button-row">
      ${linkButton({ label: t('people.party.register'), href: link('/admin/parties/new') })}
    </div>
    ${
      parties.length === 0
        ? emptyState({ title: t('people.party.none') })
        : table(context, {
            id: 'parties',
            caption: title,
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'name', label: t('people.party.name'), rowHead: true },
              { id: 'document', label: t('people.party.document') },
              { id: 'kind', label: t('people.party.kind') },
            ],
            rows: parties.map((party) => ({
              name: html`<a href="${link(`/admin/parties/${party.id}`)}">${party.name}</a>`,
              document: `${party.documentType} ${party.documentNumber}`,
              kind: t(`people.party.${party.kind}`),
            })),
          })
    }`
  return adminPage(context, { title, body, seenBy })
}

/** `/admin/parties/{id}` */
export async function partyPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  await institutionsFor(admin, request, seenBy)
  const party = await readParty(admin.database.kysely, request.params['id'] ?? '')
  if (party === null) throw new Refusal('not-found')
  const found = await representationsOf(admin.database.kysely, party.id)
  const now = admin.clock.now()
  const body = html`<h1>${party.name}</h1>
    ${summaryList([
      { label: t('people.party.document'), value: `${party.documentType} ${party.documentNumber}` },
      { label: t('people.party.kind'), value: t(`people.party.${party.kind}`) },
    ])}
    <h2>${t('people.party.representatives')}</h2>
    <div class="button-row">
      ${linkButton({
        label: t('people.represent.submit'),
        href: link(`/admin/parties/${party.id}/represent`),
        kind: 'secondary',
      })}
    </div>
    ${
      found.length === 0
        ? emptyState({ title: t('people.party.no-representatives'), heading: 3 })
        : table(context, {
            id: 'representations',
            caption: t('people.party.representatives'),
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'names', label: t('people.party.name'), rowHead: true },
              { id: 'scope', label: t('people.party.scope') },
              { id: 'until', label: t('people.admin.until') },
              { id: 'act', label: t('people.admin.act') },
              { id: 'do', label: t('people.admin.to-do') },
            ],
            rows: found.map((each) => ({
              names: each.names,
              scope: each.scope === '*' ? t('people.party.whole') : each.scope,
              until: `${day(context, each.until)}${each.until <= now ? ` (${t('people.party.over')})` : ''}`,
              act: each.act,
              do:
                each.until <= now
                  ? null
                  : html`<a href="${link(`/admin/representations/${each.id}/end`)}"
                      >${t('people.represent.end')}</a
                    >`,
            })),
          })
    }`
  const breadcrumbs = [
    { label: t('people.party.title'), href: link('/admin/parties') },
    { label: party.name },
  ]
  return adminPage(context, { title: party.name, body, seenBy, breadcrumbs })
}

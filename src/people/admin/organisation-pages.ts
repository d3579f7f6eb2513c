// The tree of offices with its dates and successions, and one office with who holds its positions today.
import { html, type Html } from '@rimaq/markup'
import {
  type PageContext,
  badge,
  emptyState,
  linkButton,
  notice,
  summaryList,
  table,
  timeline,
} from '#pages'
import { type Answer, type Mail, Refusal, type RouteRequest } from '#platform'
import {
  type OfficeRow,
  namesOfOffice,
  readOffices,
  readPositions,
  rolesOfPosition,
} from '../store-organisation.ts'
import { type HolderRow, holdersOf } from '../store-people.ts'
import { type Admin, adminPage, day, institutionsFor, mayIn } from './admin.ts'

/** `/admin/organisation` */
export async function organisationPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t } = context
  const institutions = await institutionsFor(admin, request, 'manage-organisation')
  const now = admin.clock.now()
  const parts: Html[] = []
  for (const { id, name, ruc } of institutions) {
    const offices = await readOffices(admin.database.kysely, id, now)
    parts.push(
      html`<section>
        <h2>${name}</h2>
        <p class="quiet">RUC ${ruc}</p>
        ${
          offices.length === 0
            ? emptyState({ title: t('people.admin.no-offices'), heading: 3 })
            : tree(context, { offices, above: null, now })
        }
      </section>`,
    )
  }
  const title = t('people.admin.organisation')
  const others = [
    { verb: 'manage-organisation', path: '/admin/offices/new', label: t('people.office.open') },
    { verb: 'manage-people', path: '/admin/people/new', label: t('people.person.title') },
    { verb: 'appoint', path: '/admin/appoint', label: t('people.appoint.title') },
    { verb: 'manage-parties', path: '/admin/parties', label: t('people.party.title') },
    { verb: 'request-break-glass', path: '/admin/emergencies', label: t('people.glass.title') },
  ]
  const open: typeof others = []
  for (const each of others) if (await mayIn(admin, request, each.verb)) open.push(each)
  const body = html`<h1>${title}</h1>
    <div class="button-row">
      ${open.map(({ path, label }) =>
        linkButton({ label, href: context.link(path), kind: 'secondary' }),
      )}
    </div>
    ${mailNotice(context, admin.letters === undefined ? null : await admin.letters())} ${parts}`
  return adminPage(context, { title, body, breadcrumbs: [], seenBy: 'manage-organisation' })
}

/** Says what mail waits and why; nothing while it flows. */
function mailNotice(
  context: PageContext,
  counts: Awaited<ReturnType<Mail['counts']>> | null,
): Html | null {
  const { t, locale, lang, now } = context
  if (counts === null || (counts.fault === null && counts.refused === 0)) return null
  const { waiting, oldest, fault, refused } = counts
  return html`${
    fault === null || oldest === null
      ? null
      : notice(context, {
          kind: 'warning',
          title: t('people.mail.waiting', { count: waiting }),
          body: t('people.mail.since', { when: locale.ago(lang, oldest, now), fault }),
        })
  }
  ${refused === 0 ? null : notice(context, { kind: 'info', title: t('people.mail.refused', { count: refused }) })}`
}

interface Branch {
  offices: readonly OfficeRow[]
  above: string | null
  now: Date
}

function tree(context: PageContext, { offices, above, now }: Branch): Html | null {
  const here = offices.filter(({ parent }) => parent === above)
  if (here.length === 0) return null
  return html`<ul>
    ${here.map(
      (office) =>
        html`<li>
          <a href="${context.link(`/admin/offices/${office.id}`)}">${office.name}</a>
          ${dates(context, office, { offices, now })}
          ${tree(context, { offices, above: office.id, now })}
        </li>`,
    )}
  </ul>`
}

function dates(
  context: PageContext,
  office: OfficeRow,
  { offices, now }: { offices: readonly OfficeRow[]; now: Date },
): Html {
  const { t } = context
  const successor = offices.find(({ id }) => id === office.succeededBy)
  const closed = office.until !== null && office.until <= now
  return html`<span class="quiet"
      >${t('people.admin.since', { when: day(context, office.from) })}</span
    >
    ${closed ? badge({ label: t('people.admin.closed', { when: day(context, office.until) }) }) : null}
    ${
      successor
        ? html`<span class="quiet"
            >${t('people.admin.succeeded-by')}
            <a href="${context.link(`/admin/offices/${successor.id}`)}">${successor.name}</a></span
          >`
        : null
    }`
}

/** `/admin/offices/{id}` */
export async function officePage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const institutions = await institutionsFor(admin, request, 'manage-organisation')
  const db = admin.database.kysely
  const now = admin.clock.now()
  const found = await Promise.all(institutions.map(({ id }) => readOffices(db, id, now)))
  const offices = found.flat()
  const office = offices.find(({ id }) => id === request.params['id'])
  if (office === undefined) throw new Refusal('not-found')
  const above = offices.find(({ id }) => id === office.parent)
  const successor = offices.find(({ id }) => id === office.succeededBy)
  const names = await namesOfOffice(db, office.id)
  const open = office.until === null || office.until > now
  const appoints = await mayIn(admin, request, 'appoint')
  const doing = (['positions/new', 'rename', 'close', 'succeed'] as const).map((what) =>
    linkButton({
      label: what === 'positions/new' ? t('people.position.open') : t(`people.office.${what}`),
      href: link(`/admin/offices/${office.id}/${what}`),
      kind: 'secondary',
    }),
  )
  const positions = await readPositions(db, office.id)
  const rows: Record<string, Html | string>[] = []
  for (const position of positions) {
    const today = await holdersOf(db, position.id, now)
    const roles = await rolesOfPosition(db, position.id, now)
    rows.push({
      title: position.title,
      roles: roles.join(', ') || t('people.admin.no-roles'),
      holders: holders(context, today, appoints),
      act: linkButton({
        label: t('people.appoint.title'),
        href: link('/admin/appoint', { position: position.id }),
        kind: 'secondary',
        small: true,
      }),
    })
  }
  const body = html`<h1>${office.name}</h1>
    ${summaryList([
      {
        label: t('people.admin.above'),
        value: above
          ? html`<a href="${link(`/admin/offices/${above.id}`)}">${above.name}</a>`
          : null,
      },
      { label: t('people.admin.from'), value: day(context, office.from) },
      {
        label: t('people.admin.until'),
        value: office.until === null ? null : day(context, office.until),
      },
      { label: t('people.admin.act'), value: office.act },
      { label: t('people.admin.end-act'), value: office.endAct },
      {
        label: t('people.admin.successor'),
        value: successor
          ? html`<a href="${link(`/admin/offices/${successor.id}`)}">${successor.name}</a>`
          : null,
      },
    ])}
    ${open ? html`<div class="button-row">${doing}</div>` : null}
    <h2>${t('people.admin.positions')}</h2>
    ${
      rows.length === 0
        ? emptyState({ title: t('people.admin.no-positions'), heading: 3 })
        : table(context, {
            id: 'positions',
            caption: t('people.admin.positions'),
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'title', label: t('people.admin.position'), rowHead: true },
              { id: 'roles', label: t('people.admin.roles') },
              { id: 'holders', label: t('people.admin.today') },
              { id: 'act', label: t('people.admin.to-do') },
            ],
            rows,
          })
    }
    <h2>${t('people.admin.names')}</h2>
    ${timeline(context, {
      label: t('people.admin.names'),
      entries: names.toReversed().map((each, at) => ({
        title: each.name,
        date: each.from,
        body: each.act,
        current: at === 0,
      })),
    })}`
  const seenBy = 'manage-organisation'
  return adminPage(context, { title: office.name, body, seenBy })
}

function holders(
  context: PageContext,
  rows: readonly HolderRow[],
  appoints: boolean,
): Html | string {
  const { t, link } = context
  if (rows.length === 0) return t('people.admin.vacant')
  return html`${rows.map(
    ({ id, kind, names, until, act }) =>
      html`<div>
        ${names} ${badge({ label: t(`people.kind.${kind}`) })}
        <span class="quiet"
          >${until === null ? act : `${t('people.admin.ends', { when: day(context, until) })}; ${act}`}</span
        >
        ${
          appoints
            ? html`<a href="${link(`/admin/holdings/${id}/end`)}"
                >${t('people.end-holding.submit')}<span class="visually-hidden">: ${names}</span></a
              >`
            : null
        }
      </div>`,
  )}`
}

// The page of one's own notices, and saying that one was read: /cuenta/avisos.
import { html, type Html } from '@rimaq/markup'
import { type PageContext, emptyState, form, notice as note } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { Type } from 'typebox'
import { actorOf, type Admin, adminPage, peopleContext } from '../admin/admin.ts'
import { onceField } from '../admin/once-field.ts'
import { perform } from '../perform.ts'
import type { KeptNotice } from './notice.ts'
import { acknowledgeRow, noticesOf } from './store-notices.ts'

const path = '/cuenta/avisos'

function personIn(request: RouteRequest): string {
  const actor = actorOf(request)
  if (actor.kind !== 'person') throw new Refusal('not-signed-in')
  return actor.person
}

async function noticesPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, locale, lang } = context
  const list = await noticesOf(admin.database.kysely, personIn(request), 100)
  const open = list.filter(({ acknowledged }) => acknowledged === null)
  const read = list.filter(({ acknowledged }) => acknowledged !== null)
  const title = t('people.notices.title')
  const body = html`<h1>${title}</h1>
    ${open.length === 0 ? emptyState({ title: t('people.notices.none') }) : null}
    ${open.map((each) =>
      note(context, {
        kind: 'warning',
        title: t(`people.notice.${each.kind}`, shown(context, each)),
        body: html`<p class="quiet">${locale.dateTime(lang, each.at)}</p>
          ${more(context, each)}
          ${form(context, {
            action: context.link(path),
            submit: t('people.notices.read'),
            body: html`${onceField()}<input type="hidden" name="notice" value="${each.id}" />`,
          })}`,
      }),
    )}
    ${
      read.length === 0
        ? null
        : html`<h2>${t('people.notices.before')}</h2>
            <ul>
              ${read.map(
                (each) =>
                  html`<li>
                    ${t(`people.notice.${each.kind}`, shown(context, each))}
                    <span class="quiet">${locale.dateTime(lang, each.at)}</span>
                  </li>`,
              )}
            </ul>`
    }`
  return adminPage(context, { title, body, seenBy: 'self' })
}

/** Instants and days among the values are said as people read them. */
function shown({ locale, lang }: PageContext, { detail }: KeptNotice): Record<string, string> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      const text = String(value)
      const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)
      if (/^\d{4}-\d\d-\d\d$/.test(text)) {
        return [name, locale.date(lang, new Date(`${text}T17:00:00Z`))]
      }
      return [name, instant ? locale.dateTime(lang, new Date(text)) : text]
    }),
  )
}

function more({ t, link }: PageContext, { path: to }: KeptNotice): Html | null {
  return to === null ? null : html`<p><a href="${link(to)}">${t('people.notices.more')}</a></p>`
}

/** @throws Refusal not-found for a notice of somebody else, and for one that was read already */
async function acknowledge(admin: Admin, request: RouteRequest): Promise<Answer> {
  const person = personIn(request)
  const { notice } = request.body as { notice: string }
  await perform(peopleContext(admin, request), 'acknowledge-notice', async (trx, now) => {
    const done = await acknowledgeRow(trx, notice, { person, at: now })
    if (done === null) throw new Refusal('not-found')
    return { answer: undefined, about: { kind: 'notice', id: notice }, content: { ...done } }
  })
  const headers = { location: admin.context(request).link(path) }
  return { status: 303, headers, body: null, cache: 'no-store' }
}

export function noticeRoutes(admin: Admin): RouteDefinition[] {
  const own = { url: path, verb: 'own-account', loads: 'nothing', kind: 'page' } as const
  return [
    { ...own, method: 'GET', schema: {}, handle: (request) => noticesPage(admin, request) },
    {
      ...own,
      method: 'POST',
      schema: { body: Type.Object({ notice: Type.String({ format: 'uuid', maxLength: 36 }) }) },
      handle: (request) => acknowledge(admin, request),
    },
  ]
}

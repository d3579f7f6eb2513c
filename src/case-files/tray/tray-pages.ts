// The official's pages: the tray of cases with what is due, and one case with its documents and events.
import { type Html, html } from '@rimaq/markup'
import { type CivilDate, explainDeadline } from '@rimaq/workdays'
import { type Actor, actorOf } from '#people'
import { type PageContext, badge, emptyState, layout, linkButton, summaryList, table } from '#pages'
import { type Answer, type FileStore, Refusal, type RouteRequest } from '#platform'
import { dayIn, daysBetween } from '../civil-day.ts'
import { wordsOf } from '../catalogue/procedure.ts'
import { languageOf, noonOf } from '../deadlines/deadline-page.ts'
import { answersList, shownNumber } from '../filing/filing-parts.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import { archiveLink } from '../archive/archive-page.ts'
import { listCases } from './list-cases.ts'
import type { OpenCase, TrayParts } from './open-case.ts'

export interface TrayFace extends TrayParts {
  files: FileStore
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

const perPage = 50

/** An official acting in a post; for all others the page does not exist. @throws Refusal not-found */
export function needOfficial(request: RouteRequest): Actor {
  const actor = actorOf(request)
  if (actor.kind !== 'person' || actor.holding === null) throw new Refusal('not-found')
  return actor
}

function page(context: PageContext, title: string, body: Html, trail = true): Answer {
  const { t, link } = context
  return {
    cache: 'no-store',
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
      breadcrumbs: trail ? [{ label: t('case-files.tray.title'), href: link('/bandeja') }] : [],
    }),
  }
}

/** `/bandeja` */
export async function trayPage(face: TrayFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const { t, lang, locale, link } = context
  const { desde, despues } = request.query
  const after =
    typeof desde === 'string' && typeof despues === 'string'
      ? { opened: new Date(desde), id: despues }
      : null
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  if (after !== null && (Number.isNaN(after.opened.getTime()) || !uuid.test(after.id))) {
    throw new Refusal('not-found')
  }
  const { cases, next } = await listCases(face, actor, { limit: perPage, after })
  const title = t('case-files.tray.title')
  const list = table(context, {
    id: 'cases',
    caption: title,
    captionHidden: true,
    stack: true,
    dense: true,
    columns: [
      { id: 'number', label: t('case-files.receipt.number'), rowHead: true },
      { id: 'procedure', label: t('case-files.tray.procedure') },
      { id: 'filer', label: t('case-files.filing.who') },
      { id: 'filed', label: t('case-files.receipt.filed'), kind: 'date' },
      { id: 'due', label: t('case-files.tray.due'), kind: 'date' },
    ],
    rows: cases.map((filed) => ({
      number: html`<a href="${link(`/bandeja/${filed.id}`)}">${shownNumber(filed)}</a>`,
      procedure: wordsOf(filed.content.name, lang),
      filer: filed.filer.name,
      filed: locale.dateTime(lang, filed.filedAt),
      due: dueOf(context, filed),
    })),
  })
  const body = html`<h1>${title}</h1>
    ${
      cases.length === 0
        ? emptyState({ title: t('case-files.tray.none'), body: t('case-files.tray.none-text') })
        : list
    }
    ${
      next === null
        ? null
        : linkButton({
            label: t('case-files.tray.more'),
            href: link('/bandeja', { desde: next.opened.toISOString(), despues: next.id }),
            kind: 'secondary',
          })
    }`
  return page(context, title, body, false)
}

/** The last day, and whether it is near or past. */
export function dueOf(context: PageContext, { dueOn }: CaseFile): Html | string {
  const { t, lang, locale, now } = context
  if (dueOn === null) return ''
  const day = noonOf(dueOn as CivilDate)
  // The whole last day is in time (Law 27444, art. 140.1).
  const days = daysBetween(dayIn(now), dueOn)
  const state = days < 0 ? 'late' : days <= 3 ? 'soon' : null
  return html`${locale.date(lang, day, 'short')}
  ${state === null ? null : badge({ label: t(`case-files.tray.${state}`), kind: state === 'late' ? 'bad' : 'warn' })}`
}

/** `/bandeja/{id}` */
export function casePage(face: TrayFace, request: RouteRequest): Answer {
  const context = face.context(request)
  const { t, lang, locale, link } = context
  const { filed, events } = request.record as OpenCase
  const { content, files, term, dueOn, code, version } = filed
  const title = t('case-files.tray.case', { number: shownNumber(filed) })
  const body = html`<h1>${title}</h1>
    <p class="lead">${wordsOf(content.name, lang)}</p>
    ${summaryList([
      { label: t('case-files.receipt.filed'), value: locale.dateTime(lang, filed.filedAt) },
      {
        label: t('case-files.receipt.received'),
        value: locale.date(lang, noonOf(filed.receivedOn as CivilDate)),
      },
      {
        label: t('case-files.receipt.due'),
        value:
          dueOn === null || term === null
            ? null
            : html`${dueOf(context, filed)}
                <span class="quiet"
                  >${explainDeadline(term, { language: languageOf(lang), warn: true })}.</span
                >`,
      },
      {
        label: t('case-files.receipt.version'),
        value: html`<a href="${link(`/tramites/${code}/versiones/${version}`)}">${version}</a>`,
      },
    ])}
    ${linkButton({ label: t('case-files.notify.title'), href: link(`/bandeja/${filed.id}/notificar`), kind: 'secondary' })}
    <h2>${t('case-files.receipt.told')}</h2>
    ${answersList(context, filed)}
    <p class="button-row">
      ${linkButton({ label: t('case-files.archive.index-title'), href: link(`/bandeja/${filed.id}/indice`), kind: 'secondary' })}
      ${linkButton({ label: t('case-files.archive.export'), href: link(`/bandeja/${filed.id}/paquete`), kind: 'secondary', download: true })}
      ${archiveLink(context, filed.id)}
    </p>
    <h2>${t('case-files.draft.attached')}</h2>
    ${
      files.length === 0
        ? html`<p>${t('case-files.receipt.no-files')}</p>`
        : html`<ul>
            ${files.map(
              ({ name, bytes, position, sha256 }) =>
                html`<li>
                  <a href="${link(`/bandeja/${filed.id}/documentos/${position}`)}">${name}</a>
                  (${locale.bytes(lang, bytes)})
                  <span class="quiet">SHA-256 <code class="hash">${sha256}</code></span>
                </li>`,
            )}
          </ul>`
    }
    <h2>${t('case-files.tray.events')}</h2>
    <ol>
      ${events.map(
        ({ at, kind, hash }) =>
          html`<li>
            ${locale.dateTime(lang, at)}: ${t(`case-files.event.${kind}`)}
            <span class="quiet"><code class="hash">${hash}</code></span>
          </li>`,
      )}
    </ol>
    <p class="quiet">${t('case-files.tray.building')}</p>`
  return page(context, title, body)
}

/** `/bandeja/{id}/documentos/{position}`: always a download, never shown by the browser in our name. */
export async function documentAnswer(face: TrayFace, request: RouteRequest): Promise<Answer> {
  const { filed } = request.record as OpenCase
  const file = filed.files.find(({ position }) => position === Number(request.params['position']))
  if (file === undefined) throw new Refusal('not-found')
  const name = encodeURIComponent(file.name)
  return {
    type: 'application/octet-stream',
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
    },
    cache: 'no-store',
    body: await face.files.read(file.sha256 as never),
  }
}

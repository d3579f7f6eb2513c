// What the official's pages share: who may see them, their frame, the last day in words, downloads.
import { type Html, html } from '@rimaq/markup'
import type { CivilDate } from '@rimaq/workdays'
import { type Actor, actorOf } from '#people'
import { type PageContext, badge, layout } from '#pages'
import { type Answer, type FileStore, Refusal, type RouteRequest } from '#platform'
import type { CaseParts } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { dayIn, daysBetween } from '../civil-day.ts'
import { noonOf } from '../deadlines/deadline-page.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import type { NotifyParts } from '../notify/notify-parts.ts'
import type { OpenCase } from './open-case.ts'

export interface TrayFace extends CaseParts {
  files: FileStore
  /** With which citizens are told by mail. */
  notify?: Pick<NotifyParts, 'mail' | 'locale' | 'url'>
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

/** An official acting in a post; for all others the page does not exist. @throws Refusal not-found */
export function needOfficial(request: RouteRequest): Actor {
  const actor = actorOf(request)
  if (actor.kind !== 'person' || actor.holding === null) throw new Refusal('not-found')
  return actor
}

/** A page of work that no cache keeps; `script` names a module that only makes it quicker to use. */
export function workPage(
  context: PageContext,
  parts: { title: string; body: Html; trail?: boolean; script?: string; status?: number },
): Answer {
  const { t, link } = context
  const { title, body, trail = true, script, status } = parts
  return {
    cache: 'no-store',
    ...(status === undefined ? {} : { status }),
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
      ...(script === undefined ? {} : { scripts: [script] }),
      breadcrumbs: trail ? [{ label: t('case-files.tray.title'), href: link('/bandeja') }] : [],
    }),
  }
}

/** The last day, and whether it is near or past. */
export function dueOf(context: PageContext, { dueOn }: Pick<CaseFile, 'dueOn'>): Html | string {
  const { t, lang, locale, now } = context
  if (dueOn === null) return ''
  const day = noonOf(dueOn as CivilDate)
  // The whole last day is in time (Law 27444, art. 140.1).
  const days = daysBetween(dayIn(now, locale.timeZone), dueOn)
  const state = days < 0 ? 'late' : days <= 3 ? 'soon' : null
  return html`${locale.date(lang, day, 'short')}
  ${state === null ? null : badge({ label: t(`case-files.tray.${state}`), kind: state === 'late' ? 'bad' : 'warn' })}`
}

/** `/bandeja/{id}/documentos/{position}`: always a download, never shown by the browser in our name. */
export async function documentAnswer(
  face: Pick<TrayFace, 'files'>,
  request: RouteRequest,
): Promise<Answer> {
  const { filed } = request.record as OpenCase
  const file = filed.files.find(({ position }) => position === Number(request.params['position']))
  if (file === undefined) throw new Refusal('not-found')
  if (file.scan === 'infected') throw new CaseFilesError('document-infected', { name: file.name })
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

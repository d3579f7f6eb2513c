// What the pages of publishing share: who is let in, the frame, and errors in words.
import { html, type Html } from '@rimaq/markup'
import { TableError, describeTableError } from '@rimaq/tables'
import { DatasetsError, sentenceValues } from '#datasets'
import { type Actor, PeopleError, actorOf, describePeopleError } from '#people'
import { type PageContext, layout } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'

type InOffice = Extract<Actor, { kind: 'person' }>

/** An official acting in a post; for all others the page does not exist. @throws Refusal not-found */
export function needOfficial(request: RouteRequest): InOffice {
  const actor = actorOf(request)
  if (actor.kind !== 'person' || actor.holding === null) throw new Refusal('not-found')
  return actor
}

/** A whole page that no cache keeps. */
export function workPage(
  context: PageContext,
  parts: {
    title: string
    body: Html
    trail?: { label: string; href?: string }[]
  },
  more: Partial<Answer> = {},
): Answer {
  const { title, body, trail = [] } = parts
  return {
    type: 'text/html; charset=utf-8',
    cache: 'no-store',
    body: layout(context, {
      title,
      body,
      kind: 'work',
      noindex: true,
      styles: ['portal.css'],
      breadcrumbs: [...trail, { label: title }],
    }),
    ...more,
  }
}

/** 303 to a page of ours. */
export function goTo(context: PageContext, path: string, parameters = {}): Answer {
  const headers = { location: context.link(path, parameters) }
  return { status: 303, headers, body: null, cache: 'no-store' }
}

/** What to say of an error one can act on; absent and invisible are the same 404. */
export function sentenceOf(context: PageContext, error: unknown): string {
  const { t, lang } = context
  const language = lang === 'en' ? 'en' : 'es'
  if (error instanceof PeopleError && error.code !== 'not-found') {
    return describePeopleError(t, error)
  }
  if (error instanceof PeopleError) throw new Refusal('not-found', { cause: error })
  if (error instanceof TableError) return describeTableError(error, language)
  if (!(error instanceof DatasetsError)) throw error
  const values = sentenceValues(error, language)
  return error.code === 'privacy'
    ? t('open-data.publish.stopped-detail', { list: String(values['list'] ?? '') })
    : t(`datasets.errors.${error.code}`, values)
}

/** Carries an answer from one page to the next. */
export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`
}

// What the pages of publishing share: who is let in, the frame, and errors in words.
import { html, type Html } from '@rimaq/markup'
import { DatasetsError, sentenceOf, sentenceValues } from '#datasets'
import { type Actor, actorOf } from '#people'
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

/** The shelf's sentence; of what points to people also the list, since the drafter is to treat it. */
export function publishingSentence(context: PageContext, error: unknown): string {
  if (!(error instanceof DatasetsError) || error.code !== 'privacy') {
    return sentenceOf(context, error)
  }
  const { list } = sentenceValues(error, context.lang === 'en' ? 'en' : 'es')
  return context.t('open-data.publish.stopped-detail', { list: String(list ?? '') })
}

/** Carries an answer from one page to the next. */
export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`
}

// Addresses of the pages on which officials hand files in and review them.
import { Type } from 'typebox'
import { DatasetsError, type Submission } from '#datasets'
import { PeopleError } from '#people'
import { goTo } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { createDatasetPage } from './new-dataset-part.ts'
import { type Publishing, patience, shelfOf } from './publishing.ts'
import { handInPage, publishPage } from './publish-pages.ts'
import { readingAnswer, readingJson } from './reading-part.ts'
import { submissionPage } from './submission-page.ts'
import { trayPage } from './tray-page.ts'
import { needOfficial, publishingSentence } from './work-page.ts'

const words = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const params = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
})
const done = Type.Optional(
  Type.Union(
    ['read', 'sent', 'changed', 'withdrawn', 'approved', 'refused'].map((each) =>
      Type.Literal(each),
    ),
  ),
)

const newDataset = Type.Object({
  title: words(200),
  description: words(4000),
  organisation: words(100),
  licence: words(100),
  frequency: words(20),
  theme: words(100),
})
const trayQuery = Type.Object({
  q: words(200),
  state: words(20),
  dataset: words(100),
  by: words(40),
  from: words(10),
  until: words(10),
  after: words(80),
})

/** Whoever may not see a page gets the answer of an address that does not exist. */
export function publishingPages(publishing: Publishing): RouteDefinition[] {
  const page = (
    url: string,
    verb: string,
    handle: (request: RouteRequest) => Promise<Answer> | Answer,
    more: Partial<RouteDefinition> = {},
  ): RouteDefinition => ({
    ...{ method: 'GET', url, verb, loads: 'shelf', kind: 'page', schema: {}, handle },
    ...more,
  })
  const loads = (request: RouteRequest): Promise<Submission | null> => {
    needOfficial(request)
    return shelfOf(publishing, request).submission(request.params.id ?? '')
  }
  const act = (
    name: string,
    verb: string,
    work: (request: RouteRequest, id: string) => Promise<{ id: string; done: string }>,
  ): RouteDefinition =>
    page(`/revisar/:id/${name}`, verb, (request) => acted(publishing, request, work), {
      method: 'POST',
      loads,
      schema: { params, body: Type.Object({ do: words(20), reason: words(4000) }) },
    })
  return [
    page('/publicar', 'draft', (request) => publishPage(publishing, request), {
      schema: { query: Type.Object({ dataset: words(100) }) },
    }),
    page('/publicar/nuevo', 'draft', (request) => createDatasetPage(publishing, request), {
      method: 'POST',
      schema: { body: newDataset },
    }),
    page('/publicar', 'draft', (request) => handInPage(publishing, request), {
      method: 'POST',
      uploadBody: true,
    }),
    page('/revisar', 'list', (request) => trayPage(publishing, request), {
      schema: { query: trayQuery },
    }),
    page('/revisar/:id', 'read', (request) => submissionPage(publishing, request), {
      loads,
      schema: { params, query: Type.Object({ done }) },
    }),
    {
      ...page('/revisar/:id/lectura', 'read', (request) => readingJson(publishing, request)),
      kind: 'json',
      summary: 'How far the reading of a file is that was handed in.',
      loads,
      schema: { params, response: readingAnswer },
    },
    act('presentar', 'draft', async (request, id) => {
      await shelfOf(publishing, request).sendSubmission(id)
      return { id, done: 'sent' }
    }),
    act('cambiar', 'draft', (request, id) => changed(publishing, request, id)),
    publishing.prove(
      act('aprobar', 'approve', async (request, id) => {
        await shelfOf(publishing, request).approveSubmission(id)
        return { id, done: 'approved' }
      }),
    ),
    publishing.prove(
      act('rechazar', 'approve', async (request, id) => {
        const { reason = '' } = request.body as { reason?: string }
        await shelfOf(publishing, request).refuseSubmission(id, reason)
        return { id, done: 'refused' }
      }),
    ),
  ]
}

/** Takes it back, or hands it in again: remedies or repairs accepted, or a person who answers for it. */
async function changed(
  publishing: Publishing,
  request: RouteRequest,
  id: string,
): Promise<{ id: string; done: string }> {
  const shelf = shelfOf(publishing, request)
  const { do: wish, reason = '' } = request.body as { do?: string; reason?: string }
  if (wish === 'withdraw') {
    await shelf.withdrawSubmission(id)
    return { id, done: 'withdrawn' }
  }
  const wishes =
    wish === 'repair'
      ? { repairs: 'all' as const }
      : { privacy: wish === 'override' ? { override: { reason } } : { apply: true } }
  const { id: next } = await shelf.changeSubmission(id, wishes)
  const { state } = await shelf.awaitReading(next, { most: patience, signal: request.signal })
  return { id: next, done: state === 'ready' ? 'changed' : '' }
}

/** Does it and leads to what is so now, or shows the page again with what is wrong. */
async function acted(
  publishing: Publishing,
  request: RouteRequest,
  work: (request: RouteRequest, id: string) => Promise<{ id: string; done: string }>,
): Promise<Answer> {
  const context = publishing.context(request)
  try {
    const { id, done: what } = await work(request, request.params.id ?? '')
    return goTo(context, `/revisar/${id}`, what === '' ? {} : { done: what })
  } catch (error) {
    const noReason = error instanceof DatasetsError && error.code === 'bad-value'
    const message = noReason
      ? context.t('open-data.review.missing-reason')
      : publishingSentence(context, error)
    const status = error instanceof PeopleError ? 403 : noReason ? 422 : 409
    const errors = [{ field: noReason ? 'reason' : null, message }]
    return { ...(await submissionPage(publishing, request, errors)), status }
  }
}

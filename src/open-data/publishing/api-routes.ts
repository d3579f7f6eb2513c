// Addresses by which programs hand files in, publish within their token, and ask what became of them.
import { Type } from 'typebox'
import {
  DatasetsError,
  type PublishReport,
  publishesAtOnce,
  readingError,
  sentenceValues,
} from '#datasets'
import type { Submission, SubmitRequest } from '#datasets'
import { actorOf } from '#people'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { type Publishing, refuseLarge, shelfOf } from './publishing.ts'
import { privacyFact, reportFacts } from './report-facts.ts'
import { publishingSentence } from './work-page.ts'

/** Milliseconds a program waits for the job that reads its file; then it is told to ask again. */
const readingPatience = 20_000

const words = (description: string, maxLength = 300) =>
  Type.Optional(Type.String({ description, maxLength }))

const wishes = Type.Object({
  name: Type.String({
    description: 'Name of the file, by which its format is guessed.',
    minLength: 1,
    maxLength: 300,
  }),
  title: words('Title of a dataset that does not exist yet.'),
  resource: words('Table within the dataset, by id or name. Default: the first.'),
  key: words('Columns that tell rows apart, separated by commas.', 1000),
  mode: Type.Optional(Type.Union([Type.Literal('replace'), Type.Literal('append')])),
  repairs: Type.Optional(
    Type.Union([Type.Literal('all'), Type.Literal('recipe'), Type.Literal('none')]),
  ),
  remedies: Type.Optional(
    Type.Boolean({ description: 'Accepts the proposed remedies of the privacy gate.' }),
  ),
  note: words('What is new in this version.', 1000),
})

const column = Type.Object({ id: Type.String(), name: Type.String(), type: Type.String() })
const report = Type.Object({
  rows: Type.Integer(),
  columns: Type.Array(column),
  findings: Type.Array(
    Type.Object({
      code: Type.String(),
      severity: Type.String(),
      repaired: Type.Boolean(),
      repairable: Type.Boolean(),
      what: Type.String(),
      where: Type.String(),
      why: Type.String(),
      remedy: Type.String(),
    }),
  ),
  privacy: Type.Array(
    Type.Object({
      code: Type.String(),
      confidence: Type.String(),
      treated: Type.Boolean(),
      what: Type.String(),
      why: Type.String(),
      remedies: Type.Array(Type.String()),
    }),
  ),
  elsewhere: Type.Array(
    Type.String({ description: 'Other sheets and files that came along, in sentences.' }),
  ),
  stopped: Type.Boolean(),
})
/** Null until the file was read. */
const reportIfRead = Type.Union([report, Type.Null()])

const handedIn = Type.Object({
  id: Type.Union([Type.String(), Type.Null()]),
  state: Type.String(),
  dataset: Type.String(),
  version: Type.Union([Type.Integer(), Type.Null()]),
  report: reportIfRead,
})

const found = Type.Object({
  id: Type.String(),
  state: Type.String(),
  dataset: Type.String(),
  submitted: Type.String(),
  file: Type.Object({ name: Type.String(), bytes: Type.Number(), sha256: Type.String() }),
  decided: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  problem: Type.Union([
    Type.String({ description: 'Why the file could not be read, in words.' }),
    Type.Null(),
  ]),
  report: reportIfRead,
})

const submissionId = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
})

export function publishingApi(publishing: Publishing): RouteDefinition[] {
  return [
    {
      method: 'POST',
      url: '/api/v1/datasets/:slug/submissions',
      verb: 'draft',
      loads: 'shelf',
      kind: 'json',
      summary:
        'Hands a file (the body) in for review; a token to publish, narrowed to the dataset, publishes at once.',
      uploadBody: true,
      status: 201,
      schema: {
        params: Type.Object({
          slug: Type.String({ pattern: '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$' }),
        }),
        query: wishes,
        response: handedIn,
      },
      handle: (request) => handIn(publishing, request),
    },
    {
      method: 'GET',
      url: '/api/v1/submissions/:id',
      verb: 'read',
      loads: 'shelf',
      kind: 'json',
      summary: 'What became of a file that was handed in.',
      schema: { params: submissionId, response: found },
      async handle(request) {
        mustBeKnown(request)
        const submission = await shelfOf(publishing, request).submission(request.params.id ?? '')
        if (submission === null) throw new Refusal('not-found')
        return { body: answerOf(publishing, submission, request), cache: 'no-store' }
      },
    },
  ]
}

/** Whoever shows nothing is asked for a token, whether or not the address names something. */
function mustBeKnown(request: RouteRequest): void {
  if (actorOf(request).kind === 'visitor') throw new Refusal('not-signed-in')
}

async function handIn(publishing: Publishing, request: RouteRequest): Promise<Answer> {
  mustBeKnown(request)
  refuseLarge(publishing, request)
  const actor = actorOf(request)
  const shelf = shelfOf(publishing, request)
  const atOnce = publishesAtOnce({ actor })
  const dataset = request.params.slug ?? ''
  await shelf.mustHandIn({ dataset, verb: atOnce ? 'publish' : 'draft' })
  const received = await shelf.receiveFile(
    request.body as AsyncIterable<Uint8Array>,
    publishing.uploadBytes,
  )
  try {
    const wish = wishOf(request, { dataset, path: received.path })
    if (atOnce) {
      const done = await shelf.publishByToken(wish)
      const { version } = done
      return created(request, { id: null, state: 'published', dataset, version, report: done })
    }
    const { id } = await shelf.submitFile(wish)
    const { signal } = request
    const read = await shelf.awaitReading(id, { most: readingPatience, signal })
    if (read.error !== null) throw readingError(read.error)
    const { state, report: found } = read
    return created(request, { id, state, dataset, version: null, report: found })
  } catch (error) {
    if (error instanceof DatasetsError && error.code === 'privacy') {
      return stopped(publishing, request, error)
    }
    throw error
  } finally {
    await received.done()
  }
}

function wishOf(
  { query }: RouteRequest,
  where: Pick<SubmitRequest, 'dataset' | 'path'>,
): SubmitRequest {
  const { key, remedies, ...rest } = query as { key?: string; remedies?: boolean; name: string }
  return {
    ...rest,
    ...where,
    ...(key !== undefined && { key: key.split(',').map((each) => each.trim()) }),
    ...(remedies === true && { privacy: { apply: true } }),
  }
}

function created(
  { lang }: RouteRequest,
  made: {
    id: string | null
    state: string
    dataset: string
    version: number | null
    report: PublishReport | null
  },
): Answer {
  const body = { ...made, report: made.report && reportFacts(made.report, lang) }
  const location = made.id === null ? `/dataset/${made.dataset}` : `/api/v1/submissions/${made.id}`
  return { status: 201, headers: { location }, body, cache: 'no-store' }
}

/** 409 with what points to people: nothing was changed (RFC 9457). */
function stopped(publishing: Publishing, request: RouteRequest, error: DatasetsError): Answer {
  const { lang } = request
  const { t } = publishing.context(request)
  const problem = {
    type: 'about:blank',
    status: 409,
    code: error.code,
    title: t('open-data.publish.stopped'),
    detail: t('open-data.publish.stopped-detail', {
      list: String(sentenceValues(error, lang === 'en' ? 'en' : 'es')['list'] ?? ''),
    }),
    findings: error.findings.map((finding) => privacyFact(finding, [], lang)),
  }
  const type = 'application/problem+json; charset=utf-8'
  return { status: 409, type, body: JSON.stringify(problem), cache: 'no-store' }
}

function answerOf(publishing: Publishing, submission: Submission, request: RouteRequest): object {
  const {
    id,
    state,
    slug,
    submitted,
    original,
    decidedAt,
    reason,
    error,
    report: made,
  } = submission
  return {
    ...{ id, state, dataset: slug, reason },
    submitted: submitted.toISOString(),
    file: { name: original.name, bytes: original.bytes, sha256: original.hash },
    decided: decidedAt?.toISOString() ?? null,
    problem: error && publishingSentence(publishing.context(request), readingError(error)),
    report: made && reportFacts(made, request.lang),
  }
}

// Addresses by which programs hand files in, publish within their token, and ask what became of them.
import { Type } from 'typebox'
import { DatasetsError, type PublishReport, publishesAtOnce, sentenceValues } from '#datasets'
import type { Submission, SubmitRequest } from '#datasets'
import { actorOf } from '#people'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { type Publishing, refuseLarge, shelfOf } from './publishing.ts'
import { privacyFact, reportFacts } from './report-facts.ts'

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
  stopped: Type.Boolean(),
})

const handedIn = Type.Object({
  id: Type.Union([Type.String(), Type.Null()]),
  state: Type.String(),
  dataset: Type.String(),
  version: Type.Union([Type.Integer(), Type.Null()]),
  report,
})

const found = Type.Object({
  id: Type.String(),
  state: Type.String(),
  dataset: Type.String(),
  submitted: Type.String(),
  file: Type.Object({ name: Type.String(), bytes: Type.Number(), sha256: Type.String() }),
  decided: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  report,
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
        return { body: answerOf(submission, request), cache: 'no-store' }
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
      return created(request, { id: null, state: 'published', report: done })
    }
    const { id, report: made } = await shelf.submitFile(wish)
    return created(request, { id, state: 'waiting', report: made })
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
  made: { id: string | null; state: string; report: PublishReport },
): Answer {
  const { dataset, version } = made.report
  const body = { ...made, dataset, version, report: reportFacts(made.report, lang) }
  const location = made.id === null ? `/dataset/${dataset}` : `/api/v1/submissions/${made.id}`
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

function answerOf(submission: Submission, { lang }: RouteRequest): object {
  const { id, state, slug, submitted, original, decidedAt, reason } = submission
  return {
    ...{ id, state, dataset: slug, reason },
    submitted: submitted.toISOString(),
    file: { name: original.name, bytes: original.bytes, sha256: original.hash },
    decided: decidedAt?.toISOString() ?? null,
    report: reportFacts(submission.report, lang),
  }
}

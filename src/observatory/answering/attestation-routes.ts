// The addresses of the digital signature over answers: the document to sign, the signed one coming back, and the one the public reads.
import Type from 'typebox'
import type { Actor } from '#people'
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { readUploadForm } from '#platform/http'
import { ObservatoryError } from '../errors.ts'
import type { Holdings } from '../observatory.ts'
import type { AnswerPageParts } from './answer-pages.ts'
import type { Answering } from './answering.ts'
import { type AnswerSigning, attestationFrom } from './attestation.ts'
import { answerPath } from './paths.ts'

interface Face {
  answering: Answering
  signing: AnswerSigning
  holdings(): Promise<Holdings | null>
  context(request: RouteRequest): PageContext
  /** @throws Refusal not-found for who may not draft */
  asked(request: RouteRequest): Promise<{ actor: Actor; year: number; parts: AnswerPageParts }>
  /** All of the answers, with what was wrong with the file. */
  review(request: RouteRequest, fault: string): Promise<string>
}

/** Of a signed PDF. */
const mostBytes = 20_000_000

const edition = Type.String({ pattern: '^20\\d{2}$' })
const common = { loads: 'shelf', openQuery: true } as const

export function attestationRoutes(face: Face): RouteDefinition[] {
  return [
    {
      ...{ ...common, method: 'GET', verb: 'draft', kind: 'file' },
      url: `${answerPath}/:edition/document.pdf`,
      summary: 'The answers as they were handed in, to be signed.',
      schema: { params: Type.Object({ edition }) },
      async handle(request) {
        const { year, parts } = await face.asked(request)
        const { document } = parts.view.draft
        if (document === undefined) throw new Refusal('not-found')
        return { ...(await pdf(face, document, `answers-${year}.pdf`)), cache: 'no-store' }
      },
    },
    {
      ...{ ...common, method: 'POST', verb: 'draft', kind: 'page', uploadBody: true },
      url: `${answerPath}/:edition/signature`,
      schema: { params: Type.Object({ edition }) },
      limits: { perMinute: 10, bodyBytes: mostBytes + 100_000 },
      handle: (request) => take(face, request),
    },
    {
      ...{ ...common, method: 'GET', verb: 'read', loads: 'nothing', kind: 'file', cors: true },
      url: '/observatory/cities/:city/attestation.pdf',
      summary: 'The answers of a city in one edition as they were digitally signed.',
      schema: {
        params: Type.Object({ city: Type.String({ pattern: '^[a-z0-9-]{1,60}$' }) }),
        query: Type.Object({ edition: Type.Optional(edition) }),
      },
      async handle({ params, query }) {
        const sheets = (await face.holdings())?.profiles.filter(
          ({ city, edition: year }) =>
            city === params['city'] &&
            (query['edition'] === undefined || String(year) === query['edition']),
        )
        const sheet = sheets?.at(-1)
        if (sheet?.attestation === undefined) throw new ObservatoryError('not-found')
        const { file } = sheet.attestation
        return { ...(await pdf(face, file, `${sheet.city}-${sheet.edition}.pdf`)), etag: file }
      },
    },
  ]
}

async function pdf({ signing }: Face, sha256: string, name: string): Promise<Answer> {
  return {
    type: 'application/pdf',
    headers: { 'content-disposition': `attachment; filename="${name}"` },
    body: await signing.read(sha256),
    cache: 'no-cache',
  }
}

/** Judged before anything is kept; what was wrong stands above the answers. */
async function take(face: Face, request: RouteRequest): Promise<Answer> {
  const { actor, year, parts } = await face.asked(request)
  const { draft } = parts.view
  const context = face.context(request)
  if (draft.state !== 'submitted' || draft.document === undefined) {
    throw new ObservatoryError('wrong-state')
  }
  const type = request.headers['content-type']
  const upload = await readUploadForm(
    request.body as AsyncIterable<Uint8Array>,
    Array.isArray(type) ? (type[0] ?? '') : (type ?? ''),
  )
  try {
    const signed = await face.signing.judge(atMost(upload.file))
    const about = { document: draft.document, file: '', now: context.now }
    const attestation = attestationFrom(signed, about)
    const file = await signed.keep()
    await face.answering.as(actor).sign(year, { ...attestation, file })
  } catch (error) {
    upload.drop()
    const fault = faultIn(context, error)
    if (fault === null) throw error
    return { body: await face.review(request, fault), status: 422, cache: 'no-store' }
  }
  const location = `${context.link(`${answerPath}/${year}/review`)}#signature`
  return { status: 303, headers: { location }, body: '' }
}

/** What whoever signs can act on; null for anything else. */
function faultIn({ t }: PageContext, error: unknown): string | null {
  if (error instanceof Refusal && error.code === 'too-large') {
    return t('observatory.import.too-large', { most: mostBytes / 1_000_000 })
  }
  if (!(error instanceof ObservatoryError)) return null
  const { code, detail } = error
  const told = ['not-the-document', 'nothing-signed', 'signature-refused'].includes(code)
  return told ? t(`observatory.errors.${code}`, detail) : null
}

async function* atMost(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const part of file) {
    bytes += part.length
    if (bytes > mostBytes) throw new Refusal('too-large')
    yield part
  }
}

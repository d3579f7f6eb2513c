// The addresses of public verification: by code, by the address of a QR code, and by handing in a file.
import Type from 'typebox'
import type { PageContext } from '#pages'
import {
  type Answer,
  type FileStore,
  Refusal,
  type RouteDefinition,
  type RouteRequest,
} from '#platform'
import { readUploadForm } from '#platform/http'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { pdfAnswer } from '../seal/receipt-routes.ts'
import { readVerificationCode } from '../seal/verification-code.ts'
import { issuedPage, unknownPage } from './issued-page.ts'
import { fileVerdictPage } from './file-page.ts'
import { limits, type Verifier } from './verifier.ts'
import { verifyPage } from './verify-page.ts'

export interface VerifyFace {
  verifier: Verifier
  files: FileStore
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

const code = Type.String({ minLength: 1, maxLength: 60 })
/** Codes have eighty random bits; this keeps guessing from costing anything. */
const perMinute = { code: 30, file: 10 } as const

export function verifyRoutes(face: VerifyFace): RouteDefinition[] {
  const read = { verb: 'read', loads: 'nothing', openQuery: true } as const
  return [
    {
      ...{ ...read, method: 'GET', url: '/verificar', kind: 'page' },
      schema: { query: Type.Object({ codigo: Type.Optional(Type.String({ maxLength: 60 })) }) },
      limits: { perMinute: 120 },
      handle: (request) => start(face, request),
    },
    {
      ...{ ...read, method: 'GET', url: '/verificar/:code', kind: 'page' },
      schema: { params: Type.Object({ code }) },
      limits: { perMinute: perMinute.code },
      handle: (request) => byCode(face, request),
    },
    {
      ...{ ...read, method: 'GET', url: '/verificar/:code/documento', kind: 'file' },
      summary: 'A document the city issued, where everybody may have it.',
      schema: { params: Type.Object({ code }) },
      limits: { perMinute: perMinute.code },
      handle: (request) => authenticCopy(face, request),
    },
    {
      ...{ ...read, method: 'POST', url: '/verificar/archivo', kind: 'page' },
      schema: {},
      uploadBody: true,
      // Nothing of what a stranger hands in is kept.
      answers: 'secret',
      limits: { perMinute: perMinute.file, bodyBytes: limits.file + 100_000 },
      handle: (request) => byFile(face, request),
    },
  ]
}

function start(face: VerifyFace, request: RouteRequest): Answer {
  const context = face.context(request)
  const written = request.query['codigo']
  if (typeof written !== 'string' || written.trim() === '') return verifyPage(context, {})
  const read = readVerificationCode(written)
  if (read === null) {
    return verifyPage(context, { written, codeError: context.t('case-files.verify.mistyped') })
  }
  const location = context.link(`/verificar/${read}`)
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

async function byCode(face: VerifyFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const written = request.params['code'] ?? ''
  const read = readVerificationCode(written)
  if (read === null) {
    return verifyPage(context, { written, codeError: context.t('case-files.verify.mistyped') })
  }
  try {
    const found = await face.verifier.byCode(read)
    return found === null ? unknownPage(context, read) : issuedPage(context, found)
  } catch (error) {
    return refused(context, error)
  }
}

async function authenticCopy(face: VerifyFace, request: RouteRequest): Promise<Answer> {
  const read = readVerificationCode(request.params['code'] ?? '')
  const issued = read === null ? null : await face.verifier.issued(read)
  const last = issued?.versions.at(-1)
  // Restricted ones are not there, as if they had never been printed.
  if (issued === null || last === undefined || !issued.openToAll) throw new Refusal('not-found')
  return pdfAnswer(face.files, last, `${issued.kind}-${issued.code}.pdf`)
}

async function byFile(face: VerifyFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const type = request.headers['content-type']
  const upload = await readUploadForm(
    request.body as AsyncIterable<Uint8Array>,
    Array.isArray(type) ? (type[0] ?? '') : (type ?? ''),
  )
  try {
    return fileVerdictPage(context, await face.verifier.byFile(upload.file))
  } catch (error) {
    upload.drop()
    return refused(context, error)
  }
}

/** What whoever verifies can act on is said on the page. */
function refused(context: PageContext, error: unknown): Answer {
  if (!(error instanceof CaseFilesError)) throw error
  return verifyPage(context, { fileError: describeCaseFilesError(context.t, error) })
}

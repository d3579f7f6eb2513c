// The addresses of the tus protocol 1.0 (https://tus.io/protocols/resumable-upload), for files of a draft.
import Type from 'typebox'
import type { PageContext } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError, type CaseFilesErrorCode } from '../errors.ts'
import { most } from '../filing/attach-file.ts'
import type { Counter, Own } from '../filing/counter.ts'
import { checksumOf, lengthOf, metadataOf, offsetOf } from './tus-headers.ts'
import {
  addToUpload,
  beginUpload,
  checksums,
  findUpload,
  finishUpload,
  giveUpUpload,
} from './uploads.ts'
import type { Upload } from './store-uploads.ts'

export interface TusFace {
  counter: Counter
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

const version = '1.0.0'
const said = { 'tus-resumable': version }
const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const key = Type.String({ pattern: '^[0-9A-Z]{16}$' })
/** A piece of some megabytes every few seconds, of several files. */
const perMinute = 600

/** By status; what is not listed is 422. 460 is that of the extension Checksum. */
const statuses: Partial<Record<CaseFilesErrorCode, number>> = {
  'draft-gone': 404,
  'upload-gone': 410,
  'upload-offset': 409,
  'filed-meanwhile': 409,
  'too-large': 413,
  'upload-checksum': 460,
  'counter-full': 507,
}

export function tusRoutes(face: TusFace): RouteDefinition[] {
  const all = '/presentacion/:id/:key/subidas'
  const one = `${all}/:upload`
  const params = Type.Object({ id: uuid, key })
  const ofOne = Type.Object({ id: uuid, key, upload: uuid })
  const route = (
    method: RouteDefinition['method'],
    url: string,
    [status, summary]: [status: 200 | 201 | 204, summary: string],
    work: (request: RouteRequest, own: Own) => Promise<Answer>,
  ): RouteDefinition => ({
    ...{ method, url, status, summary, loads: 'nothing' },
    verb: method === 'GET' || method === 'OPTIONS' ? 'read' : 'file',
    ...{ kind: 'file', openQuery: true, schema: { params: url === one ? ofOne : params } },
    ...{ limits: { perMinute, bodyBytes: most.bytes }, handle: answering(face, work) },
    ...(method === 'GET' || method === 'OPTIONS' ? {} : { answers: 'secret', uploadBody: true }),
  })
  return [
    route('OPTIONS', all, [204, 'What this server knows of tus.'], async () => capabilities()),
    route('POST', all, [201, 'Begins an upload (tus 1.0, Creation).'], (request, own) =>
      create(face, request, own),
    ),
    route(
      'GET',
      one,
      [200, 'By HEAD: how many bytes are durable (tus 1.0, Core).'],
      (request, own) => tell(face, request, own),
    ),
    route('PATCH', one, [204, 'Adds bytes (tus 1.0, Core and Checksum).'], (request, own) =>
      add(face, request, own),
    ),
    route('DELETE', one, [204, 'Gives an upload up (tus 1.0, Termination).'], (request, own) =>
      giveUp(face, request, own),
    ),
    // For readers behind proxies that let only GET and POST pass (tus 1.0, X-HTTP-Method-Override).
    route(
      'POST',
      one,
      [204, 'PATCH or DELETE, as X-HTTP-Method-Override says.'],
      (request, own) => {
        const method = String(request.headers['x-http-method-override'] ?? '').toUpperCase()
        if (method === 'PATCH') return add(face, request, own)
        if (method === 'DELETE') return giveUp(face, request, own)
        return Promise.resolve({ status: 405, headers: said, body: null })
      },
    ),
  ]
}

/** Checks the version, and says errors of the room as problems with the header that tus asks for. */
function answering(
  face: TusFace,
  work: (request: RouteRequest, own: Own) => Promise<Answer>,
): RouteDefinition['handle'] {
  return async (request) => {
    if (request.method !== 'OPTIONS' && request.headers['tus-resumable'] !== version) {
      return { status: 412, headers: { ...said, 'tus-version': version }, body: null }
    }
    const own = { id: request.params['id'] ?? '', key: request.params['key'] ?? '' }
    try {
      return await work(request, own)
    } catch (error) {
      if (!(error instanceof CaseFilesError)) throw error
      const status = statuses[error.code] ?? 422
      const detail = describeCaseFilesError(face.context(request).t, error)
      const { code } = error
      return {
        ...{ status, headers: said, cache: 'no-store', type: 'application/problem+json' },
        body: request.method === 'HEAD' ? null : JSON.stringify({ status, code, detail }),
      }
    }
  }
}

function capabilities(): Answer {
  const headers = {
    'tus-version': version,
    'tus-max-size': String(most.bytes),
    'tus-extension': 'creation,expiration,checksum,termination',
    'tus-checksum-algorithm': checksums.join(','),
  }
  return { status: 204, headers, body: null }
}

async function create({ counter }: TusFace, { headers }: RouteRequest, own: Own): Promise<Answer> {
  const length = lengthOf(headers)
  if (length === null) return { status: 400, headers: said, body: null }
  const { filename = '', requirement = '', fingerprint = '' } = metadataOf(headers)
  const told = { name: filename, requirement, fingerprint: fingerprint.slice(0, 200), length }
  const upload = await beginUpload(counter.intake, own, told)
  const location = `/presentacion/${own.id}/${own.key}/subidas/${upload.id}`
  const expires = { 'upload-expires': upload.expires.toUTCString() }
  return { status: 201, headers: { ...said, ...expires, location }, body: null, cache: 'no-store' }
}

async function tell({ counter }: TusFace, request: RouteRequest, own: Own): Promise<Answer> {
  const upload = await findUpload(counter.intake, own, request.params['upload'] ?? '')
  const at = { ...far(upload), 'upload-length': String(upload.length) }
  // Complete, but its server was killed before it became a file of the draft.
  await finishUpload(counter.intake, own, upload)
  return { status: 200, headers: at, body: null, cache: 'no-store' }
}

async function add({ counter }: TusFace, request: RouteRequest, own: Own): Promise<Answer> {
  const { headers, body } = request
  if (headers['content-type'] !== 'application/offset+octet-stream') {
    return { status: 415, headers: said, body: null }
  }
  const offset = offsetOf(headers)
  const checksum = checksumOf(headers)
  if (offset === null || checksum === 'unknown') return { status: 400, headers: said, body: null }
  const id = request.params['upload'] ?? ''
  const bytes = body as AsyncIterable<Uint8Array>
  const upload = await addToUpload(counter.intake, own, { id, offset, bytes, checksum })
  await finishUpload(counter.intake, own, upload)
  return { status: 204, headers: far(upload), body: null, cache: 'no-store' }
}

async function giveUp({ counter }: TusFace, request: RouteRequest, own: Own): Promise<Answer> {
  await giveUpUpload(counter.intake, own, request.params['upload'] ?? '')
  return { status: 204, headers: said, body: null, cache: 'no-store' }
}

function far({ received, expires }: Upload): Record<string, string> {
  return { ...said, 'upload-offset': String(received), 'upload-expires': expires.toUTCString() }
}

// Sends an answer as HTTP: unchanged, in part, smaller, or as a stream that stops with its reader.
import { Readable, pipeline } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer, RouteDefinition } from './route.ts'
import {
  chooseEncoding,
  compressBytes,
  compressFrom,
  compressStream,
  isCompressible,
} from './compress.ts'
import { isUnchanged, readRange } from './conditional.ts'
import { isOwnPath } from './guard.ts'
import { Refusal } from './refusal.ts'
import { sendParts } from './send-parts.ts'

const types: Record<RouteDefinition['kind'], string> = {
  page: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  file: 'application/octet-stream',
}

type Body = Answer['body']

/** Sends `answer` to `request`. Throws Refusal for a range that cannot be given. */
export async function sendAnswer(
  answer: Answer,
  kind: RouteDefinition['kind'],
  request: FastifyRequest,
  reply: FastifyReply,
  leadsTo?: RouteDefinition['leadsTo'],
): Promise<FastifyReply> {
  // Node emits it when the operating system has all bytes of the answer.
  if (answer.sent) reply.raw.once('finish', answer.sent)
  const status = answer.status ?? 200
  const type = answer.type ?? types[kind]
  reply.code(status)
  reply.header('cache-control', answer.cache ?? (status >= 400 ? 'no-store' : 'no-cache'))
  if (answer.modified) reply.header('last-modified', answer.modified.toUTCString())
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value)
  checkLocation(answer, request, leadsTo)

  const reading = request.method === 'GET' || request.method === 'HEAD'
  const encoding = encodingFor(answer, type, request, reply)
  if (answer.etag !== undefined) {
    // A compressed copy is another sequence of bytes: its tag may not be used for ranges.
    reply.header('etag', encoding ? `W/"${answer.etag}"` : `"${answer.etag}"`)
  }
  if (reading && status === 200 && isUnchanged(request.headers, answer)) {
    await discard(answer.body)
    reply.removeHeader('content-encoding')
    return reply.code(304).send()
  }
  if (answer.body !== null || answer.ranged) reply.header('content-type', type)
  if (answer.packed && answer.ranged && encoding) {
    const { packed, ranged } = answer
    if (encoding !== 'zstd' || request.method === 'HEAD') {
      const body = await ranged.read(0, ranged.bytes - 1)
      return sendBody({ ...answer, body }, encoding, request, reply)
    }
    return reply.header('content-encoding', encoding).send(asReadable(packed()))
  }
  if (answer.ranged && status === 200 && reading) {
    return sendRanged(answer, answer.ranged, request, reply)
  }
  return sendBody(answer, encoding, request, reply)
}

/** Rule 19: redirects lead to paths of our own, or to an origin the route names. */
function checkLocation(
  answer: Answer,
  request: FastifyRequest,
  leadsTo: RouteDefinition['leadsTo'],
): void {
  const status = answer.status ?? 200
  if (status < 300 || status > 399 || status === 304) return
  const location = Object.entries(answer.headers ?? {}).find(([name]) => /^location$/i.test(name))
  if (location && isOwnPath(location[1])) return
  const outside = URL.parse(location?.[1] ?? '')?.origin
  if (outside === undefined || !leadsTo?.().includes(outside)) {
    throw new Error(`${request.routeOptions.url} redirects to ${location?.[1] ?? 'nowhere'}`)
  }
}

function encodingFor(
  answer: Answer,
  type: string,
  request: FastifyRequest,
  reply: FastifyReply,
): ReturnType<typeof chooseEncoding> {
  if (!isCompressible(type)) return null
  if (answer.packed ? request.headers.range !== undefined : answer.ranged || answer.body === null) {
    return null
  }
  const vary = reply.getHeader('vary')
  reply.header('vary', vary ? `${String(vary)}, accept-encoding` : 'accept-encoding')
  if (reply.hasHeader('content-encoding')) return null
  if (/no-transform/i.test(answer.cache ?? '')) return null
  const { body } = answer
  if (typeof body === 'string' && body.length < compressFrom) return null
  if (body instanceof Uint8Array && body.length < compressFrom) return null
  const accepted = request.headers['accept-encoding']
  return chooseEncoding(Array.isArray(accepted) ? accepted.join(',') : accepted)
}

async function sendRanged(
  answer: Answer,
  ranged: NonNullable<Answer['ranged']>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('accept-ranges', 'bytes')
  const range = readRange(request.headers, ranged.bytes, answer)
  if (range.kind === 'refused') {
    await discard(answer.body)
    reply.header('content-range', `bytes */${ranged.bytes}`)
    throw new Refusal('bad-range', { values: { bytes: ranged.bytes } })
  }
  const whole = range.kind === 'whole'
  const start = whole ? 0 : range.start
  const end = whole ? ranged.bytes - 1 : range.end
  reply.header('content-length', end - start + 1)
  if (!whole && request.method === 'GET') {
    reply.code(206).header('content-range', `bytes ${start}-${end}/${ranged.bytes}`)
  } else if (request.method === 'HEAD') reply.header('content-length', ranged.bytes)
  if (request.method === 'HEAD' || ranged.bytes === 0) {
    await discard(answer.body)
    return reply.send()
  }
  if (whole && isStream(answer.body)) return reply.send(asReadable(answer.body))
  await discard(answer.body)
  return sendParts(await ranged.read(start, end), reply, answer.sentPart)
}

async function sendBody(
  { body, sentPart }: Answer,
  encoding: ReturnType<typeof chooseEncoding>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (body === null) return reply.send()
  if (isStream(body)) {
    if (encoding) reply.header('content-encoding', encoding)
    if (request.method === 'HEAD') {
      await discard(body)
      return reply.send()
    }
    if (!encoding && sentPart) return sendParts(body, reply, sentPart)
    const source = asReadable(body)
    if (!encoding) return reply.send(source)
    const compressor = compressStream(encoding)
    // An error of the source reaches Fastify through the compressor, which pipeline() destroys.
    pipeline(source, compressor, () => {})
    return reply.send(compressor)
  }
  let bytes = toBytes(body, reply)
  if (encoding && bytes.length >= compressFrom) {
    bytes = await compressBytes(bytes, encoding)
    reply.header('content-encoding', encoding)
  }
  reply.header('content-length', bytes.length)
  return request.method === 'HEAD' ? reply.send() : reply.send(bytes)
}

function toBytes(body: string | object, reply: FastifyReply): Uint8Array {
  if (body instanceof Uint8Array) return body
  if (typeof body === 'string') return Buffer.from(body)
  // By the response schema for 2xx, so that only listed fields leave; other statuses as they are.
  return Buffer.from(reply.serialize(body) as string)
}

/** True for bodies that come piece by piece. */
export function isStream(body: Body): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

function asReadable(source: AsyncIterable<Uint8Array>): Readable {
  if (source instanceof Readable) return source
  return Readable.from(source, { objectMode: false, highWaterMark: 65_536 })
}

/** Ends a stream nobody will read, so that its file or child is let go. */
async function discard(body: Body): Promise<void> {
  if (body instanceof Readable) body.destroy()
  else if (isStream(body)) await body[Symbol.asyncIterator]().return?.()
}

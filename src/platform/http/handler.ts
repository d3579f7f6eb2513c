// Makes one route answer: guards, checks of what was sent, the room's function, and the answer.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Lang } from '../ground.ts'
import { comesFromUs, isHost, isReading } from './guard.ts'
import { credentialsOf } from './identity.ts'
import type { Identified, Identify } from './identity.ts'
import type { Limiter } from './limiter.ts'
import { readerKey } from './limiter.ts'
import { doOnce, onceKeyOf, withoutOnceField } from './once.ts'
import type { Once } from './once.ts'
import { Refusal } from './refusal.ts'
import type { InputFault } from './refusal.ts'
import type { Answer, RouteDefinition, RouteRequest } from './route.ts'
import { sendAnswer } from './send.ts'
import { createPartCheck } from './validate.ts'
import type { PartCheck } from './validate.ts'

export interface HandlerOptions {
  /** Address of the site as its readers see it; else from the Host header. */
  url?: string | undefined
  limiter: Limiter
  /** Says who asks. Default: everybody is anyone. */
  identify?: Identify | undefined
  /** Keeps keys of repetition. Default: they are not looked at. */
  once?: Once | undefined
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** Compiles the checks of a route once; the handler runs them for each request. */
export function createHandler(route: RouteDefinition, options: HandlerOptions): Handler {
  // What only reads may be asked from anywhere; a POST, only where the route is shared.
  const reading = /^(GET|OPTIONS)$/.test(route.method) || route.cors === true
  const open = (isReading(route) && reading) || route.ticketed === true
  const checks = compileChecks(route)
  const perMinute = route.limits?.perMinute
  const key = `${route.method} ${route.url}`
  return async function handle(request, reply) {
    const origin = originOf(request, options.url)
    if (!open && !comesFromUs(request.headers, origin)) throw new Refusal('foreign-origin')
    if (perMinute !== undefined) {
      const seconds = options.limiter.take(`${key} ${readerKey(request.ip)}`, perMinute)
      if (seconds > 0) throw tooMany(seconds)
    }
    const shown = credentialsOf(request, route, origin)
    const who = shown && options.identify ? await options.identify(shown) : null
    const repeated =
      options.once && !isReading(route) ? onceKeyOf(request.headers, request.body) : null
    const read = readRequest(request, reply, origin, checks)
    if (who !== null) read.actor = who.actor
    if (repeated !== null) read.onceKey = repeated
    if (typeof route.loads === 'function') {
      const record = await route.loads(read)
      if (record === null) throw new Refusal('not-found')
      read.record = record
    }
    const asked = { key: repeated, who, read }
    const answer = await answerOf(route, asked, options.once)
    return sendAnswer(privateTo(who, answer), route.kind, request, reply, route.leadsTo)
  }
}

function answerOf(
  route: RouteDefinition,
  { key, who, read }: { key: string | null; who: Identified | null; read: RouteRequest },
  once: Once | undefined,
): Promise<Answer> {
  const work = async (): Promise<Answer> => route.handle(read)
  if (key === null || once === undefined) return work()
  const asker = who?.key ?? 'anyone'
  const body = route.uploadBody === true ? signsOf(read.headers) : read.body
  return doOnce(once, { key, asker, route, url: read.url, body }, work)
}

/** A body that is not read yet is known by what its sender says of it (RFC 9530). */
function signsOf(headers: RouteRequest['headers']): object {
  return { length: headers['content-length'] ?? '', digest: headers['content-digest'] ?? '' }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** What a signed-in person gets is kept by no cache, public pages too (rule 18). */
function privateTo(who: Identified | null, answer: Answer): Answer {
  if (who === null) return answer
  const { etag: _etag, modified: _modified, ...rest } = answer
  return { ...rest, cache: 'no-store' }
}

/** 429 with the seconds to wait. */
export function tooMany(seconds: number): Refusal {
  return new Refusal('too-many-requests', { values: { seconds }, retryAfter: seconds })
}

/** `?lang=` decides; anything unknown is Spanish. */
export function langOf(request: FastifyRequest): Lang {
  const sent = (request.query as Record<string, unknown> | undefined)?.lang
  const lang = Array.isArray(sent) ? sent[0] : sent
  return lang === 'en' || lang === 'qu' ? lang : 'es'
}

/** `https://host` as the reader sees it. */
export function originOf(request: FastifyRequest, url: string | undefined): string {
  if (url !== undefined) return url
  const host = request.host
  return isHost(host) ? `${request.protocol}://${host}` : 'http://localhost'
}

interface Checks {
  params: PartCheck | null
  query: PartCheck
  body: { json: PartCheck; form: PartCheck } | null
  textBody: boolean
  uploadBody: boolean
}

function compileChecks(route: RouteDefinition): Checks {
  const { params, query, body } = route.schema
  const open = route.openQuery ?? false
  const part = (schema: NonNullable<typeof body>, text: boolean) =>
    createPartCheck(schema, { part: 'body', text, open: false })
  return {
    params: params ? createPartCheck(params, { part: 'params', text: true, open: true }) : null,
    query: createPartCheck(query ?? Type.Object({}), { part: 'query', text: true, open }),
    body: body ? { json: part(body, false), form: part(body, true) } : null,
    textBody: route.textBody ?? false,
    uploadBody: route.uploadBody ?? false,
  }
}

function readRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
  checks: Checks,
): RouteRequest {
  const faults: InputFault[] = []
  const check = (run: PartCheck | null | undefined, value: unknown): unknown => {
    if (!run) return value
    const result = run(value)
    faults.push(...result.faults)
    return result.value
  }
  // `lang` belongs to the platform: no route declares it, every address may carry it.
  const { lang: _lang, ...sent } = request.query as Record<string, unknown>
  const query = check(checks.query, sent) as Record<string, unknown>
  const faultsBefore = faults.length
  check(checks.params, request.params)
  // An address whose parameter has the wrong form names nothing: absent, not malformed.
  if (faults.length > faultsBefore) throw new Refusal('not-found')
  let body = withoutOnceField(request.body)
  if (checks.uploadBody) {
    body ??= nothing()
  } else if (checks.textBody) {
    body ??= ''
  } else if (body !== undefined && body !== null) {
    const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    if (!checks.body) throw new Refusal('unsupported-type')
    body = check(form && !isParsedJson(request) ? checks.body.form : checks.body.json, body)
  } else if (checks.body) {
    body = check(checks.body.json, {})
  }
  if (faults.length > 0) throw new Refusal('invalid-input', { faults })
  return {
    method: request.method,
    params: request.params as Record<string, string>,
    query,
    body,
    headers: request.headers,
    url: request.url,
    lang: langOf(request),
    origin,
    ip: request.ip,
    get signal() {
      return signalOf(reply)
    },
  }
}

/** Set by the form parser when a client sent JSON under the form's media type, as curl -d does. */
export const parsedJson: unique symbol = Symbol('JSON sent as a form')

function isParsedJson(request: FastifyRequest): boolean {
  return (request.raw as { [parsedJson]?: boolean })[parsedJson] === true
}

const signals = new WeakMap<object, AbortSignal>()

/** Aborts when the connection ends before the answer does. Made only where a route asks for it. */
function signalOf(reply: FastifyReply): AbortSignal {
  const { raw } = reply
  const known = signals.get(raw)
  if (known) return known
  const controller = new AbortController()
  const end = () => {
    if (!raw.writableFinished) controller.abort(new DOMException('The reader left', 'AbortError'))
  }
  if (raw.destroyed) end()
  else raw.once('close', end)
  signals.set(raw, controller.signal)
  return controller.signal
}

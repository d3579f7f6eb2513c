// The web server: takes the rooms' routes, answers readers, protects itself, and closes gently.
import { LogController, fastify } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Clock, Lang, Locale } from '../ground.ts'
import { RouteError, findRouteFaults } from './check-routes.ts'
import { readForm } from './form.ts'
import type { Identify } from './identity.ts'
import type { Once } from './once.ts'
import { createClientErrorAnswer } from './client-error.ts'
import { createHandler, langOf, originOf, parsedJson, tooMany } from './handler.ts'
import { preflightHeaders, securityHeaders } from './headers.ts'
import type { ContentSources } from './headers.ts'
import { inject } from './inject.ts'
import type { InjectedAnswer, InjectedRequest } from './inject.ts'
import { createLimiter, isLoopback, readerKey } from './limiter.ts'
import { listenError } from './listen-error.ts'
import { measureRequests } from './measure.ts'
import { methodsAt } from './other-methods.ts'
import { describeProblem, plainErrorPage, problemJson } from './problems.ts'
import type { Explain, Problem } from './problems.ts'
import { Refusal } from './refusal.ts'
import type { RouteDefinition, RouteRequest } from './route.ts'
import { sendAnswer } from './send.ts'

export interface ServerOptions {
  log: Logger
  locale: Locale
  metrics: Registry
  clock: Clock
  /** `https://datos.example.gob.pe`: the address readers see. Default: from the Host header. */
  url?: string
  /** Proxies whose `X-Forwarded-*` headers count (addresses or CIDR). Default: none. */
  trustProxy?: boolean | string | string[]
  /** Further origins pages may load images from or connect to. */
  sources?: ContentSources
  /** The pages room's error page. Default: a bare one. */
  errorPage?: (problem: Problem, request: { lang: Lang; url: string; origin: string }) => string
  /** Sentence and status of the rooms' own errors. */
  explain?: Explain
  /** Says who asks, from cookie or token. Default: everybody is anyone. */
  identify?: Identify
  /** Keeps keys of repetition. Default: `Idempotency-Key` is not looked at. */
  once?: Once
  limits?: {
    /** Requests per minute of one reader; default 3,000. The machine itself is free. */
    readerPerMinute?: number
    /** Requests per minute of all; default 300,000. */
    allPerMinute?: number
    /** Requests being answered at once; default 1,000. Above it: 503, try again. */
    atOnce?: number
    /** Bytes of a request's body; default 1 MiB. A route may set its own. */
    bodyBytes?: number
    /** Milliseconds for a request's head and whole; default 15,000 and 120,000. */
    headTime?: number
    requestTime?: number
    /** Milliseconds that answers under way are given at close; default 10,000. */
    drainTime?: number
  }
}

export interface Server {
  /** Adds a room's routes; throws RouteError in words if one does not say what it is. */
  register(routes: RouteDefinition[]): void
  /** Everything registered, for the description of the API. */
  routes(): readonly RouteDefinition[]
  listen(at: { port: number; host?: string }): Promise<{ url: string; port: number }>
  /** Asks without a network; for tests. */
  inject(request: InjectedRequest | string): Promise<InjectedAnswer>
  /** Stops accepting, lets answers under way end, then ends. */
  close(): Promise<void>
}

/** Builds the server over Fastify; rooms never see Fastify, only `RouteDefinition`. */
export function createServer(options: ServerOptions): Server {
  const { log, clock, limits = {} } = options
  const drainTime = limits.drainTime ?? 10_000
  const app = createFastify(options, (error, request, reply) =>
    answerProblem(error, request, reply.headers(base)),
  )
  const limiter = createLimiter(clock)
  const routes: RouteDefinition[] = []
  const taken = new Set<string>()
  const shared = new Map<string, string[]>()
  const secure = options.url?.startsWith('https:') ?? false
  const base = securityHeaders({ kind: 'page' }, { secure, sources: options.sources })
  let atOnce = 0

  app.addHook('onRequest', async (request, reply) => {
    const { headers } = (request.routeOptions.config ?? {}) as RouteConfig
    reply.headers(headers ?? base).header('x-request-id', request.id)
    atOnce += 1
    reply.raw.once('close', () => (atOnce -= 1))
    if (atOnce > (limits.atOnce ?? 1000)) throw new Refusal('unavailable', { retryAfter: 2 })
    takeFromBudgets(request)
  })

  function takeFromBudgets(request: FastifyRequest): void {
    if (isLoopback(request.ip)) return
    const mine = limiter.take(readerKey(request.ip), limits.readerPerMinute ?? 3000)
    if (mine > 0) throw tooMany(mine)
    const all = limiter.take('all', limits.allPerMinute ?? 300_000)
    if (all > 0) throw new Refusal('unavailable', { retryAfter: all })
  }

  measureRequests(app, options.metrics, { limiter, atOnce: () => atOnce })

  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsAt(routes, request.url)
    if (methods.length === 0) return answerProblem(new Refusal('not-found'), request, reply)
    const allowed = methods.join(', ')
    const refusal = new Refusal('wrong-method', { values: { methods: allowed } })
    return answerProblem(refusal, request, reply.header('allow', allowed))
  })

  async function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const { raw } = reply
    if (raw.headersSent || raw.destroyed) return reply
    const lang = langOf(request)
    const { locale, explain } = options
    const problem = describeProblem(error, { locale, lang, id: request.id, explain })
    record(log, error, problem, request)
    for (const name of ['content-encoding', 'content-length', 'last-modified', 'etag']) {
      reply.removeHeader(name)
    }
    if (error instanceof Refusal) reply.headers(error.headers)
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="rimaq"')
    if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter)
    const where = { lang, url: request.url, origin: originOf(request, options.url) }
    const { definition } = (request.routeOptions.config ?? {}) as RouteConfig
    if (definition?.problem) {
      const answer = definition.problem(problem, where)
      return sendAnswer({ status: problem.status, ...answer }, 'json', request, reply)
    }
    const page = wantsPage(request, definition)
    if (page) reply.headers(base)
    const body = page
      ? (options.errorPage ?? plainPage)(problem, where)
      : JSON.stringify(problemJson(problem))
    const type = page ? 'text/html; charset=utf-8' : 'application/problem+json; charset=utf-8'
    return sendAnswer({ status: problem.status, type, body }, 'page', request, reply)
  }

  function register(added: RouteDefinition[]): void {
    const faults = findRouteFaults(added, taken)
    if (faults.length > 0) throw new RouteError(faults)
    for (const route of added) {
      taken.add(`${route.method} ${route.url}`)
      routes.push(route)
      const headers = securityHeaders(route, { secure, sources: options.sources })
      const config: RouteConfig = { definition: route, headers }
      const handler = createHandler(route, { ...options, limiter })
      const place = (at: FastifyInstance): FastifyInstance =>
        at.route({
          method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
          url: route.url,
          config,
          handler,
          ...(route.limits?.bodyBytes && { bodyLimit: route.limits.bodyBytes }),
          ...(route.kind === 'json' && { schema: { response: { '2xx': route.schema.response } } }),
        })
      if (route.textBody) void app.register(async (scoped) => void place(textBodies(scoped)))
      else if (route.uploadBody) void app.register(async (own) => void place(unreadBodies(own)))
      else place(app)
      if (route.cors) allowPreflight(route)
    }
  }

  function allowPreflight(route: RouteDefinition): void {
    const known = shared.get(route.url)
    const methods = known ?? ['OPTIONS']
    methods.push(...(route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]))
    if (known) return
    shared.set(route.url, methods)
    app.options(route.url, async (_request, reply) =>
      reply.code(204).headers(preflightHeaders(methods)).send(),
    )
  }

  async function listen({ port, host = '127.0.0.1' }: { port: number; host?: string }) {
    await app.listen({ port, host }).catch((error: unknown) => {
      throw listenError(error, { port, host })
    })
    const address = app.server.address() as AddressInfo
    const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address
    return { url: options.url ?? `http://${shown}:${address.port}`, port: address.port }
  }

  async function close(): Promise<void> {
    const cut = setTimeout(() => app.server.closeAllConnections(), drainTime)
    try {
      await app.close()
    } finally {
      clearTimeout(cut)
    }
  }

  return { register, routes: () => routes, listen, close, inject: (sent) => inject(app, sent) }
}

interface RouteConfig {
  definition?: RouteDefinition
  headers?: Record<string, string>
}

type AnswerError = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<unknown>

function createFastify(
  { log, locale, trustProxy, limits = {} }: ServerOptions,
  refuse: AnswerError,
): FastifyInstance {
  const app = fastify({
    loggerInstance: log as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Whatever is written says which request it is about (`record`): none has a log of its own.
    childLoggerFactory: (logger) => logger,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    clientErrorHandler: createClientErrorAnswer({ locale, log }),
    exposeHeadRoutes: false,
    trustProxy: trustProxy ?? false,
    bodyLimit: limits.bodyBytes ?? 1_048_576,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    keepAliveTimeout: 65_000,
    requestTimeout: limits.requestTime ?? 120_000,
    http: {
      headersTimeout: limits.headTime ?? 15_000,
      // How often Node looks for heads and requests that are late.
      connectionsCheckingInterval: 5000,
      maxHeaderSize: 16_384,
    },
    // Clients that join an address ending in a slash ask for //api (frictionless does).
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: 512,
    },
    // A reader who takes nothing for two minutes has gone; the stream behind is let go.
    connectionTimeout: 120_000,
  })
  app.removeContentTypeParser('text/plain')
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(['application/json'], { parseAs: 'string' }, (request, text, done) =>
    // Clients of CKAN send the media type with an empty body.
    text === '' ? done(null, undefined) : parseJson(request, text as string, done),
  )
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, text, done) => {
      if ((text as string).startsWith('{')) {
        Object.assign(request.raw, { [parsedJson]: true })
        void parseJson(request, text as string, done)
      } else done(null, readForm(text as string))
    },
  )
  return app
}

/** A part of the server that takes any body as text. */
function textBodies(scoped: FastifyInstance): FastifyInstance {
  scoped.removeAllContentTypeParsers()
  scoped.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) =>
    done(null, text),
  )
  return scoped
}

/** A part of the server that hands bodies over as they come. */
function unreadBodies(scoped: FastifyInstance): FastifyInstance {
  scoped.removeAllContentTypeParsers()
  scoped.addContentTypeParser('*', (_request, stream, done) => done(null, stream))
  return scoped
}

function wantsPage(request: FastifyRequest, definition: RouteDefinition | undefined): boolean {
  const accepted = request.headers.accept ?? ''
  if (/\btext\/html\b/.test(accepted)) return true
  return definition?.kind === 'page' && !/\bjson\b/.test(accepted)
}

function plainPage(problem: Problem, { lang }: Pick<RouteRequest, 'lang'>): string {
  return plainErrorPage(problem, lang)
}

/** Every denial and every failure is logged (rules 28 and 29); what was sent is not. */
function record(log: Logger, error: unknown, problem: Problem, request: FastifyRequest): void {
  const { status, code } = problem
  // An address that cannot be decoded has no parameters.
  const { key } = (request.params ?? {}) as { key?: string }
  const whole = request.url.split('?')[0] ?? ''
  // A part of an address that is named a key opens what lies behind it: it is for no log.
  const path = key ? whole.replaceAll(key, '…') : whole
  const entry = { id: request.id, method: request.method, path, status, code }
  if (status >= 500) log.error({ ...entry, err: error }, 'request failed')
  else if (status === 401 || status === 403 || status === 429)
    log.warn({ ...entry, ip: request.ip }, 'request denied')
  else log.debug(entry, 'request refused')
}

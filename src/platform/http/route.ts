// What a room says about each of its addresses: method, verb, schemas, and the one function that answers.
import type { TSchema } from 'typebox'
import type { Lang } from '../ground.ts'
import type { Problem } from './problems.ts'

/** A route without verb, schemas or response type does not register: the start fails in words. */
export interface RouteDefinition {
  /** `OPTIONS` for protocols that ask by it what a server knows. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Fastify pattern, for instance `/dataset/:slug`. GET answers HEAD too. */
  url: string
  /** What is asked of `decide()`: read, search, query, export, list, publish … */
  verb: string
  /**
   * What is loaded before `handle` runs: `nothing`; `shelf` and `organisation` say that the room asks
   * permission of these itself; a function loads one record in the actor's view, as `request.record`.
   */
  loads: Loads
  /** `page` is HTML, `json` is serialised by `schema.response`, `file` is bytes or a stream. */
  kind: 'page' | 'json' | 'file'
  /** One sentence for OpenAPI; routes of kind `json` and `file` need one. */
  summary?: string
  schema: {
    params?: TSchema
    /** Unknown query keys are an error unless `openQuery`. */
    query?: TSchema
    body?: TSchema
    /** Required for `json`: only listed fields leave (security rule 13). */
    response?: TSchema
  }
  /** CKAN and pages shared on social networks bring foreign query keys: ignore instead of refuse. */
  openQuery?: boolean
  /** Public reads that other sites may call from a browser. */
  cors?: boolean
  /** The body is handed over as text whatever its media type, for protocols of machines. */
  textBody?: boolean
  /**
   * The body is handed over unread, as a stream of bytes, whatever its media type and size: the route
   * counts them. A key of repetition tells such bodies apart by length and `Content-Digest`.
   */
  uploadBody?: boolean
  /** Status of its answer where all goes well; default 200. */
  status?: 200 | 201 | 202 | 204
  /** Pages made to stand in a frame of another site. */
  embeddable?: boolean
  /** Pages and scripts that run WebAssembly. */
  wasm?: boolean
  limits?: { bodyBytes?: number; perMinute?: number }
  /** `none`: the same for everybody, so nobody is asked who they are (assets, health, metrics). */
  actor?: 'none'
  /**
   * Known by a ticket in the request and never by a cookie, so that another site gains nothing by
   * calling it: it may change something whoever calls. Only with `actor: 'none'`.
   */
  ticketed?: boolean
  /** `secret`: the answer is never kept for a repeated request. */
  answers?: 'secret'
  /** Origins outside that a redirect of this route may lead to; default none. */
  leadsTo?(): readonly string[]
  /** Answers refusals and failures of this route in the shape its protocol asks for. */
  problem?(problem: Problem, request: Pick<RouteRequest, 'lang' | 'origin' | 'url'>): Answer
  handle(request: RouteRequest): Promise<Answer> | Answer
}

/** Null when the record is absent or invisible: both are answered by the same 404. */
export type LoadRecord = (request: RouteRequest) => Promise<object | null>
export type Loads = 'nothing' | 'shelf' | 'organisation' | LoadRecord

/** The request after parsing and validation; values have the types of the route's schemas. */
export interface RouteRequest {
  method: string
  params: Record<string, string>
  query: Record<string, unknown>
  body: unknown
  headers: Record<string, string | string[] | undefined>
  /** Path with query as sent. */
  url: string
  /** From `?lang=`, else Spanish. */
  lang: Lang
  /** `https://host` as the reader sees it (setting RIMAQ_URL, else the Host header). */
  origin: string
  ip: string
  /** Who asks, as `identify` of the server says; absent for anyone. */
  actor?: unknown
  /** What the route's own loader found. */
  record?: object
  /** The request's key of repetition, for a page that asks to send the same form again. */
  onceKey?: string
  /** Aborts when the reader goes away. */
  signal: AbortSignal
}

export interface Answer {
  /** Default 200. */
  status?: number
  /** Names in lower case. */
  headers?: Record<string, string>
  /** Media type; default by the route's kind. */
  type?: string
  /** Text or HTML, an object (kind json), bytes, or a stream with backpressure. */
  body: string | object | Uint8Array | AsyncIterable<Uint8Array> | null
  /** For immutable or revalidated answers: ETag value without quotes; 304 is decided by the platform. */
  etag?: string
  /** `Cache-Control`; default `no-cache` for pages, `no-store` for errors. */
  cache?: string
  /** Last change, for `Last-Modified`. */
  modified?: Date
  /** The same body already packed, for readers who take zstd (RFC 8878); with `ranged`. */
  packed?(): AsyncIterable<Uint8Array>
  /** For Range requests on whole files: total size and a reader of a slice. */
  ranged?: { bytes: number; read(start: number, end: number): Promise<AsyncIterable<Uint8Array>> }
  /** Called once nothing of `body` is read any more; not always where the reader went away before. */
  sent?(): void
  /** Called with each part of `ranged` or of a stream once nothing of it is read any more; not always with all. */
  sentPart?(part: Uint8Array): void
}

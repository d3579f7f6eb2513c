// Decides whether a request may change something: only pages of our own may ask for that.
import type { RouteDefinition } from './route.ts'

/** Verbs that change nothing: a POST of one of them is a question with a long address. */
const readingVerbs: ReadonlySet<string> = new Set(['read', 'search', 'query', 'export', 'list'])

type Headers = Record<string, string | string[] | undefined>

/** True for routes that only read, whatever their method. */
export function isReading(route: Pick<RouteDefinition, 'method' | 'verb'>): boolean {
  return route.method === 'GET' || route.method === 'OPTIONS' || readingVerbs.has(route.verb)
}

/**
 * Whether the request comes from a page of ours. Browsers say so in `Sec-Fetch-Site` (Fetch Metadata,
 * W3C) or, older ones, in `Origin`. A program that sends neither must carry `Authorization`, which
 * another site cannot make a browser add without asking first.
 */
export function comesFromUs(headers: Headers, origin: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const from = headers.origin
  if (from !== undefined) return from === origin
  return headers.authorization !== undefined
}

/** `host` or `host:port` as RFC 9110 clause 7.2 allows it; anything else could enter our addresses. */
export function isHost(host: string): boolean {
  return /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(:\d{1,5})?$/i.test(host)
}

/** Redirects lead to an address of ours only: one slash, no backslash, no control character. */
export function isOwnPath(location: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  return /^\/(?![/\\])[^\\\u0000-\u0020]*$/.test(location)
}

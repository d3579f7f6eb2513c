// The headers that tell browsers what an answer of ours may do: nothing beyond what it needs.
import type { RouteDefinition } from './route.ts'

export interface ContentSources {
  /** Further origins pages may load images from, and connect to, for instance a tile server. */
  images?: string[]
  connect?: string[]
}

/** Sent with every answer (ASVS 5.0, 3.4). The Content-Security-Policy depends on the route. */
const always: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
}

/** One year; only over HTTPS, where the promise can be kept (RFC 6797 clause 7.2). */
const transportSecurity = 'max-age=31536000; includeSubDomains'

type RouteTraits = Pick<RouteDefinition, 'kind' | 'cors' | 'embeddable' | 'wasm'>

/**
 * The header set of a route, built once at registration. No inline script or style ever; WebAssembly
 * only where the route asks; framing only where the route is made to be embedded. JSON and files are
 * data: they may load nothing at all.
 */
export function securityHeaders(
  route: RouteTraits,
  options: { secure: boolean; sources?: ContentSources },
): Record<string, string> {
  const headers: Record<string, string> = { ...always }
  headers['content-security-policy'] = contentPolicy(route, options)
  headers['cross-origin-resource-policy'] =
    route.cors || route.embeddable ? 'cross-origin' : 'same-origin'
  if (!route.embeddable) headers['x-frame-options'] = 'DENY'
  if (options.secure) headers['strict-transport-security'] = transportSecurity
  if (route.cors) Object.assign(headers, sharedHeaders)
  return headers
}

/** Public reads carry no credentials, so any site may read them (Fetch standard, CORS protocol). */
const sharedHeaders: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'accept-ranges, content-disposition, content-length, content-range, etag, link, retry-after, x-request-id',
}

/** Answer to a preflight request of a shared route. */
export function preflightHeaders(methods: string[]): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'accept, authorization, content-type, if-none-match, range',
    'access-control-max-age': '86400',
  }
}

function contentPolicy(
  route: RouteTraits,
  { secure, sources }: { secure: boolean; sources?: ContentSources },
): string {
  const frames = route.embeddable ? 'frame-ancestors *' : "frame-ancestors 'none'"
  if (route.kind !== 'page' && !route.wasm) return `default-src 'none'; ${frames}`
  const wasm = route.wasm ? " 'wasm-unsafe-eval'" : ''
  const extra = (list: string[] | undefined) => (list?.length ? ` ${list.join(' ')}` : '')
  return [
    "default-src 'none'",
    `script-src 'self'${wasm}`,
    "style-src 'self'",
    `img-src 'self' data: blob:${extra(sources?.images)}`,
    "font-src 'self'",
    `connect-src 'self'${extra(sources?.connect)}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    frames,
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

// What a request shows of who asks, handed to the room that knows people.
import { readCookie } from './cookies.ts'
import type { RouteDefinition } from './route.ts'

/** Name of the cookie of a session, before its prefix. */
export const sessionCookie = 'rimaq'

export interface Credentials {
  /** The session's cookie. */
  cookie: string | null
  /** `Authorization: Bearer …` (RFC 6750), or on reads of the Action API CKAN's two ways. */
  token: string | null
  /** The token came in CKAN's way, where foreign keys are ignored rather than refused. */
  lenient: boolean
  ip: string
  userAgent: string
  /** `https://host` as the reader sees it. */
  origin: string
}

export interface Identified {
  /** Given to the routes as `request.actor`; the platform does not look into it. */
  actor: unknown
  /** Same for the same asker, for keys of repetition. */
  key: string
}

/** Null: anyone. Throws Refusal `not-signed-in` for a token that counts no more. */
export type Identify = (shown: Credentials) => Promise<Identified | null>

type Headers = Record<string, string | string[] | undefined>

/** What the request shows; null when it shows nothing, as nearly every one. */
export function credentialsOf(
  request: { headers: Headers; ip: string },
  route: Pick<RouteDefinition, 'url' | 'actor'>,
  origin: string,
): Credentials | null {
  if (route.actor === 'none') return null
  const { headers, ip } = request
  const cookie = readCookie(headers, sessionCookie, origin)
  const authorization = String(headers.authorization ?? '')
  const bearer = /^Bearer +(\S{1,512})$/i.exec(authorization)?.[1] ?? null
  const ofCkan = route.url.startsWith('/api/3/') || route.url.startsWith('/api/action/')
  const bare = /^[^\s:]{1,512}$/.test(authorization) ? authorization : null
  const key = headers['x-ckan-api-key']
  const plain = ofCkan ? (bare ?? (typeof key === 'string' ? key.slice(0, 512) : null)) : null
  const token = bearer ?? plain
  if (cookie === null && token === null) return null
  const userAgent = String(headers['user-agent'] ?? '').slice(0, 300)
  return { cookie, token, lenient: bearer === null || ofCkan, ip, userAgent, origin }
}

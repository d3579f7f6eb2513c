// Carries timestamp requests over HTTP: type of content, size, name and password (RFC 3161, 3.4; RFC 7617).
import { isPrivate, readLimited } from '../http/exchange.ts'

/** Sends a request to a server and gives the body of its answer; throws when there is none. */
export type SendToServer = (
  server: string,
  request: Uint8Array,
  signal: AbortSignal,
) => Promise<Uint8Array>

export interface ServerLogin {
  user: string
  password: string
}

/** One POST, without following redirects; throws when there is no answer. */
export type PostBytes = (
  url: string,
  request: { headers: Record<string, string>; body: Uint8Array; signal: AbortSignal },
) => Promise<{ status: number; type: string | null; body: Uint8Array }>

/** A token with some certificates has 3 to 8 KB. */
const MOST_BYTES = 2 ** 20

/**
 * Posts `application/timestamp-query` and takes nothing but `application/timestamp-reply`. Name and
 * password go over TLS or within this machine only.
 * @param post by default `fetch`; a server with rules for what may leave it hands in its own
 */
export function timestampSender({
  login,
  post = postByFetch,
}: { login?: ServerLogin; post?: PostBytes } = {}): SendToServer {
  return async (server, request, signal) => {
    const headers: Record<string, string> = { 'content-type': 'application/timestamp-query' }
    if (login !== undefined) {
      if (!isPrivate(new URL(server)))
        throw new Error('a password is sent over TLS only, and the address is not https')
      const pair = Buffer.from(`${login.user}:${login.password}`).toString('base64')
      headers['authorization'] = `Basic ${pair}`
    }
    const { status, type, body } = await post(server, { headers, body: request, signal })
    const name = type?.split(';')[0]?.trim().toLowerCase() ?? 'of no type'
    if (status !== 200) throw new Error(`HTTP ${status}`)
    if (name !== 'application/timestamp-reply') throw new Error(`the answer is ${name}`)
    return body
  }
}

const postByFetch: PostBytes = async (url, { headers, body, signal }) => {
  const request = { method: 'POST', headers, body: Uint8Array.from(body), signal }
  const answer = await fetch(url, { ...request, redirect: 'error' })
  const type = answer.headers.get('content-type')
  return { status: answer.status, type, body: await readLimited(answer.body, MOST_BYTES) }
}

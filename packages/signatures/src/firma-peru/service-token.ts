// Gets the token with which Peru's signing component works, and keeps it until it runs out.
import { isPrivate, readLimited } from '../http/exchange.ts'
import { SignatureError } from '../signature-error.ts'

/** Sends a form and gives status and text; throws when there is no answer. */
export type SendForm = (
  url: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ status: number; text: string }>

export interface ServiceTokenOptions {
  /** Address of the service that gives tokens, as the entity was told it. */
  url: string
  /** Given to the entity by the Secretaría de Gobierno y Transformación Digital; never sent to a page. */
  clientId: string
  clientSecret: string
  now(): Date
  /** By default a POST by `fetch`, without following redirects. */
  send?: SendForm
}

const MOST_BYTES = 2 ** 16
/** A token this close to its end is not handed out any more. */
const SPARE_MS = 60_000

/**
 * A function that gives a token and asks for a new one only when the last runs out.
 * @throws SignatureError `remote-failed` by the function that is returned
 */
export function firmaPeruToken(options: ServiceTokenOptions): () => Promise<string> {
  const { url, clientId, clientSecret, now, send = sendByFetch } = options
  let kept: { token: string; until: number } | null = null
  let asking: Promise<string> | null = null
  const fault = (why: string, cause?: unknown) =>
    new SignatureError('remote-failed', { service: url, why }, { cause })
  const ask = async (): Promise<string> => {
    if (!URL.canParse(url) || !isPrivate(new URL(url))) throw fault('its address is not https')
    const form = { client_id: clientId, client_secret: clientSecret }
    let answer: { status: number; text: string }
    try {
      answer = await send(url, form, AbortSignal.timeout(15_000))
    } catch (cause) {
      throw fault(cause instanceof Error ? cause.message : String(cause), cause)
    }
    if (answer.status !== 200) throw fault(`HTTP ${answer.status}`)
    const token = answer.text.trim()
    const end = endOf(token)
    if (end === null) throw fault('what it gave is no token')
    kept = { token, until: end - SPARE_MS }
    return token
  }
  return async () => {
    if (kept !== null && now().getTime() < kept.until) return kept.token
    // Many who ask at once wait for one answer.
    asking ??= ask().finally(() => (asking = null))
    return asking
  }
}

/** Milliseconds of `exp` (RFC 7519, 4.1.4); null for what is no JWT. It is read, not trusted. */
function endOf(token: string): number | null {
  const parts = token.split('.')
  if (parts.length !== 3 || !/^[\w.-]+$/.test(token)) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
    const exp =
      typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined
    return typeof exp === 'number' ? exp * 1000 : null
  } catch {
    return null
  }
}

const sendByFetch: SendForm = async (url, form, signal) => {
  const body = new URLSearchParams(form)
  const answer = await fetch(url, { method: 'POST', body, signal, redirect: 'error' })
  const text = Buffer.from(await readLimited(answer.body, MOST_BYTES)).toString('utf8')
  return { status: answer.status, text }
}

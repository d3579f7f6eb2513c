// Speaks with a remote signing service by the API of the Cloud Signature Consortium (CSC API v2.0.0.2, 11).
import { setTimeout as wait } from 'node:timers/promises'
import { isPrivate, readLimited } from '../http/exchange.ts'
import { SignatureError } from '../signature-error.ts'

/** Sends one call; throws when there is no answer. */
export type CallService = (
  url: string,
  request: { headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<{ status: number; body: string }>

export interface CscAccess {
  /** Address of the service; `/csc/v2` is added where it is missing. */
  url: string
  /** Access token of OAuth 2.0 (8.2); the caller gets and renews it. */
  token?: string
  /** By default a POST by `fetch`, without following redirects. */
  call?: CallService
  /** For each call; by default 30 seconds. */
  timeoutMs?: number
  /** How long the owner may take to confirm on another device (11.7); by default 120 seconds. */
  patienceMs?: number
}

/** What the owner has to tell for a signature (11.5, auth/objects). */
export interface AuthObject {
  id: string
  type: string
  label: string
  /** Made anew for each authorisation: a one-time password, or an answer to a challenge. */
  once: boolean
}

export interface CredentialInfo {
  /** Identifiers of the algorithms the key may be used with. */
  algorithms: string[]
  /** DER; the owner's first. */
  certificates: Uint8Array[]
  /** `implicit`, `explicit`, `oauth2code`. */
  mode: string
  objects: AuthObject[]
  /** How many signatures one authorisation may make. */
  multisign: number
}

type Json = Readonly<Record<string, unknown>>

const MOST_BYTES = 2 ** 20

export class CscClient {
  private readonly base: string
  private readonly access: CscAccess

  /** @throws SignatureError `remote-failed` for an address that would show secrets on the way */
  constructor(access: CscAccess) {
    const parsed = URL.canParse(access.url) ? new URL(access.url) : null
    this.base = access.url.replace(/\/+$/, '').replace(/(\/csc\/v2)?$/, '/csc/v2')
    this.access = access
    if (parsed === null || !isPrivate(parsed)) throw this.fault('its address is not https')
  }

  fault(why: string, cause?: unknown): SignatureError {
    const evidence = { service: this.access.url, why }
    return new SignatureError('remote-failed', evidence, cause === undefined ? {} : { cause })
  }

  /** Identifiers of the owner's credentials (11.4). */
  async list(): Promise<string[]> {
    const { body } = await this.post('credentials/list', { onlyValid: true })
    return this.texts(body, 'credentialIDs')
  }

  /** 11.5. @throws SignatureError `remote-failed`, also for a key that is disabled or a certificate that is not valid */
  async info(credentialID: string): Promise<CredentialInfo> {
    const wanted = { credentialID, certificates: 'chain', authInfo: true }
    const { body } = await this.post('credentials/info', wanted)
    const [key, cert, auth] = [this.part(body, 'key'), this.part(body, 'cert'), part(body, 'auth')]
    if (key['status'] !== 'enabled') throw this.fault(`the key is ${text(key['status'])}`)
    const status = cert['status'] ?? 'valid'
    if (status !== 'valid') throw this.fault(`the certificate is ${text(status)}`)
    const certificates = this.texts(cert, 'certificates').map(
      (each) => new Uint8Array(Buffer.from(each, 'base64')),
    )
    const objects = Array.isArray(auth?.['objects']) ? auth['objects'] : []
    const multisign = body['multisign']
    return {
      algorithms: this.texts(key, 'algo'),
      certificates,
      mode: text(auth?.['mode'] ?? 'implicit'),
      objects: objects.filter(isJson).map(objectOf),
      multisign: typeof multisign === 'number' && multisign >= 1 ? Math.floor(multisign) : 1,
    }
  }

  /** 11.8; null when the challenge comes another way, such as by SMS. */
  async challenge(credentialID: string, authObjectID: string): Promise<string | null> {
    const { body } = await this.post('credentials/getChallenge', { credentialID, authObjectID })
    return typeof body['challenge'] === 'string' ? body['challenge'] : null
  }

  /** The signature activation data, bound to these hashes (11.6, 11.7). */
  async authorize(given: {
    credentialID: string
    hashes: string[]
    hashAlgorithmOID: string
    authData: { id: string; value: string }[]
  }): Promise<string> {
    const { authData, ...rest } = given
    const asked = authData.length === 0 ? rest : { ...rest, authData }
    const call = { ...asked, numSignatures: given.hashes.length }
    let answer = await this.post('credentials/authorize', call)
    const until = performance.now() + (this.access.patienceMs ?? 120_000)
    while (answer.status === 202) {
      if (performance.now() > until) throw this.fault('nobody confirmed the signature in time')
      await wait(1000)
      const handle = text(answer.body['handle'])
      answer = await this.post('credentials/authorizeCheck', { handle })
    }
    const sad = answer.body['SAD']
    if (typeof sad !== 'string' || sad === '') throw this.fault('it gave no SAD')
    return sad
  }

  /** Raw signatures in the order of the hashes (11.10). */
  async signHash(given: {
    credentialID: string
    SAD?: string
    hashes: string[]
    hashAlgorithmOID: string
    signAlgo: string
    signAlgoParams?: string
  }): Promise<Uint8Array[]> {
    const { body } = await this.post('signatures/signHash', given)
    const made = this.texts(body, 'signatures')
    if (made.length !== given.hashes.length)
      throw this.fault(`it gave ${made.length} signatures for ${given.hashes.length} hashes`)
    return made.map((each) => new Uint8Array(Buffer.from(each, 'base64')))
  }

  private async post(method: string, given: Json): Promise<{ status: number; body: Json }> {
    const { token, timeoutMs = 30_000, call = callByFetch } = this.access
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`
    let answer: { status: number; body: string }
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      answer = await call(`${this.base}/${method}`, {
        headers,
        body: JSON.stringify(given),
        signal,
      })
    } catch (cause) {
      const why =
        cause instanceof Error && cause.name === 'TimeoutError' ? 'no answer in time' : cause
      throw this.fault(`${method}: ${String(why)}`, cause)
    }
    const body = answer.body === '' ? {} : parse(answer.body)
    if (answer.status >= 200 && answer.status < 300 && body !== null)
      return { status: answer.status, body }
    // 10.1: a fault is told by `error` and perhaps `error_description`.
    const told = [body?.['error'], body?.['error_description']].filter((each) => each !== undefined)
    const status = `HTTP ${answer.status}`
    throw this.fault(`${method}: ${told.length > 0 ? told.map(text).join(', ') : status}`)
  }

  private part(body: Json, name: string): Json {
    const found = part(body, name)
    if (found === null) throw this.fault(`${name} is missing in its answer`)
    return found
  }

  private texts(body: Json, name: string): string[] {
    const found = body[name]
    if (Array.isArray(found) && found.every((each) => typeof each === 'string')) return found
    throw this.fault(`${name} is missing in its answer`)
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function part(body: Json, name: string): Json | null {
  const found = body[name]
  return isJson(found) ? found : null
}

/** Words of a service for a sentence of ours: short, and on one line. */
function text(value: unknown): string {
  const word = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  return word.replace(/\s+/g, ' ').slice(0, 200)
}

function objectOf(given: Json): AuthObject {
  const id = text(given['id'])
  const type = text(given['type'])
  const once = given['generator'] !== undefined || type === 'ChallengeResponse' || id === 'OTP'
  return { id, type, label: text(given['label'] ?? id), once }
}

function parse(body: string): Json | null {
  try {
    const value: unknown = JSON.parse(body)
    return isJson(value) ? value : null
  } catch {
    return null
  }
}

const callByFetch: CallService = async (url, request) => {
  const answer = await fetch(url, { ...request, method: 'POST', redirect: 'error' })
  const body = Buffer.from(await readLimited(answer.body, MOST_BYTES)).toString('utf8')
  return { status: answer.status, body }
}

// A stand-in for a remote signing service in tests; it follows the published contract (CSC API v2.0.0.2, 11).
import { constants, privateEncrypt, randomBytes } from 'node:crypto'
import { concat } from '../bytes.ts'
import type { HttpAnswer, HttpHandler } from '../http/exchange.ts'
import type { Identity } from '../x509/issue.ts'

export interface TestService {
  credentials: Record<string, { identity: Identity; issuer: Identity; multisign: number }>
  token: string
  pin: string
  /** The owner confirms on another device, after so many questions. */
  confirmAfter: number
  /** Calls in their order: method and how many hashes. */
  calls: string[]
}

type Body = Record<string, unknown>

const TRIES = 3
const SHA256 = '2.16.840.1.101.3.4.2.1'
/** RFC 8017, 9.2, note 1: what stands before a SHA-256 digest. */
const PREFIX = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** An answer of its own, thrown from within. */
class Refusal extends Error {
  readonly error: string
  constructor(description: string, error = 'invalid_request') {
    super(description)
    this.error = error
  }
}

/** Handles every call under `/csc/v2/`. */
export function standInService(service: TestService): HttpHandler {
  const granted = new Map<string, { credential: string; hashes: string[] }>()
  const waiting = new Map<string, { left: number; sad: string }>()
  let wrong = 0

  const credentialOf = ({ credentialID }: Body) => {
    const found = service.credentials[String(credentialID)]
    if (found === undefined) throw new Refusal('Invalid parameter credentialID')
    return found
  }

  const authorize = (body: Body): [number, Body] => {
    const { multisign } = credentialOf(body)
    const hashes = body['hashes'] as string[]
    if (body['hashAlgorithmOID'] !== SHA256) throw new Refusal('Invalid hashAlgorithmOID')
    if (body['numSignatures'] !== hashes.length) throw new Refusal('Invalid numSignatures')
    if (hashes.length > multisign) throw new Refusal('Numbers of signatures is too high')
    if (wrong >= TRIES) throw new Refusal('Credential locked')
    const told = (body['authData'] ?? []) as { id: string; value: string }[]
    const value = (id: string) => told.find((one) => one.id === id)?.value
    if (value('PIN') !== service.pin || value('OTP') !== '42') {
      wrong++
      throw new Refusal('The authentication data is invalid', 'invalid_authentication_data')
    }
    wrong = 0
    const sad = randomBytes(16).toString('base64url')
    granted.set(sad, { credential: String(body['credentialID']), hashes })
    if (service.confirmAfter === 0) return [200, { SAD: sad, expiresIn: 60 }]
    const handle = randomBytes(8).toString('hex')
    waiting.set(handle, { left: service.confirmAfter, sad })
    return [202, { handle }]
  }

  const authorizeCheck = ({ handle }: Body): [number, Body] => {
    const one = waiting.get(String(handle))
    if (one === undefined) throw new Refusal('Invalid parameter handle')
    one.left--
    return one.left > 0 ? [202, { handle }] : [200, { SAD: one.sad }]
  }

  const signHash = (body: Body): [number, Body] => {
    const { identity } = credentialOf(body)
    const grant = granted.get(String(body['SAD']))
    if (grant === undefined || grant.credential !== body['credentialID'])
      throw new Refusal('Invalid parameter SAD')
    granted.delete(String(body['SAD']))
    const hashes = body['hashes'] as string[]
    if (hashes.some((each) => !grant.hashes.includes(each)))
      throw new Refusal('Hash is not authorized by the SAD')
    const padding = constants.RSA_PKCS1_PADDING
    const signatures = hashes.map((each) => {
      const info = concat([PREFIX, Buffer.from(each, 'base64')])
      return privateEncrypt({ key: identity.key, padding }, info).toString('base64')
    })
    return [200, { signatures }]
  }

  const info = (body: Body): [number, Body] => {
    const { identity, issuer, multisign } = credentialOf(body)
    const chain = [identity, issuer].map(({ certificate }) =>
      Buffer.from(certificate).toString('base64'),
    )
    const objects = [
      { type: 'Password', id: 'PIN', format: 'N', label: 'PIN' },
      { type: 'Password', id: 'OTP', format: 'N', label: 'Código', generator: 'totp' },
    ]
    const algo = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.11']
    return [
      200,
      {
        key: { status: 'enabled', algo, len: 2048 },
        cert: { status: 'valid', certificates: chain },
        auth: { mode: 'explicit', expression: 'PIN AND OTP', objects },
        SCAL: '2',
        multisign,
      },
    ]
  }

  const methods: Record<string, (body: Body) => [number, Body]> = {
    'credentials/list': () => [200, { credentialIDs: Object.keys(service.credentials) }],
    'credentials/info': info,
    'credentials/authorize': authorize,
    'credentials/authorizeCheck': authorizeCheck,
    'signatures/signHash': signHash,
  }

  return (request) => {
    const name = request.url.replace('/csc/v2/', '')
    const method = methods[name]
    if (request.headers['authorization'] !== `Bearer ${service.token}`)
      return Promise.resolve(json(401, { error: 'invalid_token' }))
    if (request.method !== 'POST' || method === undefined) return Promise.resolve(json(404, {}))
    const body = JSON.parse(Buffer.from(request.body).toString('utf8')) as Body
    const hashes = body['hashes']
    service.calls.push(Array.isArray(hashes) ? `${name} ${hashes.length}` : name)
    try {
      return Promise.resolve(json(...method(body)))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return Promise.resolve(json(400, { error: error.error, error_description: error.message }))
    }
  }
}

function json(status: number, body: Body): HttpAnswer {
  const headers = { 'content-type': 'application/json' }
  return { status, headers, body: new Uint8Array(Buffer.from(JSON.stringify(body))) }
}

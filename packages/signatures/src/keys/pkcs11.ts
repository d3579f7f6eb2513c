// Signs with a card, token or HSM by PKCS#11; the key never leaves it (OASIS PKCS#11 2.40).
import { verifies, type SignatureAlgorithm } from '../cms/algorithms.ts'
import { checkCertificate } from '../pades/check-certificate.ts'
import { SignatureError } from '../signature-error.ts'
import { publicKeyOf, type Certificate } from '../x509/certificate.ts'
import { algorithmFor } from '../x509/issue.ts'
import { ck, loadAddon, resultOf, type Handle, type Pkcs11Api } from './pkcs11-api.ts'
import { wayFor, type Way } from './pkcs11-mechanisms.ts'
import { certificatesOn, chainOn, chooseCertificate, privateKeyOn } from './pkcs11-objects.ts'
import type { Signer } from './signer.ts'

export interface Pkcs11Options {
  /** Path of the token's module, a shared library. */
  module: string
  /** Label of the token; by default the only one that is there. */
  token?: string
  /** A word of the certificate's label or name; by default the one for signing (`FIR`). */
  label?: string
  /** When the signature will be made: a certificate that is not valid then is refused before the PIN is asked. */
  time: Date
  /** Asks the owner for the PIN; not called for readers with keys of their own. */
  pin(about: { token: string; lastTry: boolean }): Promise<string>
  /** By default what the key can. */
  algorithm?: SignatureAlgorithm
  /** By default the addon `pkcs11js`. */
  api?: Pkcs11Api
}

interface Opened {
  api: Pkcs11Api
  session: Handle
  token: string
  /** True where the reader asks for the PIN itself. */
  pinPad: boolean
}

/**
 * Finds the token and the certificate, asks for the PIN and gives the signer. Each fault is named
 * before anything is signed.
 * @throws SignatureError `no-module`, `no-token`, `no-certificate`, `certificate-not-valid`,
 * `wrong-pin`, `locked-pin`, `bad-key`, `key-failed`
 */
export async function openPkcs11(options: Pkcs11Options): Promise<Signer> {
  const lease = await borrow(options)
  try {
    return await openToken(lease, options)
  } catch (error) {
    lease.release()
    throw error
  }
}

interface Lease {
  api: Pkcs11Api
  /** The last who is done with a module finalises it: that ends the sessions of all (5.4). */
  release(): void
}

const modules = new Map<string, { api: Pkcs11Api; users: number }>()

async function borrow({ module, api }: Pkcs11Options): Promise<Lease> {
  if (api !== undefined) {
    initialize(api, module)
    return { api, release: () => api.C_Finalize() }
  }
  let shared = modules.get(module)
  if (shared === undefined) {
    const loaded = await loadAddon()
    shared = modules.get(module) ?? { api: loaded, users: 0 }
    if (!modules.has(module)) initialize(shared.api, module)
    modules.set(module, shared)
  }
  const mine = shared
  mine.users++
  return {
    api: mine.api,
    release() {
      mine.users--
      if (mine.users > 0) return
      modules.delete(module)
      mine.api.C_Finalize()
    },
  }
}

function initialize(api: Pkcs11Api, module: string): void {
  try {
    api.load(module)
    api.C_Initialize()
  } catch (cause) {
    if (resultOf(cause) === ck.result.alreadyInitialized) return
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SignatureError('no-module', { module, why }, { cause })
  }
}

async function openToken(lease: Lease, options: Pkcs11Options): Promise<Signer> {
  const { api } = lease
  const { slot, label: token, flags } = findToken(api, options.token)
  if ((flags & ck.token.locked) !== 0) throw new SignatureError('locked-pin', { token })
  const session = api.C_OpenSession(slot, ck.session.serial)
  const pinPad = (flags & ck.token.pinPad) !== 0
  const lastTry = (flags & ck.token.finalTry) !== 0
  try {
    const found = { opened: { api, session, token, pinPad }, slot, lastTry }
    return await inSession(lease, options, found)
  } catch (error) {
    api.C_CloseSession(session)
    throw error
  }
}

async function inSession(
  lease: Lease,
  options: Pkcs11Options,
  { opened, slot, lastTry }: { opened: Opened; slot: Handle; lastTry: boolean },
): Promise<Signer> {
  const { api, session, token, pinPad } = opened
  const wanted = { where: token, time: options.time, ...named(options.label) }
  let all = certificatesOn(api, session)
  // Most tokens show certificates to everybody; then nobody types a PIN for one that is missing.
  if (all.length > 0) checkAt(chooseCertificate(all, wanted).certificate, options.time)
  const pin = pinPad ? '' : await options.pin({ token, lastTry })
  login(opened, ck.user.user, pin)
  all = certificatesOn(api, session)
  const own = chooseCertificate(all, wanted)
  checkAt(own.certificate, options.time)
  const key = privateKeyOn(api, session, own.id)
  if (key === null) throw new SignatureError('bad-key', { why: `${own.label} has no key` })
  const publicKey = publicKeyOf(own.certificate)
  if (publicKey === null) throw new SignatureError('bad-key', { why: 'its kind is not known' })
  const algorithm = options.algorithm ?? algorithmFor(publicKey)
  const way = wayFor(algorithm, api.C_GetMechanismList(slot))
  if (way === null) throw new SignatureError('bad-key', { why: `${token} lacks the mechanism` })
  const signOne = signerOf(opened, { ...key, way, pin, algorithm, certificate: own.certificate })
  let turn: Promise<unknown> = Promise.resolve()
  return {
    certificates: chainOn(own.certificate, all).map(({ raw }) => raw),
    algorithm,
    sign(data) {
      // A session does one thing at a time (PKCS#11 2.40, 5.11).
      const mine = turn.then(() => signOne(data))
      turn = mine.catch(() => null)
      return mine
    },
    async close() {
      await turn
      api.C_CloseSession(session)
      lease.release()
    },
  }
}

function checkAt({ raw }: Certificate, time: Date): void {
  checkCertificate({ certificates: [raw] }, time)
}

function named(label: string | undefined): { label?: string } {
  return label === undefined ? {} : { label }
}

function findToken(api: Pkcs11Api, wanted: string | undefined) {
  const tokens = api.C_GetSlotList(true).map((slot) => {
    const { label, flags } = api.C_GetTokenInfo(slot)
    return { slot, flags, label: label.replaceAll('\0', '').trim() }
  })
  const found = tokens.map(({ label }) => label).filter((label) => label !== '')
  const fitting = wanted === undefined ? tokens : tokens.filter(({ label }) => label === wanted)
  // Slots without a label are those whose token was never set up.
  const set = fitting.filter(({ label }) => label !== '')
  const [one, another] = set
  if (one !== undefined && another === undefined) return one
  const which = wanted ?? (another === undefined ? '–' : 'the only one')
  throw new SignatureError('no-token', { wanted: which, found: found.join(', ') || '–' })
}

function login({ api, session, token, pinPad }: Opened, user: number, pin: string): void {
  try {
    if (pinPad) api.C_Login(session, user)
    else api.C_Login(session, user, pin)
  } catch (cause) {
    const { result } = ck
    const code = resultOf(cause)
    if (code === result.alreadyLoggedIn) return
    if (code === result.pinLocked) throw new SignatureError('locked-pin', { token }, { cause })
    if (code === result.pinIncorrect || code === result.pinInvalid || code === result.pinLength)
      throw new SignatureError('wrong-pin', { token }, { cause })
    throw failed(token, cause)
  }
}

function failed(where: string, cause: unknown): SignatureError {
  const why =
    resultOf(cause) === ck.result.tokenGone
      ? 'it was taken out'
      : cause instanceof Error
        ? cause.message
        : String(cause)
  return new SignatureError('key-failed', { where, why }, { cause })
}

/** Longer signatures do not occur: RSA with 16,384 bits has 2,048 bytes. */
const ROOM = 4096

function signerOf(
  opened: Opened,
  use: {
    key: Handle
    always: boolean
    way: Way
    pin: string
    algorithm: SignatureAlgorithm
    certificate: Certificate
  },
): (data: Uint8Array) => Promise<Uint8Array> {
  const { api, session, token } = opened
  const { way, algorithm } = use
  return async (data) => {
    let signature: Uint8Array
    try {
      api.C_SignInit(session, way.mechanism, use.key)
      if (use.always) login(opened, ck.user.contextSpecific, use.pin)
      // The addon waits for the token in the thread pool, not here.
      const given = Buffer.from(way.input(data))
      const made = await api.C_SignAsync(session, given, Buffer.alloc(ROOM))
      signature = way.output(Uint8Array.from(made))
    } catch (cause) {
      if (cause instanceof SignatureError) throw cause
      throw failed(token, cause)
    }
    const key = publicKeyOf(use.certificate)
    if (key === null || !verifies(algorithm, { key, data, signature }))
      throw new SignatureError('key-failed', { where: token, why: 'the signature does not verify' })
    return signature
  }
}

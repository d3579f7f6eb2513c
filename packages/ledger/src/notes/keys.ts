// Keys that sign notes: made, named, and written as one line of text.
import { type KeyObject, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { fromBase64, toBase64, toBytes } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { sha256 } from '../merkle/hash.ts'
import { isKeyName } from './note.ts'

/**
 * `ed25519` signs any note; `cosignature` (Ed25519) and `ml-dsa-44` sign checkpoints and say when
 * (C2SP signed-note, Signature types; tlog-cosignature).
 */
export type KeyKind = 'ed25519' | 'cosignature' | 'ml-dsa-44'

interface KindFacts {
  /** Signature type identifier byte. */
  type: number
  algorithm: 'ed25519' | 'ml-dsa-44'
  publicBytes: number
  signatureBytes: number
  timed: boolean
}

export const keyKinds: Readonly<Record<KeyKind, KindFacts>> = {
  ed25519: { type: 1, algorithm: 'ed25519', publicBytes: 32, signatureBytes: 64, timed: false },
  cosignature: { type: 4, algorithm: 'ed25519', publicBytes: 32, signatureBytes: 64, timed: true },
  'ml-dsa-44': {
    type: 6,
    algorithm: 'ml-dsa-44',
    publicBytes: 1312,
    signatureBytes: 2420,
    timed: true,
  },
}

export interface VerifierKey {
  name: string
  kind: KeyKind
  id: number
  /** RFC 8032 or FIPS 204 encoding. */
  publicKey: Uint8Array
}

export interface SignerKey extends VerifierKey {
  /** Private seed of 32 bytes. */
  seed: Uint8Array
}

/** Throws `malformed-key`. */
export function verifierKey(name: string, kind: KeyKind, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw malformed('its name is empty or holds a space or a plus')
  if (publicKey.length !== keyKinds[kind].publicBytes) throw malformed('its length is wrong')
  const body = typed(kind, publicKey)
  const start = sha256(Buffer.concat([toBytes(`${name}\n`), body]))
  return { name, kind, id: new DataView(start.buffer, start.byteOffset).getUint32(0), publicKey }
}

/** `name+id+base64(type || public key)` (signed-note, Verifier keys). */
export function formatVerifierKey({ name, kind, id, publicKey }: VerifierKey): string {
  return `${name}+${hex(id)}+${toBase64(typed(kind, publicKey))}`
}

/** Throws `malformed-key`. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = '', id = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const { kind, bytes } = untyped(base64)
  const key = verifierKey(name, kind, bytes)
  if (hex(key.id) !== id) throw malformed('its id does not belong to it')
  return key
}

export function generateSignerKey(name: string, kind: KeyKind): SignerKey {
  const { algorithm } = keyKinds[kind]
  // The two names have overloads of their own.
  const { privateKey } =
    algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44')
  const format = algorithm === 'ed25519' ? 'raw-private' : 'raw-seed'
  return signerKey(name, kind, new Uint8Array(privateKey.export({ format })))
}

/** `PRIVATE+KEY+name+id+base64(type || seed)`, as golang.org/x/mod/sumdb/note. A secret. */
export function formatSignerKey({ name, kind, id, seed }: SignerKey): string {
  return `PRIVATE+KEY+${name}+${hex(id)}+${toBase64(typed(kind, seed))}`
}

/** Throws `malformed-key`. */
export function parseSignerKey(text: string): SignerKey {
  const [, name = '', id = '', base64 = ''] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const { kind, bytes } = untyped(base64)
  const key = signerKey(name, kind, bytes)
  if (hex(key.id) !== id) throw malformed('its id does not belong to it')
  return key
}

/** The same key for those who only verify. */
export function toVerifier({ name, kind, id, publicKey }: SignerKey): VerifierKey {
  return { name, kind, id, publicKey }
}

function signerKey(name: string, kind: KeyKind, seed: Uint8Array): SignerKey {
  if (seed.length !== 32) throw malformed('its length is wrong')
  const publicKey = createPublicKey(privateKeyOf(kind, seed)).export({ format: 'raw-public' })
  return { ...verifierKey(name, kind, new Uint8Array(publicKey)), seed }
}

/** Making one from bytes costs as much as a signature: each is made once. */
const objects = new WeakMap<VerifierKey, Partial<Record<'private' | 'public', KeyObject>>>()

export function privateObject(key: SignerKey): KeyObject {
  return (objectsOf(key).private ??= privateKeyOf(key.kind, key.seed))
}

export function publicObject(key: VerifierKey): KeyObject {
  return (objectsOf(key).public ??= createPublicKey({
    key: Buffer.from(key.publicKey),
    format: 'raw-public',
    asymmetricKeyType: keyKinds[key.kind].algorithm,
  }))
}

function objectsOf(key: VerifierKey): Partial<Record<'private' | 'public', KeyObject>> {
  const known = objects.get(key) ?? {}
  objects.set(key, known)
  return known
}

function privateKeyOf(kind: KeyKind, seed: Uint8Array): KeyObject {
  const { algorithm } = keyKinds[kind]
  const format = algorithm === 'ed25519' ? 'raw-private' : 'raw-seed'
  return createPrivateKey({ key: Buffer.from(seed), format, asymmetricKeyType: algorithm })
}

function typed(kind: KeyKind, bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(keyKinds[kind].type, ...bytes)
}

function untyped(base64: string): { kind: KeyKind; bytes: Uint8Array } {
  const all = fromBase64(base64)
  const kinds = Object.keys(keyKinds) as KeyKind[]
  const kind = kinds.find((each) => keyKinds[each].type === all?.[0])
  if (!all || !kind) throw malformed('it is of no kind known here')
  return { kind, bytes: all.subarray(1) }
}

function hex(id: number): string {
  return id.toString(16).padStart(8, '0')
}

function malformed(why: string): LedgerError {
  return new LedgerError('malformed-key', { why })
}

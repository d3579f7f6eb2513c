// Opens documents under the standard security handler, and encrypts what is added to them: RC4, AES-128 and AES-256 (ISO 32000-2, 7.6).
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { concat, sameBytes } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { countOf, nameOf, PdfDict, PdfString, type PdfValue } from './objects.ts'
import { rc4 } from './rc4.ts'

type Method = 'identity' | 'rc4' | 'aes-128' | 'aes-256'

export interface Decryption {
  /** How strings and streams are encrypted. */
  strings: Method
  streams: Method
  string(bytes: Uint8Array, object: number, generation: number): Uint8Array
  stream(bytes: Uint8Array, object: number, generation: number): Uint8Array
  /** The way back, for objects that are written. */
  sealString(bytes: Uint8Array, object: number, generation: number): Uint8Array
  sealStream(bytes: Uint8Array, object: number, generation: number): Uint8Array
}

/** Algorithm 2, step a. */
const padding = Buffer.from(
  '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a',
  'hex',
)

/**
 * The decryption of a document for a password of user or owner, by default the empty one.
 * @param encrypt the resolved /Encrypt with resolved values, @param id the first string of /ID
 * @throws SignatureError `password-needed`, `unsupported`
 */
export function openEncryption(encrypt: PdfDict, id: Uint8Array, password = ''): Decryption {
  const version = countOf(encrypt.get('V')) ?? 0
  if (nameOf(encrypt.get('Filter')) !== 'Standard' || ![1, 2, 4, 5].includes(version))
    throw new SignatureError('unsupported', { what: 'this kind of encryption' })
  const strings = methodOf(encrypt, 'StrF', version)
  const streams = methodOf(encrypt, 'StmF', version)
  const key = version === 5 ? newKey(encrypt, password) : oldKey(encrypt, id, password, version)
  const by =
    (method: Method, change: typeof undo) =>
    (bytes: Uint8Array, object: number, generation: number): Uint8Array =>
      method === 'identity'
        ? bytes
        : change(method, bytes, objectKey(key, method, object, generation))
  return {
    strings,
    streams,
    string: by(strings, undo),
    stream: by(streams, undo),
    sealString: by(strings, seal),
    sealStream: by(streams, seal),
  }
}

function methodOf(encrypt: PdfDict, use: 'StrF' | 'StmF', version: number): Method {
  if (version < 4) return 'rc4'
  const name = nameOf(encrypt.get(use)) ?? 'Identity'
  if (name === 'Identity') return 'identity'
  const filters = encrypt.get('CF')
  const filter = filters instanceof PdfDict ? filters.get(name) : null
  const method = filter instanceof PdfDict ? nameOf(filter.get('CFM')) : null
  if (method === 'V2') return 'rc4'
  if (method === 'AESV2') return 'aes-128'
  if (method === 'AESV3') return 'aes-256'
  throw new SignatureError('unsupported', { what: `the encryption ${method ?? name}` })
}

function bytesOf(value: PdfValue, least: number): Uint8Array {
  if (value instanceof PdfString && value.bytes.length >= least) return value.bytes
  throw new SignatureError('unsupported', { what: 'an incomplete encryption dictionary' })
}

function md5(...parts: Uint8Array[]): Uint8Array {
  return createHash('md5').update(concat(parts)).digest()
}

/** Revisions 2 to 4: the password is the user's, or the owner's that leads to the user's. */
function oldKey(encrypt: PdfDict, id: Uint8Array, password: string, version: number): Uint8Array {
  const revision = countOf(encrypt.get('R')) ?? 0
  const bits = version === 1 ? 40 : (countOf(encrypt.get('Length')) ?? (version === 4 ? 128 : 40))
  if (revision < 2 || revision > 4 || bits % 8 !== 0 || bits < 40 || bits > 128)
    throw new SignatureError('unsupported', { what: 'this revision of encryption' })
  const given = { revision, length: bits / 8 }
  const padded = Buffer.concat([Buffer.from(password, 'latin1'), padding]).subarray(0, 32)
  const key =
    userKey(encrypt, id, { ...given, padded }) ??
    userKey(encrypt, id, { ...given, padded: userOf(encrypt, { ...given, padded }) })
  if (key === null) throw new SignatureError('password-needed')
  return key
}

interface OldPassword {
  revision: number
  /** Bytes of the key. */
  length: number
  /** 32 bytes. */
  padded: Uint8Array
}

/** Algorithms 2, 4 to 6; null for a wrong password. */
function userKey(encrypt: PdfDict, id: Uint8Array, given: OldPassword): Uint8Array | null {
  const { revision, length, padded } = given
  const permissions = encrypt.get('P')
  if (typeof permissions !== 'number')
    throw new SignatureError('unsupported', { what: 'an incomplete encryption dictionary' })
  const flags = Buffer.alloc(4)
  flags.writeInt32LE(permissions | 0)
  const plain = revision === 4 && encrypt.get('EncryptMetadata') === false
  const owner = bytesOf(encrypt.get('O'), 32).subarray(0, 32)
  let key = md5(padded, owner, flags, id, plain ? Buffer.alloc(4, 255) : Buffer.alloc(0))
  if (revision >= 3) for (let round = 0; round < 50; round++) key = md5(key.subarray(0, length))
  key = key.subarray(0, length)
  const wanted = bytesOf(encrypt.get('U'), 16)
  let check: Uint8Array = padding
  if (revision === 2) check = rc4(key, check)
  else {
    check = md5(padding, id)
    for (let round = 0; round < 20; round++) check = rc4(turned(key, round), check)
  }
  return sameBytes(check, wanted.subarray(0, check.length)) ? key : null
}

/** Algorithm 7: the padded password of the user by that of the owner. */
function userOf(encrypt: PdfDict, { revision, length, padded }: OldPassword): Uint8Array {
  let key = md5(padded)
  if (revision >= 3) for (let round = 0; round < 50; round++) key = md5(key)
  key = key.subarray(0, revision === 2 ? 5 : length)
  let user: Uint8Array = bytesOf(encrypt.get('O'), 32).subarray(0, 32)
  for (let round = revision === 2 ? 0 : 19; round >= 0; round--)
    user = rc4(turned(key, round), user)
  return user
}

function turned(key: Uint8Array, round: number): Uint8Array {
  return key.map((byte) => byte ^ round)
}

/** Algorithm 2.A: keys of revisions 5 and 6. */
function newKey(encrypt: PdfDict, password: string): Uint8Array {
  const revision = countOf(encrypt.get('R')) ?? 0
  if (revision !== 5 && revision !== 6)
    throw new SignatureError('unsupported', { what: 'this revision of encryption' })
  const secret = Buffer.from(password.normalize('NFKC')).subarray(0, 127)
  const hash = revision === 5 ? sha256 : hardened
  const user = bytesOf(encrypt.get('U'), 48).subarray(0, 48)
  const ways = [
    { held: user, sealed: 'UE', also: new Uint8Array() },
    { held: bytesOf(encrypt.get('O'), 48), sealed: 'OE', also: user },
  ]
  for (const { held, sealed, also } of ways) {
    if (!sameBytes(hash(secret, held.subarray(32, 40), also), held.subarray(0, 32))) continue
    const key = hash(secret, held.subarray(40, 48), also)
    const cipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16))
    return cipher.setAutoPadding(false).update(bytesOf(encrypt.get(sealed), 32).subarray(0, 32))
  }
  throw new SignatureError('password-needed')
}

function sha256(secret: Uint8Array, salt: Uint8Array, user: Uint8Array): Uint8Array {
  return createHash('sha256').update(secret).update(salt).update(user).digest()
}

/** Algorithm 2.B. */
function hardened(secret: Uint8Array, salt: Uint8Array, user: Uint8Array): Uint8Array {
  let key = sha256(secret, salt, user)
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const one = concat([secret, key, user])
    const many = concat(Array.from({ length: 64 }, () => one))
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32))
    const mixed = cipher.setAutoPadding(false).update(many)
    let sum = 0
    for (const byte of mixed.subarray(0, 16)) sum += byte
    key = createHash(['sha256', 'sha384', 'sha512'][sum % 3] ?? 'sha256')
      .update(mixed)
      .digest()
    last = mixed[mixed.length - 1] ?? 0
  }
  return key.subarray(0, 32)
}

/** Algorithms 1 and 1.A: the key for one object. */
function objectKey(
  key: Uint8Array,
  method: Method,
  object: number,
  generation: number,
): Uint8Array {
  if (method === 'aes-256') return key
  const tail = Buffer.alloc(5)
  tail.writeUIntLE(object & 0xffffff, 0, 3)
  tail.writeUIntLE(generation & 0xffff, 3, 2)
  const salt = Buffer.from(method === 'aes-128' ? 'sAlT' : '')
  return md5(key, tail, salt).subarray(0, Math.min(16, key.length + 5))
}

function undo(method: Method, bytes: Uint8Array, key: Uint8Array): Uint8Array {
  if (method === 'rc4') return rc4(key, bytes)
  if (bytes.length === 0) return bytes
  try {
    const cipher = createDecipheriv(`${method}-cbc`, key, bytes.subarray(0, 16))
    return concat([cipher.update(bytes.subarray(16)), cipher.final()])
  } catch (cause) {
    throw new SignatureError('malformed-pdf', { at: 0, why: 'data do not decrypt' }, { cause })
  }
}

/** 7.6.3.1: a random vector stands before the blocks. */
function seal(method: Method, bytes: Uint8Array, key: Uint8Array): Uint8Array {
  if (method === 'rc4') return rc4(key, bytes)
  const vector = randomBytes(16)
  const cipher = createCipheriv(`${method}-cbc`, key, vector)
  return concat([vector, cipher.update(bytes), cipher.final()])
}

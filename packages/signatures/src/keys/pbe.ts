// Decrypts what a password protects in PKCS#12 and PKCS#8: PBES2 and the older schemes with triple DES, RC2, RC4.
import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import { concat } from '../bytes.ts'
import { digestByName, type DigestName } from '../cms/algorithms.ts'
import {
  contentOf,
  membersOf,
  octetsOf,
  oidOf,
  smallInteger,
  tags,
  type Der,
} from '../der/reader.ts'
import { rc4 } from '../pdf/rc4.ts'
import { SignatureError } from '../signature-error.ts'
import { decryptRc2 } from './rc2.ts'

/** More rounds than this would keep a server busy for a stranger's file. */
const MOST_ROUNDS = 2_000_000

const ciphers: Readonly<Record<string, { name: string; bytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', bytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', bytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', bytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', bytes: 24 },
}

/** HMAC with SHA-1, 256, 384, 512 (RFC 8018, B.1.2). */
const prfs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

interface OldScheme {
  cipher: 'rc4' | 'rc2' | 'des'
  /** Of the key. */
  bytes: number
}

/** RFC 7292, C. Read, for many people still have such files; never written. */
const oldSchemes: Readonly<Record<string, OldScheme>> = {
  '1.2.840.113549.1.12.1.1': { cipher: 'rc4', bytes: 16 },
  '1.2.840.113549.1.12.1.2': { cipher: 'rc4', bytes: 5 },
  '1.2.840.113549.1.12.1.3': { cipher: 'des', bytes: 24 },
  '1.2.840.113549.1.12.1.4': { cipher: 'des', bytes: 16 },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', bytes: 16 },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', bytes: 5 },
}

/**
 * The plain bytes under an AlgorithmIdentifier of password-based encryption (RFC 8018, 6.2; RFC 7292, C).
 * @throws SignatureError `wrong-password`, `unsupported`
 */
export function decryptByPassword(
  algorithm: Der | undefined,
  sealed: Uint8Array,
  password: string,
): Uint8Array {
  const [id, parameters] = membersOf(algorithm)
  const dotted = oidOf(id)
  if (dotted === '1.2.840.113549.1.5.13') return pbes2(parameters, sealed, password)
  const old = oldSchemes[dotted]
  return old === undefined
    ? unsupported(dotted)
    : pkcs12Scheme(old, { parameters, sealed, password })
}

function decipher(name: string, key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  try {
    const cipher = createDecipheriv(name, key, iv)
    return concat([cipher.update(sealed), cipher.final()])
  } catch (cause) {
    throw new SignatureError('wrong-password', {}, { cause })
  }
}

function unsupported(dotted: string): never {
  throw new SignatureError('unsupported', { what: `a key encrypted by ${dotted}` })
}

function pbes2(parameters: Der | undefined, sealed: Uint8Array, password: string): Uint8Array {
  const [derivation, scheme] = membersOf(parameters)
  const [function_, given] = membersOf(derivation)
  if (oidOf(function_) !== '1.2.840.113549.1.5.12') unsupported(oidOf(function_))
  const [salt, rounds, ...rest] = membersOf(given)
  const prfNode = rest.find(({ tag }) => tag === tags.sequence)
  const prf = prfNode === undefined ? 'sha1' : prfs[oidOf(membersOf(prfNode)[0])]
  const [cipherId, iv] = membersOf(scheme)
  const cipher = ciphers[oidOf(cipherId)]
  if (prf === undefined || cipher === undefined) return unsupported(oidOf(cipherId))
  const secret = Buffer.from(password, 'utf8')
  const key = pbkdf2Sync(secret, octetsOf(salt), roundsOf(rounds), cipher.bytes, prf)
  return decipher(cipher.name, key, octetsOf(iv), sealed)
}

/** RFC 7292, C: a key and an initial vector from the password, each made by B.2 with SHA-1. */
function pkcs12Scheme(
  { cipher, bytes }: OldScheme,
  given: { parameters: Der | undefined; sealed: Uint8Array; password: string },
): Uint8Array {
  const { sealed, password } = given
  const [salt, count] = membersOf(given.parameters)
  const from = { password, salt: contentOf(salt ?? raise()), rounds: roundsOf(count) }
  const derived = deriveKey({ ...from, digest: 'sha1', use: 1, bytes })
  if (cipher === 'rc4') return rc4(derived, sealed)
  const iv = deriveKey({ ...from, digest: 'sha1', use: 2, bytes: 8 })
  if (cipher === 'rc2')
    return withoutPadding(decryptRc2({ key: derived, effectiveBits: bytes * 8, iv, data: sealed }))
  // With two keys the first one comes again as the third.
  const key = bytes === 16 ? concat([derived, derived.subarray(0, 8)]) : derived
  return decipher('des-ede3-cbc', key, iv, sealed)
}

/** RFC 5652, 6.3: as many bytes as each of them says. */
function withoutPadding(plain: Uint8Array | null): Uint8Array {
  const count = plain?.at(-1) ?? 0
  const right =
    plain !== null &&
    count >= 1 &&
    count <= 8 &&
    plain.subarray(-count).every((one) => one === count)
  if (!right) throw new SignatureError('wrong-password')
  return plain.subarray(0, plain.length - count)
}

function raise(): never {
  throw new SignatureError('malformed-der', { at: 0, why: 'a salt expected' })
}

export function roundsOf(node: Der | undefined): number {
  const rounds = smallInteger(node)
  if (rounds < 1 || rounds > MOST_ROUNDS)
    throw new SignatureError('too-large', { what: 'Rounds', limit: MOST_ROUNDS })
  return rounds
}

/**
 * Key material of PKCS#12 (RFC 7292, B.2).
 * @param use 1 for keys, 2 for initial vectors, 3 for the code that guards integrity
 */
export function deriveKey(given: {
  password: string
  salt: Uint8Array
  rounds: number
  digest: DigestName
  use: 1 | 2 | 3
  bytes: number
}): Uint8Array {
  const block = given.digest === 'sha384' || given.digest === 'sha512' ? 128 : 64
  const size = digestByName(given.digest).bytes
  // B.1: the password in UTF-16, the highest byte first, with two zero bytes at its end.
  const secret = Buffer.from(`${given.password}\0`, 'utf16le').swap16()
  const input = concat([stretched(given.salt, block), stretched(secret, block)])
  const diversifier = new Uint8Array(block).fill(given.use)
  const out: Uint8Array[] = []
  for (let made = 0; made < given.bytes; made += size) {
    let hash = createHash(given.digest).update(diversifier).update(input).digest()
    for (let round = 1; round < given.rounds; round++)
      hash = createHash(given.digest).update(hash).digest()
    out.push(hash)
    for (let at = 0; at < input.length; at += block) {
      let carry = 1
      for (let index = block - 1; index >= 0; index--) {
        carry += (input[at + index] ?? 0) + (hash[index % size] ?? 0)
        input[at + index] = carry & 255
        carry >>= 8
      }
    }
  }
  return concat(out).subarray(0, given.bytes)
}

/** The bytes repeated to a whole number of blocks. */
function stretched(bytes: Uint8Array, block: number): Uint8Array {
  const length = block * Math.ceil(bytes.length / block)
  return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0)
}

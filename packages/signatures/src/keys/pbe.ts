// Decrypts what a password protects in PKCS#12 and PKCS#8: PBES2 and the older scheme with triple DES.
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
import { SignatureError } from '../signature-error.ts'

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

/**
 * The plain bytes under an AlgorithmIdentifier of password-based encryption (RFC 8018, 6.2; RFC 7292, C).
 * @throws SignatureError `bad-key` for a wrong password, `unsupported`
 */
export function decryptByPassword(
  algorithm: Der | undefined,
  sealed: Uint8Array,
  password: string,
): Uint8Array {
  const [id, parameters] = membersOf(algorithm)
  const dotted = oidOf(id)
  const { name, key, iv } =
    dotted === '1.2.840.113549.1.5.13'
      ? pbes2(parameters, password)
      : dotted === '1.2.840.113549.1.12.1.3'
        ? tripleDes(parameters, password)
        : unsupported(dotted)
  try {
    const cipher = createDecipheriv(name, key, iv)
    return concat([cipher.update(sealed), cipher.final()])
  } catch (cause) {
    throw new SignatureError('bad-key', { why: 'the password is wrong' }, { cause })
  }
}

function unsupported(dotted: string): never {
  throw new SignatureError('unsupported', { what: `a key encrypted by ${dotted}` })
}

function pbes2(parameters: Der | undefined, password: string) {
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
  return { name: cipher.name, key: new Uint8Array(key), iv: octetsOf(iv) }
}

function tripleDes(parameters: Der | undefined, password: string) {
  const [salt, count] = membersOf(parameters)
  const given = { password, salt: contentOf(salt ?? raise()), rounds: roundsOf(count) }
  const key = deriveKey({ ...given, digest: 'sha1', use: 1, bytes: 24 })
  const iv = deriveKey({ ...given, digest: 'sha1', use: 2, bytes: 8 })
  return { name: 'des-ede3-cbc', key, iv }
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

// The table of algorithms: what each identifier means, whether it may still sign, and how it verifies.
import { constants, createHash, publicDecrypt, verify, type KeyObject } from 'node:crypto'
import { sameBytes } from '../bytes.ts'
import { contentOf, membersOf, oidOf, smallInteger, tags, type Der } from '../der/reader.ts'
import { context, integer, nothing, octets, oid, sequence } from '../der/writer.ts'

export type DigestName =
  | 'md5'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha3-224'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'

interface DigestRow {
  name: DigestName
  oid: string
  bytes: number
  /** `sign` may be used; `judge` is verified and then called too weak or not for signing. */
  use: 'sign' | 'judge' | 'weak'
}

/** ETSI TS 119 312 leaves SHA-2 and SHA-3; MD5 and SHA-1 are read to say that they are broken. */
export const digests: readonly DigestRow[] = [
  { name: 'sha256', oid: '2.16.840.1.101.3.4.2.1', bytes: 32, use: 'sign' },
  { name: 'sha384', oid: '2.16.840.1.101.3.4.2.2', bytes: 48, use: 'sign' },
  { name: 'sha512', oid: '2.16.840.1.101.3.4.2.3', bytes: 64, use: 'sign' },
  { name: 'sha224', oid: '2.16.840.1.101.3.4.2.4', bytes: 28, use: 'judge' },
  { name: 'sha3-224', oid: '2.16.840.1.101.3.4.2.7', bytes: 28, use: 'judge' },
  { name: 'sha3-256', oid: '2.16.840.1.101.3.4.2.8', bytes: 32, use: 'judge' },
  { name: 'sha3-384', oid: '2.16.840.1.101.3.4.2.9', bytes: 48, use: 'judge' },
  { name: 'sha3-512', oid: '2.16.840.1.101.3.4.2.10', bytes: 64, use: 'judge' },
  { name: 'sha1', oid: '1.3.14.3.2.26', bytes: 20, use: 'weak' },
  { name: 'md5', oid: '1.2.840.113549.2.5', bytes: 16, use: 'weak' },
]

export type Scheme = 'rsa' | 'rsa-pss' | 'ecdsa' | 'ed25519' | 'ml-dsa'

export type MlDsaSize = 44 | 65 | 87

export interface SignatureRow {
  scheme: Scheme
  oid: string
  /** Null where the digest is named beside (RFC 3370, 3.2) or within the parameters. */
  digest: DigestName | null
  /** Only ML-DSA (FIPS 204, 4). */
  size?: MlDsaSize
}

const signatures: readonly SignatureRow[] = [
  { scheme: 'rsa', oid: '1.2.840.113549.1.1.1', digest: null },
  { scheme: 'rsa', oid: '1.2.840.113549.1.1.4', digest: 'md5' },
  { scheme: 'rsa', oid: '1.2.840.113549.1.1.5', digest: 'sha1' },
  { scheme: 'rsa', oid: '1.2.840.113549.1.1.11', digest: 'sha256' },
  { scheme: 'rsa', oid: '1.2.840.113549.1.1.12', digest: 'sha384' },
  { scheme: 'rsa', oid: '1.2.840.113549.1.1.13', digest: 'sha512' },
  { scheme: 'rsa', oid: '1.2.840.113549.1.1.14', digest: 'sha224' },
  { scheme: 'rsa', oid: '2.16.840.1.101.3.4.3.13', digest: 'sha3-224' },
  { scheme: 'rsa', oid: '2.16.840.1.101.3.4.3.14', digest: 'sha3-256' },
  { scheme: 'rsa', oid: '2.16.840.1.101.3.4.3.15', digest: 'sha3-384' },
  { scheme: 'rsa', oid: '2.16.840.1.101.3.4.3.16', digest: 'sha3-512' },
  { scheme: 'rsa-pss', oid: '1.2.840.113549.1.1.10', digest: null },
  { scheme: 'ecdsa', oid: '1.2.840.10045.4.1', digest: 'sha1' },
  { scheme: 'ecdsa', oid: '1.2.840.10045.4.3.1', digest: 'sha224' },
  { scheme: 'ecdsa', oid: '1.2.840.10045.4.3.2', digest: 'sha256' },
  { scheme: 'ecdsa', oid: '1.2.840.10045.4.3.3', digest: 'sha384' },
  { scheme: 'ecdsa', oid: '1.2.840.10045.4.3.4', digest: 'sha512' },
  // RFC 9688, 3.
  { scheme: 'ecdsa', oid: '2.16.840.1.101.3.4.3.9', digest: 'sha3-224' },
  { scheme: 'ecdsa', oid: '2.16.840.1.101.3.4.3.10', digest: 'sha3-256' },
  { scheme: 'ecdsa', oid: '2.16.840.1.101.3.4.3.11', digest: 'sha3-384' },
  { scheme: 'ecdsa', oid: '2.16.840.1.101.3.4.3.12', digest: 'sha3-512' },
  { scheme: 'ed25519', oid: '1.3.101.112', digest: null },
  // RFC 9882, 2: one identifier for each size of key.
  { scheme: 'ml-dsa', oid: '2.16.840.1.101.3.4.3.17', digest: null, size: 44 },
  { scheme: 'ml-dsa', oid: '2.16.840.1.101.3.4.3.18', digest: null, size: 65 },
  { scheme: 'ml-dsa', oid: '2.16.840.1.101.3.4.3.19', digest: null, size: 87 },
]

const MGF1 = '1.2.840.113549.1.1.8'

export interface SignatureAlgorithm {
  scheme: Scheme
  digest: DigestName | null
  /** Bytes of salt; only RSA-PSS. */
  salt?: number
  /** Only ML-DSA. */
  size?: MlDsaSize
}

export function digestByOid(dotted: string): DigestRow | null {
  return digests.find((row) => row.oid === dotted) ?? null
}

export function digestByName(name: DigestName): DigestRow {
  const row = digests.find((one) => one.name === name)
  if (row === undefined) throw new TypeError(`${name} is in no row`)
  return row
}

/** The row of an AlgorithmIdentifier of a digest, or null when the table lacks it. */
export function readDigestAlgorithm(node: Der | undefined): DigestRow | null {
  return digestByOid(oidOf(membersOf(node)[0]))
}

/** What an AlgorithmIdentifier of a signature says, or null when the table lacks it. */
export function readSignatureAlgorithm(node: Der | undefined): SignatureAlgorithm | null {
  const [algorithm, parameters] = membersOf(node)
  const dotted = oidOf(algorithm)
  const row = signatures.find((one) => one.oid === dotted)
  if (row === undefined) return null
  if (row.scheme === 'rsa-pss') return readPss(parameters)
  const { scheme, digest, size } = row
  return size === undefined ? { scheme, digest } : { scheme, digest, size }
}

/** RFC 4055, 3.1; the defaults are SHA-1 with 20 bytes of salt. MGF1 must use the same digest. */
function readPss(parameters: Der | undefined): SignatureAlgorithm | null {
  let digest: DigestName | null = 'sha1'
  let mask: DigestName | null = 'sha1'
  let salt = 20
  for (const part of parameters === undefined ? [] : membersOf(parameters)) {
    const [value] = membersOf(part, part.tag)
    if (part.tag === 0xa0) digest = readDigestAlgorithm(value)?.name ?? null
    else if (part.tag === 0xa1) {
      const [generator, hash] = membersOf(value)
      mask = oidOf(generator) === MGF1 ? (readDigestAlgorithm(hash)?.name ?? null) : null
    } else if (part.tag === 0xa2) salt = smallInteger(value)
    // The only trailer there is; some write it out, though it is the default.
    else if (part.tag !== 0xa3 || smallInteger(value) !== 1) return null
  }
  return digest === null || digest !== mask ? null : { scheme: 'rsa-pss', digest, salt }
}

/** The AlgorithmIdentifier of a digest; parameters are absent (RFC 5754, 2). */
export function writeDigestAlgorithm(name: DigestName): Uint8Array {
  return sequence(oid(digestByName(name).oid))
}

/** The row that a dotted identifier names, or null. */
export function signatureById(dotted: string): SignatureRow | null {
  return signatures.find((row) => row.oid === dotted) ?? null
}

/** The dotted identifier of an algorithm; null where no row has it. */
export function signatureId({ scheme, digest, size }: SignatureAlgorithm): string | null {
  const named = scheme === 'rsa-pss' ? null : digest
  const row = signatures.find(
    (one) => one.scheme === scheme && one.digest === named && one.size === size,
  )
  return row?.oid ?? null
}

/** DER of the parameters of RSA-PSS (RFC 4055, 3.1); null for algorithms without any. */
export function signatureParameters(algorithm: SignatureAlgorithm): Uint8Array | null {
  const { scheme, digest, salt } = algorithm
  if (scheme !== 'rsa-pss' || digest === null) return null
  const hash = writeDigestAlgorithm(digest)
  return sequence(
    context(0, hash),
    context(1, sequence(oid(MGF1), hash)),
    context(2, integer(salt ?? digestByName(digest).bytes)),
  )
}

/** The AlgorithmIdentifier of a signature. */
export function writeSignatureAlgorithm(algorithm: SignatureAlgorithm): Uint8Array {
  const dotted = signatureId(algorithm)
  if (dotted === null)
    throw new TypeError(`${algorithm.scheme} with ${algorithm.digest} is in no row`)
  const parameters = signatureParameters(algorithm)
  if (parameters !== null) return sequence(oid(dotted), parameters)
  return algorithm.scheme === 'rsa' ? sequence(oid(dotted), nothing()) : sequence(oid(dotted))
}

/** Whether the signature is by the key over the data; false also for keys of another kind. */
export function verifies(
  algorithm: SignatureAlgorithm,
  given: { key: KeyObject; data: Uint8Array; signature: Uint8Array },
): boolean {
  const kind = given.key.asymmetricKeyType
  try {
    if (algorithm.scheme === 'ed25519')
      return kind === 'ed25519' && verify(null, given.data, given.key, given.signature)
    // RFC 9882, 3.3: pure ML-DSA with an empty context.
    if (algorithm.scheme === 'ml-dsa')
      return (
        kind === `ml-dsa-${algorithm.size}` && verify(null, given.data, given.key, given.signature)
      )
    if (algorithm.digest === null) return false
    if (algorithm.scheme === 'ecdsa')
      return kind === 'ec' && verify(algorithm.digest, given.data, given.key, given.signature)
    if (algorithm.scheme === 'rsa')
      return (
        kind === 'rsa' &&
        (verify(algorithm.digest, given.data, given.key, given.signature) ||
          verifiesWithoutNull(algorithm.digest, given))
      )
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const key = { key: given.key, padding, saltLength: algorithm.salt ?? 20 }
    const fits = kind === 'rsa' || kind === 'rsa-pss'
    return fits && verify(algorithm.digest, given.data, key, given.signature)
  } catch {
    // OpenSSL throws for signatures of an impossible form; they are no signatures by this key.
    return false
  }
}

/**
 * Some signers leave out the NULL beside the digest, which OpenSSL insists on. RFC 8017, 8.2.2 lets
 * a verifier take such an encoding; all else of it has to be as 9.2 writes it, byte by byte.
 */
function verifiesWithoutNull(
  digest: DigestName,
  { key, data, signature }: { key: KeyObject; data: Uint8Array; signature: Uint8Array },
): boolean {
  const hash = new Uint8Array(createHash(digest).update(data).digest())
  const told = sequence(writeDigestAlgorithm(digest), octets(hash))
  const padding = constants.RSA_NO_PADDING
  const encoded = new Uint8Array(publicDecrypt({ key, padding }, signature))
  const filling = encoded.length - told.length - 3
  if (filling < 8) return false
  const expected = new Uint8Array(encoded.length).fill(0xff)
  expected.set([0, 1])
  expected[2 + filling] = 0
  expected.set(told, 3 + filling)
  return sameBytes(encoded, expected)
}

/** The text of a character string of any of X.509's kinds. */
export function textOf(node: Der): string {
  const content = Buffer.from(contentOf(node))
  if (node.tag !== tags.bmp) return content.toString(node.tag === tags.utf8 ? 'utf8' : 'latin1')
  return content.length % 2 === 0 ? content.swap16().toString('utf16le') : ''
}

// Issues certificates for tests and development: a root, authorities, signers, timestamp servers.
import {
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import { createHash } from 'node:crypto'
import { writeSignatureAlgorithm, type SignatureAlgorithm } from '../cms/algorithms.ts'
import { TIMESTAMPING } from '../cms/ids.ts'
import { bits, boolean, context, integer, octets, oid, sequence, time } from '../der/writer.ts'
import { membersOf, oidOf, readDer } from '../der/reader.ts'
import { extensionIds, readCertificate } from './certificate.ts'
import { commonName, extension, keyUsageExtension } from './issue-extensions.ts'

export type KeyKind = 'rsa' | 'rsa-pss' | 'p-256' | 'p-384' | 'p-521' | 'ed25519' | MlDsaKind
type MlDsaKind = 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87'

export interface Identity {
  key: KeyObject
  /** DER of the certificate. */
  certificate: Uint8Array
}

export interface NewCertificate {
  name: string
  /** Number of the person in the subject, such as `PNOPE-40000001`. */
  serialNumber?: string
  /** Who issues; by default the new identity itself. */
  issuer?: Identity
  kind?: KeyKind
  role: 'authority' | 'signer' | 'timestamps'
  notBefore?: Date
  notAfter?: Date
  /** More extensions; one that the role would set replaces that. */
  extensions?: readonly Uint8Array[]
  /** The key, to issue another certificate for it, as a cross-certificate. */
  key?: KeyObject
}

/** A new key of a kind; RSA has 2048 bits. */
export function newKey(kind: KeyKind): KeyObject {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519').privateKey
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  if (kind === 'rsa-pss') {
    const hash = 'sha256'
    return generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: hash,
      mgf1HashAlgorithm: hash,
    }).privateKey
  }
  if (kind === 'ml-dsa-44') return generateKeyPairSync(kind).privateKey
  if (kind === 'ml-dsa-65') return generateKeyPairSync(kind).privateKey
  if (kind === 'ml-dsa-87') return generateKeyPairSync(kind).privateKey
  return generateKeyPairSync('ec', { namedCurve: kind.toUpperCase() }).privateKey
}

/** SHA-2 as strong as the curve (RFC 5753, 2.1; TS 119 312, 8.1). */
const curveDigests: Readonly<Record<string, 'sha384' | 'sha512'>> = {
  secp384r1: 'sha384',
  secp521r1: 'sha512',
}

/** How a key signs by default: RSA PKCS#1 and P-256 with SHA-256, P-384 with SHA-384, P-521 with SHA-512. */
export function algorithmFor(key: KeyObject): SignatureAlgorithm {
  if (key.asymmetricKeyType === 'ed25519') return { scheme: 'ed25519', digest: null }
  if (key.asymmetricKeyType === 'rsa-pss') return { scheme: 'rsa-pss', digest: 'sha256', salt: 32 }
  if (key.asymmetricKeyType === 'rsa') return { scheme: 'rsa', digest: 'sha256' }
  const sizes = [44, 65, 87] as const
  const size = sizes.find((one) => key.asymmetricKeyType === `ml-dsa-${one}`)
  if (size !== undefined) return { scheme: 'ml-dsa', digest: null, size }
  const curve = key.asymmetricKeyDetails?.namedCurve ?? ''
  return { scheme: 'ecdsa', digest: curveDigests[curve] ?? 'sha256' }
}

/** A new identity with a certificate (RFC 5280, 4). Valid for ten years by default. */
export function issueIdentity(given: NewCertificate): Identity {
  const key = given.key ?? newKey(given.kind ?? 'p-256')
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const subject = commonName(given.name, given.serialNumber)
  const issuer = given.issuer ?? null
  const issuerKey = issuer?.key ?? key
  const algorithm = algorithmFor(issuerKey)
  const now = Date.now()
  const notBefore = given.notBefore ?? new Date(now - 86_400_000)
  const notAfter = given.notAfter ?? new Date(now + 10 * 365 * 86_400_000)
  const serial = randomBytes(16)
  serial[0] = (serial[0] ?? 0) & 0x7f || 1
  const tbs = sequence(
    context(0, integer(2)),
    integer(serial),
    writeSignatureAlgorithm(algorithm),
    issuer === null ? subject : readCertificate(issuer.certificate).subject,
    sequence(time(notBefore), time(notAfter)),
    subject,
    spki,
    context(3, sequence(...extensionsFor(given, spki))),
  )
  const signature = sign(algorithm.digest, tbs, issuerKey)
  const certificate = sequence(tbs, writeSignatureAlgorithm(algorithm), bits(signature))
  return { key, certificate }
}

function extensionsFor(given: NewCertificate, spki: Uint8Array): Uint8Array[] {
  const keyId = createHash('sha1').update(spki).digest()
  const list = [extension(extensionIds.subjectKey, octets(keyId))]
  const { role } = given
  if (role === 'authority') {
    list.push(extension(extensionIds.basicConstraints, sequence(boolean(true)), true))
    // keyCertSign and cRLSign.
    list.push(keyUsageExtension([5, 6]))
  } else {
    // digitalSignature and nonRepudiation.
    list.push(keyUsageExtension([0, 1]))
  }
  if (role === 'timestamps')
    list.push(extension(extensionIds.extendedKeyUsage, sequence(oid(TIMESTAMPING)), true))
  const more = given.extensions ?? []
  const set = new Set(more.map(idOf))
  return [...list.filter((one) => !set.has(idOf(one))), ...more]
}

function idOf(bytes: Uint8Array): string {
  return oidOf(membersOf(readDer(bytes))[0])
}

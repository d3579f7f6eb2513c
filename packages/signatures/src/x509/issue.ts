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
import { boolean, bits, context, integer, octets, oid, sequence, setOf } from '../der/writer.ts'
import { time, utf8 } from '../der/writer.ts'
import { extensionIds, readCertificate } from './certificate.ts'

export type KeyKind = 'rsa' | 'p-256' | 'p-384' | 'ed25519'

export interface Identity {
  key: KeyObject
  /** DER of the certificate. */
  certificate: Uint8Array
}

export interface NewCertificate {
  name: string
  /** Who issues; by default the new identity itself. */
  issuer?: Identity
  kind?: KeyKind
  /** The key to certify; a new one by default. */
  key?: KeyObject
  role: 'authority' | 'signer' | 'timestamps'
  notBefore?: Date
  notAfter?: Date
}

/** A new key of a kind; RSA has 2048 bits. */
export function newKey(kind: KeyKind): KeyObject {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519').privateKey
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return generateKeyPairSync('ec', { namedCurve: kind === 'p-256' ? 'P-256' : 'P-384' }).privateKey
}

/** How a key signs by default: RSA PKCS#1 and P-256 with SHA-256, P-384 with SHA-384. */
export function algorithmFor(key: KeyObject): SignatureAlgorithm {
  if (key.asymmetricKeyType === 'ed25519') return { scheme: 'ed25519', digest: null }
  if (key.asymmetricKeyType === 'rsa-pss') return { scheme: 'rsa-pss', digest: 'sha256', salt: 32 }
  if (key.asymmetricKeyType === 'rsa') return { scheme: 'rsa', digest: 'sha256' }
  const wide = key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
  return { scheme: 'ecdsa', digest: wide ? 'sha384' : 'sha256' }
}

/** A new identity with a certificate (RFC 5280, 4). Valid for ten years by default. */
export function issueIdentity(given: NewCertificate): Identity {
  const key = given.key ?? newKey(given.kind ?? 'p-256')
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const subject = sequence(setOf([sequence(oid('2.5.4.3'), utf8(given.name))]))
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
    context(3, sequence(...extensionsFor(given.role, spki))),
  )
  const signature = sign(algorithm.digest, tbs, issuerKey)
  const certificate = sequence(tbs, writeSignatureAlgorithm(algorithm), bits(signature))
  return { key, certificate }
}

function extensionsFor(role: NewCertificate['role'], spki: Uint8Array): Uint8Array[] {
  const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array =>
    sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value))
  const keyId = createHash('sha1').update(spki).digest()
  const list = [extension(extensionIds.subjectKey, false, octets(keyId))]
  if (role === 'authority') {
    list.push(extension(extensionIds.basicConstraints, true, sequence(boolean(true))))
    // keyCertSign and cRLSign.
    list.push(extension(extensionIds.keyUsage, true, bits(Uint8Array.of(0x06), 1)))
  } else {
    // digitalSignature and nonRepudiation.
    list.push(extension(extensionIds.keyUsage, true, bits(Uint8Array.of(0xc0), 6)))
  }
  if (role === 'timestamps')
    list.push(extension(extensionIds.extendedKeyUsage, true, sequence(oid(TIMESTAMPING))))
  return list
}

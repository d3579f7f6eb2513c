// Issues lists of revoked certificates, for tests and development (RFC 5280, 5).
import { createHash, sign } from 'node:crypto'
import { writeSignatureAlgorithm } from '../cms/algorithms.ts'
import { bits, context, enumerated, integer, sequence, time, wrap } from '../der/writer.ts'
import { tags } from '../der/reader.ts'
import { readCertificate, subjectKeyOf } from '../x509/certificate.ts'
import { extension } from '../x509/issue-extensions.ts'
import { algorithmFor, type Identity } from '../x509/issue.ts'

export interface NewCrl {
  issuer: Identity
  thisUpdate: Date
  /** By default seven days later. */
  nextUpdate?: Date
  revoked?: readonly RevokedEntry[]
  /** More extensions of the list, as the scope. */
  extensions?: readonly Uint8Array[]
}

export interface RevokedEntry {
  /** DER of the certificate. */
  certificate: Uint8Array
  at: Date
  /** RFC 5280, 5.3.1. */
  reason?: number
  /** Whose certificate it is, in an indirect list: DER of the name. */
  issuer?: Uint8Array
}

/** DER of CertificateList. */
export function issueCrl(given: NewCrl): Uint8Array {
  const { key, certificate } = given.issuer
  const issuer = readCertificate(certificate)
  const algorithm = algorithmFor(key)
  const next = given.nextUpdate ?? new Date(given.thisUpdate.getTime() + 7 * 86_400_000)
  const entries = (given.revoked ?? []).map(writeEntry)
  const keyId = subjectKeyOf(issuer) ?? createHash('sha1').update(issuer.spki).digest()
  const extensions = [
    extension('2.5.29.35', sequence(wrap(0x80, keyId))),
    extension('2.5.29.20', integer(Math.floor(given.thisUpdate.getTime() / 1000))),
    ...(given.extensions ?? []),
  ]
  const tbs = sequence(
    integer(1),
    writeSignatureAlgorithm(algorithm),
    issuer.subject,
    time(given.thisUpdate),
    time(next),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(0, sequence(...extensions)),
  )
  const signature = sign(algorithm.digest, tbs, key)
  return sequence(tbs, writeSignatureAlgorithm(algorithm), bits(signature))
}

function writeEntry({ certificate, at, reason, issuer }: RevokedEntry): Uint8Array {
  const serial = new Uint8Array(Buffer.from(readCertificate(certificate).serial, 'hex'))
  const extensions = [
    ...(reason === undefined ? [] : [extension('2.5.29.21', enumerated(reason))]),
    ...(issuer === undefined ? [] : [extension('2.5.29.29', sequence(wrap(0xa4, issuer)), true)]),
  ]
  const more = extensions.length === 0 ? [] : [sequence(...extensions)]
  return sequence(wrap(tags.integer, serial), time(at), ...more)
}

/** 5.2.5: the scope of a list, critical. */
export function crlScope(given: {
  addresses?: string[]
  only?: 'users' | 'authorities' | 'attributes'
  someReasons?: boolean
  indirect?: boolean
}): Uint8Array {
  const yes = Uint8Array.of(0xff)
  const names = (given.addresses ?? []).map((one) => wrap(0x86, octetsOfText(one)))
  const parts = [
    ...(names.length === 0 ? [] : [context(0, context(0, ...names))]),
    ...(given.only === 'users' ? [wrap(0x81, yes)] : []),
    ...(given.only === 'authorities' ? [wrap(0x82, yes)] : []),
    ...(given.someReasons === true ? [wrap(0x83, Uint8Array.of(6, 0x40))] : []),
    ...(given.indirect === true ? [wrap(0x84, yes)] : []),
    ...(given.only === 'attributes' ? [wrap(0x85, yes)] : []),
  ]
  return extension('2.5.29.28', sequence(...parts), true)
}

function octetsOfText(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

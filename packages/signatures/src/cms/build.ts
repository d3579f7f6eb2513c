// Builds signed messages of CMS with the attributes of CAdES (RFC 5652, 5; ETSI EN 319 122-1, 5).
import { createHash } from 'node:crypto'
import { childrenOf, contentOf, membersOf, rawOf, readDer, tags } from '../der/reader.ts'
import { context, integer, octets, oid, sequence, setOf, wrap } from '../der/writer.ts'
import { readCertificate } from '../x509/certificate.ts'
import { writeDigestAlgorithm, writeSignatureAlgorithm } from './algorithms.ts'
import type { DigestName, SignatureAlgorithm } from './algorithms.ts'
import { cmsIds } from './ids.ts'

/** One attribute with one value. */
export function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf([value]))
}

/**
 * What gets signed: content-type, message-digest and signing-certificate-v2, sorted (EN 319 122-1,
 * 5.1.1, 5.1.2, 5.2.2.3; RFC 5652, 5.4). No signing-time: PAdES tells it by /M.
 */
export function signedAttributes(given: {
  /** Digest of the content, by `digest`. */
  messageDigest: Uint8Array
  digest: DigestName
  /** DER of the signer's certificate. */
  certificate: Uint8Array
  contentType?: string
}): Uint8Array {
  const hash = createHash(given.digest).update(given.certificate).digest()
  // RFC 5035, 4: SHA-256 is the default and so, in DER, left out.
  const named = given.digest === 'sha256' ? [] : [writeDigestAlgorithm(given.digest)]
  const reference = sequence(sequence(sequence(...named, octets(hash))))
  return setOf([
    attribute(cmsIds.contentType, oid(given.contentType ?? cmsIds.data)),
    attribute(cmsIds.messageDigest, octets(given.messageDigest)),
    attribute(cmsIds.signingCertificateV2, reference),
  ])
}

export interface NewSignedData {
  /** DER; the signer's first. */
  certificates: readonly Uint8Array[]
  /** False leaves them out of the message; its signer is named all the same. */
  withCertificates?: boolean
  digest: DigestName
  algorithm: SignatureAlgorithm
  /** From `signedAttributes`. */
  signedBytes: Uint8Array
  signature: Uint8Array
  /** Whole attributes. */
  unsigned?: readonly Uint8Array[]
  /** Content that lies within; by default it is elsewhere. */
  content?: { type: string; bytes: Uint8Array }
}

/** ContentInfo with one SignerInfo. */
export function writeSignedData(given: NewSignedData): Uint8Array {
  const { issuer, serial } = readCertificate(given.certificates[0] ?? new Uint8Array())
  const number = new Uint8Array(Buffer.from(serial, 'hex'))
  const attributes = readDer(given.signedBytes)
  const unsigned = given.unsigned ?? []
  const signer = sequence(
    integer(1),
    sequence(issuer, wrap(tags.integer, number)),
    writeDigestAlgorithm(given.digest),
    wrap(0xa0, contentOf(attributes)),
    writeSignatureAlgorithm(given.algorithm),
    octets(given.signature),
    ...(unsigned.length > 0 ? [wrap(0xa1, contentOf(readDer(setOf(unsigned))))] : []),
  )
  const { content } = given
  const inner = content === undefined ? [] : [context(0, octets(content.bytes))]
  const signedData = sequence(
    // RFC 5652, 5.1: 3 when the content is no plain data.
    integer(content === undefined || content.type === cmsIds.data ? 1 : 3),
    setOf([writeDigestAlgorithm(given.digest)]),
    sequence(oid(content?.type ?? cmsIds.data), ...inner),
    ...(given.withCertificates === false ? [] : [wrap(0xa0, ...given.certificates)]),
    setOf([signer]),
  )
  return sequence(oid(cmsIds.signedData), context(0, signedData))
}

/** The message with one more unsigned attribute at its only signer; all else byte by byte as it was. */
export function withUnsigned(message: Uint8Array, added: Uint8Array): Uint8Array {
  const [type, wrapped] = membersOf(readDer(message))
  const parts = membersOf(membersOf(wrapped, 0xa0)[0])
  const [signer] = membersOf(parts.at(-1), tags.set)
  const fields = membersOf(signer)
  const last = fields.at(-1)
  const before = last?.tag === 0xa1 ? childrenOf(last).map(rawOf) : []
  const kept = last?.tag === 0xa1 ? fields.slice(0, -1) : fields
  const all = wrap(0xa1, contentOf(readDer(setOf([...before, added]))))
  const signers = setOf([sequence(...kept.map(rawOf), all)])
  const inner = sequence(...parts.slice(0, -1).map(rawOf), signers)
  return sequence(rawOf(type ?? readDer(message)), context(0, inner))
}

// Checks one signer of a message: certificate reference, digest, signature (ETSI EN 319 102-1, 5.2.3, 5.2.7).
import { createHash } from 'node:crypto'
import { sameBytes, toHex } from '../bytes.ts'
import { integerHex, membersOf, octetsOf, oidOf, tags } from '../der/reader.ts'
import type { Der } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { publicKeyOf, subjectKeyOf, type Certificate } from '../x509/certificate.ts'
import { readDigestAlgorithm, verifies, type DigestName } from './algorithms.ts'
import { cmsIds } from './ids.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'

export type SignerFault =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'SIG_CONSTRAINTS_FAILURE'

export interface SignerFinding {
  /** Null when the signature is intact. */
  fault: SignerFault | null
  why: string | null
  certificate: Certificate | null
  /** Whether a signing-certificate attribute binds the certificate. */
  bound: boolean
}

/**
 * @param expected the type of content that must be signed; null for a counter-signature, which has
 * none (RFC 5652, 11.4)
 * @param digestContent the digest of the content; asked once
 */
export function verifySigner(
  message: SignedData,
  signer: SignerInfo,
  expected: { contentType: string | null; digestContent: (name: DigestName) => Uint8Array },
): SignerFinding {
  const certificate = certificateOf(message, signer)
  const found = (fault: SignerFault | null, why: string | null, bound = false): SignerFinding => ({
    fault,
    why,
    certificate,
    bound,
  })
  if (signer.repeated.length > 0) return found('FORMAT_FAILURE', 'a signed attribute comes twice')
  // RFC 5652, 11.1: the attribute repeats the type of the content.
  if (expected.contentType !== null && message.contentType !== expected.contentType)
    return found('FORMAT_FAILURE', 'the content is of another type')
  if (certificate === null)
    return found('NO_SIGNING_CERTIFICATE_FOUND', 'the certificate of the signer is not included')
  const binding = bindingOf(signer, certificate)
  if (binding === 'other')
    return found('NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate names another certificate')
  const bound = binding === 'same'
  const { digest, algorithm } = signer
  if (digest === null || algorithm === null)
    return found('SIG_CRYPTO_FAILURE', 'an algorithm is not in the table', bound)
  if (!signer.protectedAlgorithms)
    return found('SIG_CRYPTO_FAILURE', 'the signed attributes name other algorithms', bound)
  // RFC 5652, 5.3: the digest of the attributes is that of digestAlgorithm.
  if (algorithm.digest !== null && algorithm.digest !== digest)
    return found('SIG_CRYPTO_FAILURE', 'digest and signature algorithm disagree', bound)
  const key = publicKeyOf(certificate)
  if (key === null) return found('SIG_CRYPTO_FAILURE', 'the public key cannot be read', bound)
  if (signer.signedBytes === null)
    return found('SIG_CONSTRAINTS_FAILURE', 'there are no signed attributes', bound)
  const type = only(signer, cmsIds.contentType)
  const named = type?.tag === tags.oid ? oidOf(type) : null
  const none = expected.contentType === null && signer.signed.has(cmsIds.contentType)
  if (named !== expected.contentType || none)
    return found('FORMAT_FAILURE', 'content-type is missing or of another type', bound)
  const told = only(signer, cmsIds.messageDigest)
  if (told === null) return found('FORMAT_FAILURE', 'message-digest is missing', bound)
  if (!sameBytes(octetsOf(told), expected.digestContent(digest)))
    return found('HASH_FAILURE', 'the document is not the one that was signed', bound)
  const given = { key, data: signer.signedBytes, signature: signer.signature }
  if (!verifies({ ...algorithm, digest: algorithm.digest ?? digest }, given))
    return found('SIG_CRYPTO_FAILURE', 'the signature is not by this key', bound)
  return found(null, null, bound)
}

/** The certificate that the signer identifier points at, among those of the message. */
function certificateOf(message: SignedData, { signer }: SignerInfo): Certificate | null {
  const found = message.certificates.find((one) => {
    if ('keyId' in signer) {
      const id = subjectKeyOf(one)
      return id !== null && toHex(id) === signer.keyId
    }
    return one.serial === signer.serial && sameBytes(one.issuer, signer.issuer)
  })
  return found ?? null
}

function only(signer: SignerInfo, type: string): Der | null {
  const values = signer.signed.get(type)
  return values?.length === 1 ? (values[0] ?? null) : null
}

/**
 * RFC 5035, 3 and 4: the first reference is that of the signer's certificate. Where the older and
 * the newer attribute are both there, both have to name it.
 */
function bindingOf(signer: SignerInfo, certificate: Certificate): 'none' | 'same' | 'other' {
  let found: 'none' | 'same' = 'none'
  for (const type of [cmsIds.signingCertificate, cmsIds.signingCertificateV2]) {
    if (!signer.signed.has(type)) continue
    const value = only(signer, type)
    if (value === null || !names(value, type, certificate)) return 'other'
    found = 'same'
  }
  return found
}

function names(value: Der, type: string, certificate: Certificate): boolean {
  try {
    const [reference] = membersOf(membersOf(value)[0])
    const parts = membersOf(reference)
    const newer = type === cmsIds.signingCertificateV2
    const named = newer && parts[0]?.tag === tags.sequence
    // ESSCertID is by SHA-1; ESSCertIDv2 by SHA-256 unless it says otherwise.
    const other = newer ? 'sha256' : 'sha1'
    const digest = named ? readDigestAlgorithm(parts[0])?.name : other
    if (digest === undefined) return false
    const hash = createHash(digest).update(certificate.raw).digest()
    const rest = named ? parts.slice(1) : parts
    if (!sameBytes(octetsOf(rest[0]), hash)) return false
    const [, serial] = rest[1] === undefined ? [] : membersOf(rest[1])
    return serial === undefined || integerHex(serial) === certificate.serial
  } catch (error) {
    if (error instanceof SignatureError) return false
    throw error
  }
}

// Validates a signature at the time of validation, without proofs from the past (EN 319 102-1, 5.3).
import { passed, verdictOf, type Verdict } from '../report.ts'
import { acceptSignature } from './accept-signature.ts'
import { identifyCertificate } from './identify-certificate.ts'
import type { SignatureDescription } from './types.ts'
import { validateCertificate, type CertificateFinding } from './validate-certificate.ts'
import type { TimestampFinding } from './validate-timestamp.ts'
import type { Context } from './validation-context.ts'
import { verifyCryptography } from './verify-cryptography.ts'

export interface BasicFinding {
  verdict: Verdict
  /** Null where the signature failed before its certificate was judged. */
  certificate: CertificateFinding | null
}

export function validateBasic(
  signature: SignatureDescription,
  context: Context,
  contentTimestamps: readonly TimestampFinding[],
): BasicFinding {
  if (signature.formatFault !== null)
    return { verdict: verdictOf('FORMAT_FAILURE', signature.formatFault), certificate: null }
  const identified = identifyCertificate(signature)
  if ('verdict' in identified) return { verdict: identified.verdict, certificate: null }
  const { certificate: own } = identified
  const certificate = validateCertificate(own, context, { role: 'signer', time: context.time })
  // 5: what is wrong with the bytes comes before what is wrong with the certificate.
  const cryptography = verifyCryptography(signature)
  if (cryptography.indication !== 'TOTAL-PASSED') return { verdict: cryptography, certificate }
  const path = afterContentTimestamps(certificate, contentTimestamps)
  // What the attributes break does not heal with time, and so is not left to the path (5.2.8).
  if (signature.constraintFault !== null)
    return { verdict: verdictOf('SIG_CONSTRAINTS_FAILURE', signature.constraintFault), certificate }
  if (path.indication !== 'TOTAL-PASSED') return { verdict: path, certificate }
  const verdict = acceptSignature(signature, own, { context, time: context.time })
  return {
    verdict: contentAfterEnd(verdict, signature, { context, contentTimestamps }),
    certificate,
  }
}

/** 4: a content timestamp after revocation or expiry shows that the signature came after it too. */
function afterContentTimestamps(
  { verdict, revokedAt, path }: CertificateFinding,
  contentTimestamps: readonly TimestampFinding[],
): Verdict {
  const sub = verdict.subIndication
  const [own] = path
  for (const { verdict: stamp, description } of contentTimestamps) {
    if (stamp.indication !== 'TOTAL-PASSED') continue
    const { time } = description.token
    if (sub === 'REVOKED_NO_POE' && revokedAt !== null && time > revokedAt)
      return verdictOf('REVOKED', 'the signature was made after the certificate was revoked')
    const bounds = sub === 'OUT_OF_BOUNDS_NO_POE' || sub === 'OUT_OF_BOUNDS_NOT_REVOKED'
    if (bounds && own !== undefined && time > own.notAfter)
      return verdictOf('EXPIRED', 'the signature was made after the certificate had expired')
  }
  return verdict
}

/** 6: a content timestamp after the end of an algorithm shows that no proof can heal it. */
function contentAfterEnd(
  verdict: Verdict,
  signature: SignatureDescription,
  given: { context: Context; contentTimestamps: readonly TimestampFinding[] },
): Verdict {
  const own = signature.certificate
  if (verdict.subIndication !== 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' || own === null) return verdict
  for (const { verdict: stamp, description } of given.contentTimestamps) {
    if (stamp.indication !== 'TOTAL-PASSED') continue
    const { time } = description.token
    const then = acceptSignature(signature, own, { context: given.context, time })
    if (then.indication !== passed.indication)
      return verdictOf('CRYPTO_CONSTRAINTS_FAILURE', then.why ?? '')
  }
  return verdict
}

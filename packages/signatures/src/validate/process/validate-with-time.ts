// Validates a signature with its timestamps and long-term material (ETSI EN 319 102-1, 5.5).
import { isFresh } from '../../revocation/check-freshness.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { commonValidity } from '../../x509/validate-path.ts'
import { passed, verdictOf, type SubIndication, type Verdict } from '../report.ts'
import { acceptSignature } from './accept-signature.ts'
import type { SignatureDescription } from './types.ts'
import type { BasicFinding } from './validate-basic.ts'
import {
  pathWeaknesses,
  validateCertificate,
  type CertificateFinding,
} from './validate-certificate.ts'
import type { TimestampFinding } from './validate-timestamp.ts'
import type { Context } from './validation-context.ts'

export interface TimedFinding {
  verdict: Verdict
  bestTime: Date
  certificate: CertificateFinding | null
}

/** Step 2: what a proof of existence may still heal. */
const healable: ReadonlySet<SubIndication> = new Set([
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'TRY_LATER',
  'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
])

export interface TimedInput {
  basic: BasicFinding
  contentTimestamps: readonly TimestampFinding[]
  signatureTimestamps: readonly TimestampFinding[]
}

export function validateWithTime(
  signature: SignatureDescription,
  context: Context,
  input: TimedInput,
): TimedFinding {
  const { basic } = input
  const { certificate } = basic
  let bestTime = context.time
  const own = signature.certificate
  const sub = basic.verdict.subIndication
  const healing = sub === null || healable.has(sub)
  if (!healing || certificate === null || own === null)
    return { verdict: basic.verdict, bestTime, certificate }
  // Step 3: a token that does not pass is left out.
  const stamps = input.signatureTimestamps.filter(
    ({ verdict }) => verdict.indication === 'TOTAL-PASSED',
  )
  for (const { description } of stamps)
    if (description.token.time < bestTime) bestTime = description.token.time
  const answer = (verdict: Verdict): TimedFinding => ({ verdict, bestTime, certificate })
  const times = compareTimes(basic.verdict, certificate, bestTime)
  if (times !== null) return answer(times)
  if (sub === 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE') {
    // The service may have been trusted when the signature was proven to exist (TS 119 615, 4.4).
    const question = { role: 'signer', time: context.time, trustTime: bestTime } as const
    const again = validateCertificate(own, context, question)
    if (again.verdict.subIndication === sub) return answer(basic.verdict)
    const next = { verdict: again.verdict, certificate: again }
    return validateWithTime(signature, context, { ...input, basic: next })
  }
  const order =
    orderFault(stamps, input.contentTimestamps) ??
    delayFault(signature, stamps, { bestTime, context })
  if (order !== null) return answer(order)
  if (sub !== null && context.trust !== null) {
    const stale = staleAt(certificate, context, bestTime)
    if (stale !== null) return answer(stale)
  }
  // Steps 8 to 10: algorithms of the signature at the best time, those of the path now.
  const accepted = acceptSignature(signature, own, { context, time: bestTime })
  if (accepted.indication !== 'TOTAL-PASSED') return answer(accepted)
  if (context.trust === null) return answer(passed)
  const weak = pathWeaknesses(certificate, context, () => context.time).find(({ warns }) => !warns)
  if (weak !== undefined)
    return answer(verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', `the path uses ${weak.what}`))
  return answer(passed)
}

/** Step 4 a, b, d: revocation and validity of the certificate against the best time. */
function compareTimes(
  verdict: Verdict,
  certificate: CertificateFinding,
  bestTime: Date,
): Verdict | null {
  const { path, revokedAt, revocationNotAsked } = certificate
  const [own] = path
  const sub = verdict.subIndication
  if (own === undefined) return verdict
  if (sub === 'REVOKED_NO_POE' || sub === 'REVOKED_CA_NO_POE')
    if (revokedAt === null || revokedAt <= bestTime) return verdict
  if (sub === 'TRY_LATER' && certificate.onHold && (revokedAt === null || revokedAt <= bestTime))
    return verdict
  const bounded = sub === null || sub.startsWith('REVOKED') || sub.startsWith('OUT_OF_BOUNDS')
  if (bounded && bestTime < own.notBefore) return notYet(bestTime, own)
  if (sub === 'OUT_OF_BOUNDS_NO_POE' && !revocationNotAsked) return verdict
  if (sub === null) return null
  const common = commonValidity(path)
  const within = common !== null && bestTime <= common.until && bestTime >= common.from
  if (sub === 'OUT_OF_BOUNDS_NO_POE') return within ? null : verdict
  const expired = bestTime > own.notAfter
  if (sub === 'OUT_OF_BOUNDS_NOT_REVOKED' || sub.startsWith('REVOKED'))
    return expired
      ? verdictOf(
          'OUT_OF_BOUNDS_NOT_REVOKED',
          'nothing proves that the signature is older than the end of its certificate',
        )
      : null
  return null
}

/** Step 4 a i, b, d: what existed before its certificate was valid fails for good. */
function notYet(bestTime: Date, { notBefore }: Certificate): Verdict {
  const why = `it existed at ${bestTime.toISOString()}, before its certificate was valid at ${notBefore.toISOString()}`
  return verdictOf('NOT_YET_VALID', why)
}

/** Step 4 e: signature timestamps come after content timestamps (RFC 3161, 2.4.2). */
function orderFault(
  stamps: readonly TimestampFinding[],
  contents: readonly TimestampFinding[],
): Verdict | null {
  const before = contents.filter(({ verdict }) => verdict.indication === 'TOTAL-PASSED')
  const wrong = stamps.some((stamp) =>
    before.some(({ description }) => description.token.time > stamp.description.token.time),
  )
  if (!wrong) return null
  return verdictOf(
    'TIMESTAMP_ORDER_FAILURE',
    'a content timestamp is newer than one of the signature',
  )
}

/** Step 5. */
function delayFault(
  { claimedTime }: SignatureDescription,
  stamps: readonly TimestampFinding[],
  { bestTime, context }: { bestTime: Date; context: Context },
): Verdict | null {
  const delay = context.policy.timestampDelay
  if (delay === null || stamps.length === 0) return null
  if (claimedTime === null)
    return verdictOf(
      'SIG_CONSTRAINTS_FAILURE',
      'the signer claims no time to hold the delay against',
    )
  if (claimedTime.getTime() + delay * 1000 > bestTime.getTime()) return null
  return verdictOf('SIG_CONSTRAINTS_FAILURE', 'the timestamp came too late after the claimed time')
}

/**
 * Steps 6 and 7: data that are not fresh now may have been at the best time. What healed for another
 * reason is held to the same, for those data vouch for it too.
 */
function staleAt(finding: CertificateFinding, context: Context, time: Date): Verdict | null {
  const { verdict, facts, isMissing } = finding
  if (isMissing) return verdict
  if (context.policy.freshness.stale === 'warn') return null
  const fresh = [...facts.values()].every((fact) => isFresh(fact, time, context.policy))
  return fresh ? null : verdictOf('TRY_LATER', 'revocation data were not fresh at the best time')
}

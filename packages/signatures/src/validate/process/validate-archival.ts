// Validates a signature by what its archive timestamps prove (ETSI EN 319 102-1, 5.6.3).
import { tokenValue } from '../../tsa/token.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { passed, type SubIndication, type Verdict } from '../report.ts'
import { acceptSignature } from './accept-signature.ts'
import { extractPoe } from './extract-poe.ts'
import { validatePastSignature } from './past-signature.ts'
import type { PoeStore } from './poe.ts'
import type { SignatureDescription } from './types.ts'
import type { TimestampFinding } from './validate-timestamp.ts'
import { acceptToken, tokenAlgorithms } from './validate-timestamp.ts'
import type { TimedFinding } from './validate-with-time.ts'
import type { Context } from './validation-context.ts'

/** Step 3: what the past may heal. */
const healable: ReadonlySet<SubIndication> = new Set([
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'TRY_LATER',
])

export interface ArchivalFinding {
  verdict: Verdict
  bestTime: Date
  path: Certificate[] | null
  /** The timestamps as they stand after the past was looked at. */
  timestamps: TimestampFinding[]
}

export function isHealable({ subIndication }: Verdict): boolean {
  return subIndication !== null && healable.has(subIndication)
}

export function validateArchival(
  signature: SignatureDescription,
  context: Context,
  given: {
    timed: TimedFinding
    timestamps: readonly TimestampFinding[]
    poes: PoeStore
    /** Whether existence is proven by something outside the signature. */
    hasProofs: boolean
  },
): ArchivalFinding {
  const { timed, poes } = given
  poes.add(signature.signatureValue, timed.bestTime)
  const timestamps = judgeFromNewest(signature, context, given)
  const bestTime = poes.earliestOf(signature.signatureValue)
  const answer = (verdict: Verdict, path: Certificate[] | null): ArchivalFinding => ({
    verdict,
    bestTime,
    path,
    timestamps,
  })
  const { certificate } = timed
  const own = signature.certificate
  // Step 3: without anything that reaches into the past, the verdict of the present stands.
  const reaches =
    signature.archiveTimestamps.length > 0 ||
    given.hasProofs ||
    timed.verdict.subIndication === 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'
  if (timed.verdict.indication === 'TOTAL-PASSED') return answer(passed, null)
  if (!reaches || !isHealable(timed.verdict) || certificate === null || own === null)
    return answer(timed.verdict, null)
  const past = validatePastSignature(
    {
      role: 'signer',
      current: timed.verdict,
      certificate,
      value: signature.signatureValue,
      algorithms: signature.algorithms,
    },
    context,
    poes,
  )
  if (past.verdict.indication !== 'TOTAL-PASSED') return answer(past.verdict, past.path)
  return answer(acceptSignature(signature, own, { context, time: bestTime }), past.path)
}

/** Step 5: each timestamp is judged with what the newer ones prove. */
function judgeFromNewest(
  signature: SignatureDescription,
  context: Context,
  { timestamps, poes }: { timestamps: readonly TimestampFinding[]; poes: PoeStore },
): TimestampFinding[] {
  const order = [...timestamps].toSorted(
    (one, other) => other.description.token.time.getTime() - one.description.token.time.getTime(),
  )
  return order.map((finding) => {
    const after = judgeInPast(finding, context, poes)
    if (after.verdict.indication === 'TOTAL-PASSED') extractPoe(after, signature, { context, poes })
    return after
  })
}

function judgeInPast(
  finding: TimestampFinding,
  context: Context,
  poes: PoeStore,
): TimestampFinding {
  const { verdict, certificate, description } = finding
  if (certificate === null || !isHealable(verdict)) return finding
  const value = tokenValue(description.token)
  const algorithms = tokenAlgorithms(description)
  const target = { role: 'timestamp', current: verdict, certificate, value, algorithms } as const
  const past = validatePastSignature(target, context, poes)
  const after = {
    ...finding,
    verdict: past.verdict,
    certificate: { ...certificate, path: past.path },
  }
  if (past.verdict.indication !== 'TOTAL-PASSED') return after
  return { ...after, verdict: acceptToken(after, context, poes.earliestOf(value)) }
}

// Judges a described signature by the process of ETSI EN 319 102-1 and gives the report all forms share.
import { digestByName, type DigestName } from '../cms/algorithms.ts'
import { checkToken } from '../tsa/token.ts'
import { judgePath } from '../validate/build-path.ts'
import type { SignatureDescription, TimestampDescription } from '../validate/process/types.ts'
import { passed, verdictOf, type SignatureReport, type Verdict } from '../validate/report.ts'
import { mayBeUsedFor, nameOfSubject, type Certificate } from '../x509/certificate.ts'
import type { Described } from './description.ts'

export interface JudgeOptions {
  /** Trusted certificates; without them the verdict is technical: integrity and form. */
  anchors?: readonly Certificate[]
  /** The time of validation; by default now. */
  time?: Date
}

export function judgeDescribed(
  { signature, warnings }: Described,
  options: JudgeOptions,
): SignatureReport {
  const { certificate } = signature
  const time = options.time ?? new Date()
  const anchors = options.anchors ?? null
  const report: SignatureReport = {
    ...passed,
    kind: 'signature',
    fields: [],
    level: signature.baseLevel,
    signer: certificate === null ? null : nameOfSubject(certificate),
    claimedTime: signature.claimedTime?.toISOString() ?? null,
    bestTime: time,
    coverage: 'unclear',
    modifications: [],
    timestamps: [],
    warnings: [...warnings],
  }
  const early = earlyVerdict(signature)
  if (early !== null || certificate === null)
    return { ...report, ...(early ?? verdictOf('NO_SIGNING_CERTIFICATE_FOUND', 'none')) }
  for (const stamp of signature.signatureTimestamps) {
    const why = stampFault(stamp, { anchors, time })
    if (why !== null) {
      report.warnings.push(`the timestamp does not count: ${why}`)
      continue
    }
    if (report.level === 'B-B') report.level = 'B-T'
    if (stamp.token.time < report.bestTime) report.bestTime = stamp.token.time
  }
  for (const stamp of signature.archiveTimestamps) {
    const why = stampFault(stamp, { anchors, time })
    if (why !== null) report.warnings.push(`the archive timestamp does not count: ${why}`)
    else if (report.level === 'B-T') report.level = 'B-LTA'
  }
  return { ...report, ...pathVerdict(signature, certificate, { report, anchors, time }) }
}

/** The report of a signature whose form cannot be read. */
export function brokenReport(why: string, { time }: JudgeOptions): SignatureReport {
  return {
    ...verdictOf('FORMAT_FAILURE', why),
    kind: 'signature',
    fields: [],
    level: 'not baseline',
    signer: null,
    claimedTime: null,
    bestTime: time ?? new Date(),
    coverage: 'unclear',
    modifications: [],
    timestamps: [],
    warnings: [],
  }
}

function earlyVerdict(signature: SignatureDescription): Verdict | null {
  const { formatFault, certificateFault, cryptoFault, constraintFault } = signature
  if (formatFault !== null) return verdictOf('FORMAT_FAILURE', formatFault)
  if (certificateFault !== null) return verdictOf('NO_SIGNING_CERTIFICATE_FOUND', certificateFault)
  if (cryptoFault !== null) return verdictOf(cryptoFault.subIndication, cryptoFault.why)
  if (constraintFault !== null) return verdictOf('SIG_CONSTRAINTS_FAILURE', constraintFault)
  return null
}

function stampFault(
  stamp: TimestampDescription,
  { anchors, time }: { anchors: readonly Certificate[] | null; time: Date },
): string | null {
  if (stamp.fault !== null) return stamp.fault
  const { fault, certificate } = checkToken(
    stamp.token,
    (name: DigestName) => stamp.digestOf(name) ?? new Uint8Array(),
  )
  if (fault !== null || certificate === null) return fault ?? ''
  const known = stamp.token.message.certificates
  return judgePath(certificate, { anchors, known, time, proven: false }).why
}

function pathVerdict(
  signature: SignatureDescription,
  certificate: Certificate,
  given: { report: SignatureReport; anchors: readonly Certificate[] | null; time: Date },
): Verdict {
  const { report, anchors, time } = given
  const proven = report.bestTime < time
  const known = signature.material.certificates
  const path = judgePath(certificate, { anchors, known, time: report.bestTime, proven })
  if (path.indication !== 'TOTAL-PASSED') return path
  if (!mayBeUsedFor(certificate, 0) && !mayBeUsedFor(certificate, 1))
    return verdictOf('SIG_CONSTRAINTS_FAILURE', 'the certificate is not for signatures')
  const weak = signature.algorithms.find(
    ({ digest }) => digest !== null && digestByName(digest).use === 'weak',
  )
  if (weak === undefined) return passed
  const why = `${weak.what} uses ${weak.digest ?? ''}`
  if (anchors !== null) return verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', why)
  report.warnings.push(why)
  return passed
}

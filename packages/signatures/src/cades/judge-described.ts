// Judges a described signature by the processes of ETSI EN 319 102-1 and gives the report all forms share.
import type { SignatureDescription } from '../validate/process/types.ts'
import { judgeSignature } from '../validate/process/judge-signature.ts'
import { verdictOf, type SignatureReport } from '../validate/report.ts'
import { contextOf, type ValidateOptions } from '../validate/validate-pdf.ts'
import { nameOfSubject } from '../x509/certificate.ts'
import type { Described } from './description.ts'

/** Whom to trust, by which policy, at which time: as for PDF. */
export type JudgeOptions = ValidateOptions

export function judgeDescribed(
  { signature, warnings }: Described,
  options: JudgeOptions,
): SignatureReport {
  const judged = judgeSignature(signature, contextOf(options))
  const { indication, subIndication, why, level, bestTime, timestamps } = judged
  return {
    ...emptyReport(signature, options),
    indication,
    subIndication,
    why,
    level,
    bestTime,
    timestamps,
    warnings: [...new Set([...warnings, ...judged.warnings])],
  }
}

/** The report of a signature whose form cannot be read. */
export function brokenReport(why: string, options: JudgeOptions): SignatureReport {
  return emptyReport({ certificate: null, claimedTime: null }, options, why)
}

function emptyReport(
  { certificate, claimedTime }: Pick<SignatureDescription, 'certificate' | 'claimedTime'>,
  { time }: JudgeOptions,
  why = '',
): SignatureReport {
  return {
    ...verdictOf('FORMAT_FAILURE', why),
    kind: 'signature',
    fields: [],
    level: 'not baseline',
    signer: certificate === null ? null : nameOfSubject(certificate),
    claimedTime: claimedTime?.toISOString() ?? null,
    bestTime: time ?? new Date(),
    coverage: 'unclear',
    modifications: [],
    timestamps: [],
    warnings: [],
  }
}

// Validates the signatures of a PDF by the processes of ETSI EN 319 102-1, up to archival validation.
import { compareRevisions } from '../diff/compare-revisions.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import type { Source } from '../pdf/source.ts'
import { defaultPolicy, type Policy } from '../policy/policy.ts'
import { SignatureError } from '../signature-error.ts'
import { anchorsFrom, type TrustAnchor } from '../trust/anchors.ts'
import { nameOfSubject, type Certificate } from '../x509/certificate.ts'
import {
  broken,
  archiveTimestampsOver,
  describeSignature,
  describeTimestamp,
  examineSignatures,
  type Examined,
} from './describe-pdf.ts'
import { findSignatures } from './find-signatures.ts'
import { judgeChanges } from './judge-changes.ts'
import { judgeSignature, judgeTimestamp } from './process/judge-signature.ts'
import type { ProcessReport, ValidationContext, ValidationMaterial } from './process/types.ts'
import { readDss } from './read-dss.ts'
import { verdictOf, type SignatureReport, type Verdict } from './report.ts'

export interface ValidateOptions {
  /** Certificates that are trusted at all times. */
  anchors?: readonly Certificate[]
  /** Anchors with the times they are trusted at, as from a trust list. */
  trust?: readonly TrustAnchor[]
  /** By default `defaultPolicy`. */
  policy?: Policy
  /** The time of validation; by default now. */
  time?: Date
  /** Fetched or kept certificates and revocation data (`collectValidationData`). */
  material?: ValidationMaterial
  /** Existence that is proven elsewhere, as by a register. */
  proofs?: ValidationContext['proofs']
}

export interface PdfReport {
  signatures: SignatureReport[]
  /** Why the document as a whole could not be read; null when it could. */
  refused: SignatureError | null
}

/**
 * Validates all signatures and document timestamps. Without `anchors` and `trust` the verdict is
 * technical: integrity, form and changes. Broken documents do not throw: the report says why they
 * were refused. Nothing is fetched; revocation data are those of the document and of `material`.
 */
export function validatePdf(input: Uint8Array | Source, options: ValidateOptions = {}): PdfReport {
  try {
    const document = openPdf(input)
    const examined = examineSignatures(document, findSignatures(document))
    const given = { document, examined, context: contextOf(options), store: readDss(document) }
    return { signatures: examined.map((one) => judgeSafely(one, given)), refused: null }
  } catch (error) {
    if (error instanceof SignatureError) return { signatures: [], refused: error }
    throw error
  }
}

/** What the processes are told by the options, the same for every form. */
export function contextOf(options: ValidateOptions): ValidationContext {
  const { anchors, trust, material, proofs } = options
  const none = anchors === undefined && trust === undefined
  return {
    trust: none ? null : [...anchorsFrom(anchors ?? []), ...(trust ?? [])],
    policy: options.policy ?? defaultPolicy,
    time: options.time ?? new Date(),
    ...(material === undefined ? {} : { material }),
    ...(proofs === undefined ? {} : { proofs }),
  }
}

interface Given {
  document: PdfDocument
  examined: readonly Examined[]
  context: ValidationContext
  store: ValidationMaterial
}

function judgeSafely(one: Examined, given: Given): SignatureReport {
  const report: SignatureReport = {
    ...verdictOf('FORMAT_FAILURE', one.fault ?? ''),
    kind: one.kind,
    fields: one.found.fields,
    level: 'not baseline',
    signer: null,
    claimedTime: one.found.claimedTime,
    bestTime: given.context.time,
    coverage:
      one.coverage === null ? 'unclear' : one.coverage.wholeFile ? 'entire-file' : 'revision',
    modifications: [],
    timestamps: [],
    warnings: [],
  }
  try {
    return judge(one, report, given)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { ...report, ...verdictOf('FORMAT_FAILURE', error.message) }
  }
}

function judge(one: Examined, report: SignatureReport, given: Given): SignatureReport {
  const { coverage } = one
  if (coverage === null) return report
  const { judged, faults, signer } = processOf(one, given)
  const whole: SignatureReport = {
    ...report,
    signer: signer === null ? null : nameOfSubject(signer),
    bestTime: judged.bestTime,
    level: judged.level,
    timestamps: judged.timestamps,
    warnings: [...faults, ...judged.warnings],
  }
  const verdict: Verdict = {
    indication: judged.indication,
    subIndication: judged.subIndication,
    why: judged.why,
  }
  // 5.1.3: what is wrong with the bytes comes before what is wrong with the certificate.
  if (verdict.indication === 'TOTAL-FAILED') return { ...whole, ...verdict }
  const { uncoveredFrom, endsInSpace } = given.document
  if (uncoveredFrom !== null && endsInSpace)
    whole.warnings.push(`from byte ${uncoveredFrom} on there is white space of no revision`)
  else if (uncoveredFrom !== null) {
    const why = `from byte ${uncoveredFrom} on there are data of no revision`
    return { ...whole, ...verdictOf('FORMAT_FAILURE', why) }
  }
  const found = coverage.wholeFile ? [] : compareRevisions(coverage.signed, given.document)
  const changes = judgeChanges(coverage.signed, one.found, found)
  whole.modifications = changes.changes
  whole.warnings.push(...changes.warnings)
  return {
    ...whole,
    ...(changes.verdict.indication === 'TOTAL-PASSED' ? verdict : changes.verdict),
  }
}

function processOf(
  one: Examined,
  { examined, context, store }: Given,
): { judged: ProcessReport; faults: string[]; signer: Certificate | null } {
  if (one.kind === 'signature') {
    const description = describeSignature(one, examined, store)
    const judged = judgeSignature(description, context)
    return { judged, faults: description.faults, signer: description.certificate }
  }
  const stamp = one.fault === null ? describeTimestamp(one, examined) : null
  const empty = {
    ...broken(one.fault),
    archiveTimestamps: archiveTimestampsOver(one, examined),
    material: store,
  }
  if (stamp === null) return { judged: judgeSignature(empty, context), faults: [], signer: null }
  const judged = judgeTimestamp(stamp, empty, context)
  return { judged, faults: [], signer: judged.chain[0] ?? null }
}

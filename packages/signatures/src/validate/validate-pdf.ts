// Validates the signatures of a PDF: the basic process of ETSI EN 319 102-1, 5.3, with signature timestamps.
import { createHash } from 'node:crypto'
import type { DigestName } from '../cms/algorithms.ts'
import { compareRevisions } from '../diff/compare-revisions.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import type { Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import type { Certificate } from '../x509/certificate.ts'
import { collides, coverageOf, findSignatures, type FoundSignature } from './find-signatures.ts'
import { judgeChanges } from './judge-changes.ts'
import { judgeMessage, judgeTimestamp, type Judged } from './judge-message.ts'
import { passed, verdictOf, type SignatureReport, type Verdict } from './report.ts'

export interface ValidateOptions {
  /** Trusted certificates; without them the verdict is technical: integrity, form and changes. */
  anchors?: readonly Certificate[]
  /** The time of validation; by default now. */
  time?: Date
}

export interface PdfReport {
  signatures: SignatureReport[]
  /** Why the document as a whole could not be read; null when it could. */
  refused: SignatureError | null
}

/**
 * Validates all signatures and document timestamps. Broken documents do not throw: the report says
 * why they were refused. Revocation is not asked, and every report with anchors says so.
 */
export function validatePdf(input: Uint8Array | Source, options: ValidateOptions = {}): PdfReport {
  try {
    const document = openPdf(input)
    const found = findSignatures(document)
    return {
      signatures: found.map((one) => judgeOne(document, one, { options, found })),
      refused: null,
    }
  } catch (error) {
    if (error instanceof SignatureError) return { signatures: [], refused: error }
    throw error
  }
}

function judgeOne(
  document: PdfDocument,
  found: FoundSignature,
  given: { options: ValidateOptions; found: readonly FoundSignature[] },
): SignatureReport {
  const { options } = given
  const others = given.found.filter((one) => one !== found)
  const kind = found.subFilter === 'ETSI.RFC3161' ? 'document-timestamp' : 'signature'
  const report: SignatureReport = {
    kind,
    fields: found.fields,
    ...passed,
    level: 'not baseline',
    signer: null,
    claimedTime: found.claimedTime,
    bestTime: options.time ?? new Date(),
    coverage: 'unclear',
    modifications: [],
    warnings: [],
  }
  try {
    const verdict = judge(document, found, { report, options, others })
    return { ...report, ...verdict }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { ...report, ...verdictOf('FORMAT_FAILURE', error.message) }
  }
}

function judge(
  document: PdfDocument,
  found: FoundSignature,
  given: { report: SignatureReport; options: ValidateOptions; others: readonly FoundSignature[] },
): Verdict {
  const { report, options, others } = given
  const coverage = coverageOf(document, found)
  if (!coverage.ok) return verdictOf('FORMAT_FAILURE', coverage.why)
  if (collides(document, coverage.ranges, others))
    return verdictOf('FORMAT_FAILURE', 'the ranges of another signature cross those of this one')
  report.coverage = coverage.wholeFile ? 'entire-file' : 'revision'
  const message = found.contents?.bytes ?? new Uint8Array()
  const digestContent = digestOver(document.source, coverage.ranges)
  const subject = {
    message,
    digestContent,
    anchors: options.anchors ?? null,
    time: report.bestTime,
  }
  const judged: Judged =
    report.kind === 'signature'
      ? judgeMessage({ ...subject, subFilter: found.subFilter })
      : judgeTimestamp(subject)
  report.signer = judged.signer
  report.bestTime = judged.bestTime
  report.level = judged.level
  report.warnings.push(...judged.warnings)
  // 5.1.3: what is wrong with the bytes comes before what is wrong with the certificate.
  if (judged.verdict.indication === 'TOTAL-FAILED') return judged.verdict
  if (document.uncoveredFrom !== null) {
    const why = `from byte ${document.uncoveredFrom} on there are data of no revision`
    return verdictOf('FORMAT_FAILURE', why)
  }
  const modifications = coverage.wholeFile ? [] : compareRevisions(coverage.signed, document)
  const { verdict, warnings, changes } = judgeChanges(coverage.signed, found, modifications)
  report.modifications = changes
  report.warnings.push(...warnings)
  return verdict.indication === 'TOTAL-PASSED' ? judged.verdict : verdict
}

/** Digests of the two ranges, each computed once. */
function digestOver(
  source: Source,
  [a, b, c, d]: readonly [number, number, number, number],
): (name: DigestName) => Uint8Array {
  const known = new Map<DigestName, Uint8Array>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const hash = createHash(name)
    source.feed(a, a + b, (piece) => void hash.update(piece))
    source.feed(c, c + d, (piece) => void hash.update(piece))
    const digest = new Uint8Array(hash.digest())
    known.set(name, digest)
    return digest
  }
}

// Judges one file and puts the answer into the form that programs are promised.
import {
  type Certificate,
  type PdfReport,
  SignatureError,
  type SignatureReport,
  describeSignatureError,
  validatePdf,
} from '@rimaq/signatures'
import { openInput } from './signature-input.ts'
import type { CliLang } from './verb.ts'

/** One signature as `rimaq verify --json` writes it. */
export interface SignatureAnswer {
  /** As ETSI EN 319 102-1 spells it. */
  indication: SignatureReport['indication']
  subIndication: string | null
  level: string
  /** ISO 8601; null where the document could not be read. */
  bestTime: string | null
  coverage: SignatureReport['coverage']
  modifications: SignatureReport['modifications']
  signer: string | null
  warnings: string[]
  why: string | null
  kind: SignatureReport['kind']
  fields: string[]
  claimedTime: string | null
}

export interface FileAnswer {
  /** As it was named. */
  file: string
  signatures: SignatureAnswer[]
}

export interface Judging {
  /** Null for a technical verdict. */
  anchors: readonly Certificate[] | null
  /** The time of validation; by default now. */
  time?: Date
  lang: CliLang
}

/** Throws UsageError when the file cannot be opened; whatever is wrong inside it is an answer. */
export function verifyFile(file: string, judging: Judging): FileAnswer {
  const { anchors, time, lang } = judging
  const input = openInput(file)
  try {
    const options = { ...(anchors === null ? {} : { anchors }), ...(time ? { time } : {}) }
    const report = validatePdf(input.source, options)
    return { file, signatures: answersOf(report, lang) }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { file, signatures: [refusal(error, lang)] }
  } finally {
    input.close()
  }
}

function answersOf({ signatures, refused }: PdfReport, lang: CliLang): SignatureAnswer[] {
  if (refused !== null) return [refusal(refused, lang)]
  return signatures.map((one) => ({
    indication: one.indication,
    subIndication: one.subIndication,
    level: one.level,
    bestTime: one.bestTime.toISOString(),
    coverage: one.coverage,
    modifications: one.modifications,
    signer: one.signer,
    warnings: one.warnings,
    why: one.why,
    kind: one.kind,
    fields: one.fields,
    claimedTime: one.claimedTime,
  }))
}

/**
 * A document that was refused, as one answer, so that nobody takes an empty list for good news: a
 * form that is not that of its standard fails (EN 319 102-1, 5.2.2), data that cannot be had leave
 * it open (5.2.7.4).
 */
function refusal(error: SignatureError, lang: CliLang): SignatureAnswer {
  const open = ['password-needed', 'too-large', 'unsupported', 'file-changed'].includes(error.code)
  return {
    indication: open ? 'INDETERMINATE' : 'TOTAL-FAILED',
    subIndication: open ? 'SIGNED_DATA_NOT_FOUND' : 'FORMAT_FAILURE',
    level: 'not baseline',
    bestTime: null,
    coverage: 'unclear',
    modifications: [],
    signer: null,
    warnings: [],
    why: describeSignatureError(error, lang),
    kind: 'signature',
    fields: [],
    claimedTime: null,
  }
}

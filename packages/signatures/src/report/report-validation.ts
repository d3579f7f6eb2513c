// Makes of a validation a report for programs and for people, in the sense of ETSI TS 119 102-2.
import { describeModification } from '../diff/modification.ts'
import { describeSignatureError, type SignatureErrorCode } from '../signature-error.ts'
import type { SignatureError } from '../signature-error.ts'
import { wordFor, type Indication, type SignatureReport } from '../validate/report.ts'
import { claimedTime, describeSignature, provenBy, type Described } from './describe-signature.ts'

/** Its name and edition; an entry may be added within an edition, none is renamed or taken away. */
export const REPORT_SCHEMA = 'rimaq-signature-report/1'

type Word = ReturnType<typeof wordFor>

export interface JsonReport {
  schema: typeof REPORT_SCHEMA
  /** TS 119 102-2, 4.2: what was judged, when, by what. */
  document: { name: string | null; bytes: number | null; sha256: string | null }
  validationTime: string
  /** Whether nobody's name was checked: a verdict on form, integrity and changes alone. */
  technical: boolean
  /** Of all signatures together; null when there is none. */
  overall: { indication: Indication | null; word: Word | null; es: string; en: string }
  /** Why the document could not be read; null when it could. */
  refused: { code: string; es: string; en: string } | null
  signatures: JsonSignature[]
}

export interface JsonSignature {
  kind: SignatureReport['kind']
  fields: string[]
  indication: Indication
  subIndication: string | null
  word: Word
  level: string
  signer: string | null
  /** TS 119 102-2, 4.3.5: the best proof that the signature existed, and what gives it. */
  bestTime: { time: string; proof: 'timestamp' | 'validation' }
  claimedTime: string | null
  coverage: SignatureReport['coverage']
  modifications: JsonModification[]
  timestamps: JsonTimestamp[]
  /** The reason and the warnings for technicians, in English. */
  detail: { why: string | null; warnings: string[] }
  es: Described
  en: Described
}

export interface JsonTimestamp {
  /** Over the content, over the signature, or over everything up to then. */
  kind: 'content' | 'signature' | 'archive'
  time: string
  authority: string | null
  indication: Indication
  subIndication: string | null
}

export interface JsonModification {
  kind: string
  code: string
  class: 'permitted' | 'permitted-with-warning' | 'undefined'
  field: string | null
  page: number | null
  /** Left, bottom, right, top in points. */
  box: [number, number, number, number] | null
  es: string
  en: string
}

export interface ReportOptions {
  /** The time of validation. */
  time: Date
  /** Whether it was judged without trust anchors; false by default. */
  technical?: boolean
  name?: string
  bytes?: number
  /** SHA-256 of the file in hexadecimal. */
  sha256?: string
}

/** What `validatePdf`, `validateCades`, `validateXades` and `validateAsic` have in common. */
export interface Validation {
  signatures: readonly SignatureReport[]
  refused: SignatureError | null
}

/** The report as an object that `JSON.stringify` writes; report.schema.json describes its entries. */
export function reportValidation(report: Validation, options: ReportOptions): JsonReport {
  const { refused } = report
  return {
    schema: REPORT_SCHEMA,
    document: {
      name: options.name ?? null,
      bytes: options.bytes ?? null,
      sha256: options.sha256 ?? null,
    },
    validationTime: options.time.toISOString(),
    technical: options.technical === true,
    overall: overallOf(report),
    refused:
      refused === null
        ? null
        : {
            code: refused.code,
            es: describeSignatureError(refused, 'es'),
            en: describeSignatureError(refused, 'en'),
          },
    signatures: report.signatures.map((one) => signatureOf(one, options.technical === true)),
  }
}

function signatureOf(one: SignatureReport, technical: boolean): JsonSignature {
  const { kind, fields, indication, subIndication, level, signer, coverage } = one
  return {
    kind,
    fields: [...fields],
    indication,
    subIndication,
    word: wordFor(indication),
    level,
    signer,
    bestTime: {
      time: one.bestTime.toISOString(),
      proof: provenBy(one) !== null ? 'timestamp' : 'validation',
    },
    claimedTime: claimedTime(one.claimedTime)?.toISOString() ?? null,
    coverage,
    modifications: one.modifications.map((change) => ({
      kind: change.kind,
      code: change.code,
      class: change.class,
      field: change.field ?? null,
      page: change.place?.page ?? null,
      box: change.place?.box ?? null,
      es: describeModification(change, 'es'),
      en: describeModification(change, 'en'),
    })),
    timestamps: one.timestamps.map(({ kind, time, authority, indication, subIndication }) => ({
      kind,
      time: time.toISOString(),
      authority,
      indication,
      subIndication,
    })),
    detail: { why: one.why, warnings: [...one.warnings] },
    es: describeSignature(one, 'es', technical),
    en: describeSignature(one, 'en', technical),
  }
}

/** A document that could not be looked at, which says nothing about it: 5.2.7.4 leaves that open. */
const leavesOpen: ReadonlySet<SignatureErrorCode> = new Set([
  'password-needed',
  'too-large',
  'time-limit',
  'unsupported',
  'file-changed',
])

const unreadable = {
  broken: {
    indication: 'TOTAL-FAILED',
    word: 'NO VÁLIDO',
    es: 'NO VÁLIDO. El archivo no tiene la forma debida, y un archivo firmado no se repara: se pide otra vez.',
    en: 'NO VÁLIDO (not valid). The file does not have the right form, and a signed file is not repaired: ask for it again.',
  },
  open: {
    indication: 'INDETERMINATE',
    word: 'INDETERMINADO',
    es: 'INDETERMINADO. El archivo no se pudo leer entero, y por eso nada se sabe de sus firmas.',
    en: 'INDETERMINADO (undetermined). The file could not be read as a whole, so nothing is known about its signatures.',
  },
} as const

/**
 * The verdict on the document: the worst of its signatures. A document timestamp that fails costs
 * proof of time, not the signatures; it decides only where there is nothing else.
 */
function overallOf({ signatures, refused }: Validation): JsonReport['overall'] {
  const people = signatures.filter(({ kind }) => kind === 'signature')
  const decisive = people.length > 0 ? people : signatures
  const rank: readonly Indication[] = ['TOTAL-FAILED', 'INDETERMINATE', 'TOTAL-PASSED']
  const worst = rank.find((one) => decisive.some(({ indication }) => indication === one))
  const count = decisive.length
  if (refused !== null) return unreadable[leavesOpen.has(refused.code) ? 'open' : 'broken']
  if (worst === undefined)
    return {
      indication: null,
      word: null,
      es: 'El documento no tiene firmas.',
      en: 'The document has no signatures.',
    }
  const word = wordFor(worst)
  const good = decisive.filter(({ indication }) => indication === 'TOTAL-PASSED').length
  const english = { VÁLIDO: 'valid', 'NO VÁLIDO': 'not valid', INDETERMINADO: 'undetermined' }[word]
  return {
    indication: worst,
    word,
    es: `${word}. ${good} de ${count} ${count === 1 ? 'firma vale' : 'firmas valen'}.`,
    en: `${word} (${english}). ${good} of ${count} ${count === 1 ? 'signature is' : 'signatures are'} valid.`,
  }
}

/** The report as lines of text for a terminal or a page without form. */
export function reportText(report: JsonReport, language: 'es' | 'en'): string {
  const es = language === 'es'
  const lines = [es ? report.overall.es : report.overall.en]
  if (report.refused !== null) lines.push(es ? report.refused.es : report.refused.en)
  for (const [index, one] of report.signatures.entries()) {
    const said = one[language]
    const name = one.kind === 'signature' ? ['Firma', 'Signature'] : ['Sello', 'Timestamp']
    lines.push('', `${es ? name[0] : name[1]} ${index + 1} · ${said.verdict}`)
    const parts = [said.who, said.when, said.covers, ...said.changes, ...said.missing]
    for (const part of parts) lines.push(`  ${part}`)
    for (const todo of said.todo) lines.push(`  → ${todo}`)
  }
  return `${lines.join('\n')}\n`
}

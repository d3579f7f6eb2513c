// Judges one file of any form and puts the answer into the form that programs are promised.
import {
  type JsonReport,
  SignatureError,
  type SignatureReport,
  type ValidateOptions,
  describeSignatureError,
  formByContent,
  reportValidation,
  validateAsic,
  validateCades,
  validatePdf,
  validateXades,
  type Source,
} from '@rimaq/signatures'
import { openInput, readSmall } from './signature-input.ts'
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
  modifications: Judged['modifications']
  signer: string | null
  warnings: string[]
  why: string | null
  kind: SignatureReport['kind']
  fields: string[]
  claimedTime: string | null
  timestamps: Judged['timestamps']
  /** In the language asked for; null where the document could not be read. */
  sentences: Judged['es'] | null
}

type Judged = JsonReport['signatures'][number]

export interface FileAnswer {
  /** As it was named. */
  file: string
  signatures: SignatureAnswer[]
}

export interface Judging {
  options: ValidateOptions
  /** What was signed, for signatures that lie apart from it. */
  content?: string
  lang: CliLang
}

type Report = Pick<Awaited<ReturnType<typeof validateXades>>, 'refused'> & {
  signatures: readonly SignatureReport[]
}

/** Throws UsageError when the file cannot be opened; whatever is wrong inside it is an answer. */
export async function verifyFile(file: string, judging: Judging): Promise<FileAnswer> {
  const { lang } = judging
  const input = openInput(file)
  try {
    const { signatures, refused } = await reportOn(input.source, judging)
    if (refused !== null) return { file, signatures: [refusal(refused, lang)] }
    const { time = new Date(), anchors, trust } = judging.options
    const technical = anchors === undefined && trust === undefined
    const told = reportValidation({ signatures, refused }, { time, technical })
    return { file, signatures: told.signatures.map((one) => answerOf(one, lang)) }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { file, signatures: [refusal(error, lang)] }
  } finally {
    input.close()
  }
}

/** The form is told by the first bytes; names may lie. */
async function reportOn(source: Source, { options, content }: Judging): Promise<Report> {
  const form = formByContent(source)
  if (form === 'pdf') return validatePdf(source, options)
  // All other forms are read whole; they are small, or containers with limits of their own.
  const bytes = source.read(0, source.size)
  const given = content === undefined ? {} : { content: new Uint8Array(readSmall(content)) }
  if (form === 'asic') return validateAsic(bytes, options)
  if (form === 'xml') return validateXades(bytes, { ...options, ...given })
  if (form === 'cms') return validateCades(bytes, { ...options, ...given })
  const head = Buffer.from(bytes.subarray(0, 100)).toString('latin1')
  if (/^\s*(\{|eyJ)/.test(head)) throw new SignatureError('unsupported', { what: 'JAdES' })
  return validatePdf(source, options)
}

function answerOf(one: Judged, lang: CliLang): SignatureAnswer {
  const { detail, bestTime, es, en, word: _, ...rest } = one
  const sentences = lang === 'es' ? es : en
  return { ...rest, ...detail, bestTime: bestTime.time, sentences }
}

/**
 * A document that was refused, as one answer, so that nobody takes an empty list for good news: a
 * form that is not that of its standard fails (EN 319 102-1, 5.2.2), data that cannot be had leave
 * it open (5.2.7.4).
 */
function refusal(error: SignatureError, lang: CliLang): SignatureAnswer {
  const open = [
    'password-needed',
    'too-large',
    'unsupported',
    'file-changed',
    'time-limit',
  ].includes(error.code)
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
    timestamps: [],
    sentences: null,
  }
}

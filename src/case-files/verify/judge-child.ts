// Runs in a disposable child: judges one file of a stranger, and says which earlier states are within it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  type FormOfFile,
  type JsonReport,
  SignatureError,
  type TrustAnchor,
  bytesSource,
  formByContent,
  openPdf,
  reportValidation,
  validateAsic,
  validateCades,
  validatePdf,
  validateXades,
} from '@rimaq/signatures'

export interface JudgeInput {
  path: string
  anchors: TrustAnchor[]
  /** ISO 8601: the time of validation. */
  time: string
}

export interface Judged {
  form: FormOfFile
  sha256: string
  bytes: number
  /** SHA-256 of the file as it was before each later revision, the newest first; not the whole. */
  earlier: string[]
  report: JsonReport
}

/** Of files with more revisions only the newest are looked at. */
const mostRevisions = 50

type Validation = Parameters<typeof reportValidation>[0]

export async function run(input: unknown): Promise<Judged> {
  const { path, anchors, time } = input as JudgeInput
  const bytes = new Uint8Array(readFileSync(path))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const form = formByContent(bytesSource(bytes))
  const at = new Date(time)
  const options = { trust: anchors, time: at }
  const validation = await validationOf(form, bytes, options)
  const report = reportValidation(validation, { time: at, bytes: bytes.length, sha256 })
  const earlier = form === 'pdf' ? earlierStates(bytes) : []
  return { form, sha256, bytes: bytes.length, earlier, report }
}

/** A file that cannot be read is an answer, not a fault. */
async function validationOf(
  form: FormOfFile,
  bytes: Uint8Array,
  options: { trust: TrustAnchor[]; time: Date },
): Promise<Validation> {
  try {
    if (form === 'pdf') return validatePdf(bytes, options)
    if (form === 'asic') return await validateAsic(bytes, options)
    if (form === 'xml') return await validateXades(bytes, options)
    if (form === 'cms') return validateCades(bytes, options)
    throw new SignatureError('unsupported', { what: 'The form of this file' })
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { signatures: [], refused: error }
  }
}

/** What a PDF was before something was put behind it: that it is whole does not depend on its reader. */
function earlierStates(bytes: Uint8Array): string[] {
  const ends = new Set<number>()
  try {
    for (const { end } of openPdf(bytes).revisions) ends.add(end)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
  }
  return [...ends]
    .filter((end) => end > 0 && end < bytes.length)
    .toSorted((one, other) => other - one)
    .slice(0, mostRevisions)
    .map((end) => createHash('sha256').update(bytes.subarray(0, end)).digest('hex'))
}

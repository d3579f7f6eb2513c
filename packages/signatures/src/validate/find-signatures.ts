// Finds every signature value of all revisions, with the bytes it covers (ISO 32000-2, 12.8.1).
import { signatureFields, textOfString } from '../pades/fields.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { countOf, nameOf, PdfDict, PdfRef, PdfString } from '../pdf/objects.ts'
import { firstBytes } from '../pdf/source.ts'
import { writeValue } from '../pdf/write-value.ts'
import { SignatureError } from '../signature-error.ts'

export interface FoundSignature {
  fields: string[]
  dict: PdfDict
  subFilter: string | null
  claimedTime: string | null
  contents: PdfString | null
  /** Whether the newest state still has it in its field, as it was. */
  current: boolean
}

export type Coverage =
  | { ok: true; ranges: [number, number, number, number]; signed: PdfDocument; wholeFile: boolean }
  | { ok: false; why: string }

const MOST_REVISIONS = 200

/**
 * All signatures, the oldest first. Each is read from the revision that brought it, so a later one
 * cannot rename it, redate it or take it away unseen.
 * @throws SignatureError
 */
export function findSignatures(document: PdfDocument): FoundSignature[] {
  const { revisions, limits } = document
  if (revisions.length > MOST_REVISIONS)
    throw new SignatureError('too-large', { what: 'Revisions', limit: MOST_REVISIONS })
  const found = new Map<string, FoundSignature>()
  for (const { end } of revisions.slice(0, -1)) {
    let earlier: PdfDocument
    try {
      earlier = openPdf(firstBytes(document.source, end), { limits })
    } catch (error) {
      // The front of a linearised file is no document by itself; others are judged by coverage.
      if (error instanceof SignatureError && error.code === 'malformed-pdf') continue
      throw error
    }
    collect(earlier, found)
  }
  const before = new Map([...found].map(([key, one]) => [key, writeValue(one.dict)]))
  for (const one of found.values()) one.current = false
  const newest = new Map<string, FoundSignature>()
  collect(document, newest)
  for (const [key, one] of newest) {
    const known = found.get(key)
    if (known === undefined) found.set(key, one)
    else {
      known.fields = [...new Set([...known.fields, ...one.fields])]
      known.current = before.get(key) === writeValue(one.dict)
    }
  }
  return [...found.values()]
}

function collect(document: PdfDocument, found: Map<string, FoundSignature>): void {
  for (const field of signatureFields(document)) {
    const held = field.dict.get('V')
    const dict = document.resolve(held)
    if (!(dict instanceof PdfDict)) continue
    const value = document.at(dict, 'Contents')
    const contents = value instanceof PdfString ? value : null
    const at = held instanceof PdfRef ? `object ${held.number}` : `field ${field.name}`
    const key = contents !== null && contents.start >= 0 ? `byte ${contents.start}` : at
    const known = found.get(key)
    if (known !== undefined) {
      if (!known.fields.includes(field.name)) known.fields.push(field.name)
      continue
    }
    found.set(key, {
      fields: [field.name],
      dict,
      subFilter: nameOf(document.at(dict, 'SubFilter')),
      claimedTime: textOfString(document.at(dict, 'M')),
      contents,
      current: true,
    })
  }
}

/**
 * Checks /ByteRange: two ranges, from byte 0 to the end of a revision, with nothing between them but
 * the string of /Contents, delimiters included.
 */
export function coverageOf(document: PdfDocument, { dict, contents }: FoundSignature): Coverage {
  const bad = (why: string): Coverage => ({ ok: false, why })
  const list = document.at(dict, 'ByteRange')
  if (!Array.isArray(list) || list.length !== 4) return bad('/ByteRange does not have four numbers')
  const [a, b, c, d] = list.map((one) => countOf(document.resolve(one)) ?? -1)
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    return bad('/ByteRange does not have four numbers')
  if (a !== 0 || b < 0 || c < 0 || d < 0) return bad('/ByteRange is malformed')
  if (contents === null || !contents.hex || contents.start < 0)
    return bad('/Contents is no hexadecimal string in the file')
  // White space among the digits would be room for bytes that nobody signed.
  if (contents.end - contents.start !== contents.bytes.length * 2 + 2)
    return bad('/Contents holds more than pairs of digits')
  if (b !== contents.start || c !== contents.end)
    return bad('the ranges leave out more or less than /Contents')
  const end = c + d
  if (end > document.source.size) return bad('the ranges go beyond the file')
  const revision = document.revisions.find((one) => one.end >= end && one.end - end <= 2)
  if (revision === undefined) return bad('the ranges do not end with a revision')
  // Some signers leave the line end after %%EOF out.
  for (const byte of document.source.read(end, revision.end))
    if (byte !== 10 && byte !== 13) return bad('the ranges do not end with a revision')
  try {
    const { limits } = document
    const signed = openPdf(firstBytes(document.source, revision.end), { limits })
    if (signed.uncoveredFrom !== null) return bad('bytes that were signed belong to no revision')
    const wholeFile = revision.end === document.source.size
    return { ok: true, ranges: [a, b, c, d], signed, wholeFile }
  } catch (error) {
    if (error instanceof SignatureError) return bad(`the signed revision: ${error.message}`)
    throw error
  }
}

/**
 * Whether the part another signature leaves out crosses the end of what this one covers, or the part
 * this one leaves out: no order of signing gives that.
 */
export function collides(
  document: PdfDocument,
  [, gapStart, gapEnd, rest]: readonly [number, number, number, number],
  others: readonly FoundSignature[],
): boolean {
  return others.some(({ dict }) => {
    const list = document.at(dict, 'ByteRange')
    if (!Array.isArray(list) || list.length !== 4) return false
    const [, start, end] = list.map((one) => countOf(document.resolve(one)) ?? -1)
    if (start === undefined || end === undefined || start < 0 || end < start) return false
    const covered = gapEnd + rest
    return (start < covered && covered < end) || (start < gapEnd && gapStart < end)
  })
}

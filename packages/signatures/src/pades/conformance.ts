// Says which promises a document makes that a signature must keep: PDF/A, tags (ISO 19005, ISO 14289).
import { toLatin1 } from '../bytes.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { PdfDict, PdfRef, PdfStream } from '../pdf/objects.ts'
import { SignatureError } from '../signature-error.ts'

export interface Conformance {
  /** The part of ISO 19005 it claims; null for none. */
  pdfA: number | null
  /** Whether a tree tells its structure (ISO 32000-2, 14.7). */
  tagged: boolean
}

/** What the document claims. Metadata that cannot be read claim nothing. */
export function conformanceOf(document: PdfDocument): Conformance {
  const { catalog } = document
  const marks = document.at(catalog, 'MarkInfo')
  const marked = marks instanceof PdfDict && document.at(marks, 'Marked') === true
  const tagged = marked && document.at(catalog, 'StructTreeRoot') instanceof PdfDict
  return { pdfA: partOf(document), tagged }
}

/** ISO 19005-2, 6.6.4: as an element or as an attribute of the description. */
function partOf(document: PdfDocument): number | null {
  const held = document.catalog.get('Metadata')
  try {
    const stream = document.resolve(held)
    if (!(held instanceof PdfRef) || !(stream instanceof PdfStream)) return null
    const text = toLatin1(document.data(stream, held.number, held.generation))
    const [, part] = /pdfaid:part(?:>|\s*=\s*["'])\s*(\d)/.exec(text) ?? []
    return part === undefined ? null : Number(part)
  } catch (error) {
    if (error instanceof SignatureError && error.code !== 'too-large') return null
    throw error
  }
}

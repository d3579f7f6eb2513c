// Lists the pages of a document in reading order, and says on which of them an annotation lies.
import type { PdfDocument } from '../pdf/document.ts'
import { PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'
import type { Place } from './modification.ts'

const MOST_PAGES = 50_000

/** Object numbers of the pages (ISO 32000-2, 7.7.3); those beyond 50,000 are not told. */
export function pagesOf(document: PdfDocument): number[] {
  const pages: number[] = []
  const seen = new Set<number>()
  const waiting: PdfValue[] = [document.catalog.get('Pages')]
  for (let held = waiting.pop(); held !== undefined; held = waiting.pop()) {
    if (!(held instanceof PdfRef) || seen.has(held.number) || pages.length > MOST_PAGES) continue
    seen.add(held.number)
    const node = document.resolve(held)
    if (!(node instanceof PdfDict)) continue
    const kids = document.at(node, 'Kids')
    if (Array.isArray(kids)) for (const kid of kids.toReversed()) waiting.push(kid)
    else pages.push(held.number)
  }
  return pages
}

/** The page, from 1 on, on which each annotation that is an object of its own lies. */
export function pageOfAnnotations(document: PdfDocument): Map<number, number> {
  const found = new Map<number, number>()
  for (const [index, number] of pagesOf(document).entries()) {
    const page = document.resolve(new PdfRef(number, generationOf(document, number)))
    const list = page instanceof PdfDict ? document.at(page, 'Annots') : null
    for (const one of Array.isArray(list) ? list : [])
      if (one instanceof PdfRef && !found.has(one.number)) found.set(one.number, index + 1)
  }
  return found
}

export function generationOf(document: PdfDocument, number: number): number {
  const entry = document.entries.get(number)
  return entry?.kind === 'at' ? entry.generation : 0
}

/** The rectangle of an annotation with its corners sorted (7.9.5); null when it has none. */
export function boxOf(document: PdfDocument, annotation: PdfValue): Place['box'] {
  const dict = document.resolve(annotation)
  const list = dict instanceof PdfDict ? document.at(dict, 'Rect') : null
  if (!Array.isArray(list) || list.length !== 4) return null
  const [a, b, c, d] = list.map((one) => document.resolve(one))
  if (typeof a !== 'number' || typeof b !== 'number') return null
  if (typeof c !== 'number' || typeof d !== 'number') return null
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
}

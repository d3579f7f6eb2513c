// Compares the pages of two states: only their annotations may differ (ISO 32000-2, 7.7.3, 12.5).
import type { PdfDocument } from '../pdf/document.ts'
import { nameOf, PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'
import type { Comparison } from './compare-revisions.ts'
import { alike, means } from './object-changes.ts'

const MOST_PAGES = 50_000

export function comparePages(comparison: Comparison): void {
  const { before, after } = comparison.changes
  for (const number of pagesOf(before)) {
    const ref = new PdfRef(number, generationOf(before, number))
    const [was, is] = [before.get(ref), after.get(ref)]
    if (!(was instanceof PdfDict) || !(is instanceof PdfDict)) continue
    const keys = new Set([...was.entries.keys(), ...is.entries.keys()])
    const wrong = [...keys].filter(
      (key) => key !== 'Annots' && !means(comparison.changes, was.get(key), is.get(key)),
    )
    for (const key of wrong) comparison.note('undefined', `/${key} of a page is another`)
    if (wrong.length === 0 && compareAnnotations(comparison, was.get('Annots'), is.get('Annots')))
      comparison.explained.add(number)
  }
}

function generationOf(document: PdfDocument, number: number): number {
  const entry = document.entries.get(number)
  return entry?.kind === 'at' ? entry.generation : 0
}

/** Object numbers of the pages; nodes between them are left to the comparison of objects. */
function pagesOf(document: PdfDocument): number[] {
  const pages: number[] = []
  const seen = new Set<number>()
  const waiting: PdfValue[] = [document.catalog.get('Pages')]
  for (let held = waiting.pop(); held !== undefined; held = waiting.pop()) {
    if (!(held instanceof PdfRef) || seen.has(held.number) || pages.length > MOST_PAGES) continue
    seen.add(held.number)
    const node = document.resolve(held)
    if (!(node instanceof PdfDict)) continue
    const kids = document.at(node, 'Kids')
    if (Array.isArray(kids)) waiting.push(...kids)
    else pages.push(held.number)
  }
  return pages
}

/** Whether all that differs between two lists of annotations is told. */
function compareAnnotations(comparison: Comparison, was: PdfValue, is: PdfValue): boolean {
  const { before, after, changed } = comparison.changes
  const [old, now] = [before.resolve(was), after.resolve(is)]
  const earlier = Array.isArray(old) ? old : []
  const later = Array.isArray(now) ? now : []
  if (now !== null && !Array.isArray(now)) return false
  if (is instanceof PdfRef) {
    const mine = alike(was, is)
      ? comparison.referredBy(is.number).size === 1
      : comparison.referredBy(is.number).size === 0
    if (!mine && (changed.has(is.number) || !alike(was, is))) return false
    comparison.explained.add(is.number)
  }
  const numbers = new Set(later.map((one) => (one instanceof PdfRef ? one.number : 0)))
  const known = new Set(earlier.map((one) => (one instanceof PdfRef ? one.number : 0)))
  for (const one of earlier) {
    if (!(one instanceof PdfRef)) {
      if (!later.some((other) => alike(one, other)))
        comparison.note('annotation', 'one was removed')
      continue
    }
    if (!numbers.has(one.number)) comparison.note('annotation', 'an annotation was removed')
    else if (changed.has(one.number) && !comparison.explained.has(one.number))
      changedAnnotation(comparison, one.number)
  }
  for (const one of later) {
    const number = one instanceof PdfRef ? one.number : 0
    if (number !== 0 && known.has(number)) continue
    if (number === 0 && earlier.some((other) => alike(one, other))) continue
    if (!comparison.newWidgets.has(number)) addedAnnotation(comparison, one)
  }
  return true
}

function changedAnnotation(comparison: Comparison, number: number): void {
  const value = comparison.changes.after.resolve(new PdfRef(number, 0))
  if (!(value instanceof PdfDict) || nameOf(value.get('Subtype')) === 'Widget') return
  comparison.note('annotation', 'an annotation is another')
  comparison.explained.add(number)
  comparison.explain(value, { number, keys: ['AP', 'Popup', 'RC'] })
}

function addedAnnotation(comparison: Comparison, held: PdfValue): void {
  const { after, added } = comparison.changes
  const value = after.resolve(held)
  const isNew = held instanceof PdfRef && added.has(held.number)
  const kind = value instanceof PdfDict ? (nameOf(after.at(value, 'Subtype')) ?? 'unknown') : 'none'
  if (kind === 'Widget' || kind === 'none' || !isNew)
    comparison.note('undefined', 'something of no signature field was put on a page')
  else comparison.note('annotation', `an annotation (${kind}) was added`)
  comparison.explain(held)
}

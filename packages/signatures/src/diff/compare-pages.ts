// Compares the pages of two states: only their annotations may differ (ISO 32000-2, 7.7.3, 12.5).
import { nameOf, PdfDict, PdfRef, PdfString, type PdfValue } from '../pdf/objects.ts'
import type { Comparison } from './compare-revisions.ts'
import { alike, means, objectOf } from './object-changes.ts'
import { generationOf, pagesOf } from './pages.ts'

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
    for (const key of wrong) comparison.note('page-entry', { key })
    if (wrong.length === 0 && compareAnnotations(comparison, was.get('Annots'), is.get('Annots')))
      comparison.explained.add(number)
  }
  compareNodes(comparison)
}

/** What iText writes into the root of the pages it saves; no reader makes anything of it. */
const MARK = 'ITXT'

function compareNodes(comparison: Comparison): void {
  const { before, after, changed } = comparison.changes
  for (const number of changed) {
    const [was, is] = [objectOf(before, number), objectOf(after, number)]
    if (!(was instanceof PdfDict) || !(is instanceof PdfDict)) continue
    if (nameOf(before.at(was, 'Type')) !== 'Pages') continue
    const keys = [...new Set([...was.entries.keys(), ...is.entries.keys()])]
    const other = keys.some(
      (key) => key !== MARK && !means(comparison.changes, was.get(key), is.get(key)),
    )
    if (other || !(is.get(MARK) instanceof PdfString)) continue
    comparison.note('metadata')
    comparison.explained.add(number)
  }
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
      if (!later.some((other) => alike(one, other))) comparison.note('annotation-removed')
      continue
    }
    if (!numbers.has(one.number)) comparison.note('annotation-removed', {}, one)
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
  comparison.note('annotation-changed', {}, new PdfRef(number, 0))
  comparison.explained.add(number)
  comparison.explain(value, { number, keys: ['AP', 'Popup', 'RC'] })
}

function addedAnnotation(comparison: Comparison, held: PdfValue): void {
  const { after, added } = comparison.changes
  const value = after.resolve(held)
  const isNew = held instanceof PdfRef && added.has(held.number)
  const kind = value instanceof PdfDict ? (nameOf(after.at(value, 'Subtype')) ?? 'unknown') : 'none'
  if (kind === 'Widget' || kind === 'none' || !isNew)
    comparison.note('widget-of-no-field', {}, held)
  else comparison.note('annotation-added', { type: kind }, held)
  comparison.explain(held)
}

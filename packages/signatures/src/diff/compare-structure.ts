// Explains how the structure of a tagged document grew with what was added to its pages (ISO 32000-2, 14.7).
import type { PdfDocument } from '../pdf/document.ts'
import { countOf, nameOf, PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'
import type { Comparison } from './compare-revisions.ts'
import { means } from './object-changes.ts'
import { readNumberTree } from './number-tree.ts'

/** Steps up to the root of a structure, and down into what was added. */
const DEPTH = 64

/**
 * Signers that keep a document accessible add an element for the widget. What stood in the tree
 * stays: an element may differ in /K alone, and there by new elements that hold nothing but objects
 * which were added. They tag no content of a page, so that it is read as before.
 */
export function compareStructure(comparison: Comparison): void {
  const { before, after, changed } = comparison.changes
  const root = before.catalog.get('StructTreeRoot')
  if (!(root instanceof PdfRef) || changed.size === 0) return
  const [was, is] = [before.resolve(root), after.resolve(root)]
  if (!(was instanceof PdfDict) || !(is instanceof PdfDict)) return
  let grown = false
  if (changed.has(root.number) && rootGrows(comparison, was, is)) {
    comparison.explained.add(root.number)
    grown = true
  }
  for (const number of changed) {
    if (comparison.explained.has(number) || number === root.number) continue
    if (!elementGrows(comparison, number, root)) continue
    comparison.explained.add(number)
    grown = true
  }
  if (treeGrows(comparison, was, is)) grown = true
  if (grown) comparison.note('structure-grown')
}

function keysThatDiffer({ changes }: Comparison, was: PdfDict, is: PdfDict): string[] {
  const keys = new Set([...was.entries.keys(), ...is.entries.keys()])
  return [...keys].filter((key) => !means(changes, was.get(key), is.get(key)))
}

/** Table 354; the tree of parents is compared by itself. */
function rootGrows(comparison: Comparison, was: PdfDict, is: PdfDict): boolean {
  const { before, after } = comparison.changes
  for (const key of keysThatDiffer(comparison, was, is)) {
    if (key === 'ParentTree') continue
    else if (key === 'ParentTreeNextKey') {
      const [old, now] = [countOf(before.at(was, key)), countOf(after.at(is, key))]
      if (now === null || now < (old ?? 0)) return false
    } else if (key !== 'K' || !kidsGrow(comparison, was, is)) return false
  }
  return true
}

/** Table 355: an element of the tree of which only /K differs. */
function elementGrows(comparison: Comparison, number: number, root: PdfRef): boolean {
  const { before, after } = comparison.changes
  const ref = new PdfRef(number, 0)
  const [was, is] = [before.resolve(ref), after.resolve(ref)]
  if (!(was instanceof PdfDict) || !(is instanceof PdfDict)) return false
  if (nameOf(before.at(was, 'S')) === null || !leadsTo(before, was, root)) return false
  const differing = keysThatDiffer(comparison, was, is)
  return differing.every((key) => key === 'K') && kidsGrow(comparison, was, is)
}

function leadsTo(document: PdfDocument, element: PdfDict, root: PdfRef): boolean {
  let at: PdfValue = element
  for (let steps = 0; steps < DEPTH && at instanceof PdfDict; steps++) {
    const above: PdfValue = at.get('P')
    if (above instanceof PdfRef && above.number === root.number) return true
    at = document.resolve(above)
  }
  return false
}

/** Whether all kids of before are there in their order, and what is between them was added. */
function kidsGrow(comparison: Comparison, was: PdfDict, is: PdfDict): boolean {
  const { before, after } = comparison.changes
  const old = listOf(before, was.get('K'))
  let at = 0
  for (const kid of listOf(after, is.get('K'))) {
    if (at < old.length && means(comparison.changes, old[at] ?? null, kid)) at++
    else if (!isNewElement(comparison, kid, 0)) return false
  }
  return at === old.length
}

function listOf(document: PdfDocument, value: PdfValue): PdfValue[] {
  const found = document.resolve(value)
  if (Array.isArray(found)) return found
  return found === null ? [] : [value]
}

/** An added element, down to references to added objects (14.7.5.3), of which one is at the end. */
function isNewElement(comparison: Comparison, held: PdfValue, depth: number): boolean {
  const { after, added } = comparison.changes
  if (!(held instanceof PdfRef) || !isNew(comparison, held.number) || depth > DEPTH) return false
  const element = after.resolve(held)
  if (!(element instanceof PdfDict) || nameOf(after.at(element, 'S')) === null) return false
  const kids = listOf(after, element.get('K'))
  const sound = kids.every((kid) => {
    const dict = after.resolve(kid)
    if (!(dict instanceof PdfDict)) return false
    if (nameOf(after.at(dict, 'Type')) !== 'OBJR') return isNewElement(comparison, kid, depth + 1)
    const shown = dict.get('Obj')
    return shown instanceof PdfRef && added.has(shown.number)
  })
  if (sound && kids.length > 0) comparison.explain(held)
  return sound && kids.length > 0
}

function isNew(comparison: Comparison, number: number): boolean {
  return comparison.changes.added.has(number) && comparison.referredBy(number).size === 0
}

/** 14.7.4.4: what the tree of parents said it says, and new keys lead to new elements. */
function treeGrows(comparison: Comparison, was: PdfDict, is: PdfDict): boolean {
  const { before, after, changed, added } = comparison.changes
  const old = readNumberTree(before, was.get('ParentTree'))
  const now = readNumberTree(after, is.get('ParentTree'))
  if (old === null || now === null) return false
  const mine = [...now.nodes].filter((one) => changed.has(one) || added.has(one))
  if (mine.length === 0) return false
  for (const [key, value] of old.values)
    if (!now.values.has(key) || !means(comparison.changes, value, now.values.get(key) ?? null))
      return false
  for (const [key, value] of now.values)
    if (!old.values.has(key) && !(value instanceof PdfRef && isNew(comparison, value.number)))
      return false
  // A node that belonged to something else before must not change with the tree.
  if (mine.some((one) => changed.has(one) && !old.nodes.has(one))) return false
  for (const one of mine) comparison.explained.add(one)
  return true
}

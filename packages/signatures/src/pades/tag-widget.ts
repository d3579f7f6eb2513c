// Puts a signature field into the structure tree of a tagged document, so that it stays accessible (ISO 32000-2, 14.7.5; ISO 14289-1, 7.18).
import type { Draft } from '../pdf/draft.ts'
import { countOf, nameOf, PdfDict, PdfName, PdfRef, type PdfValue } from '../pdf/objects.ts'
import { dictOf } from '../pdf/write-value.ts'
import type { Page } from './pages.ts'

/**
 * Adds a Form element that holds the widget. Only for documents without a signature: in signed ones
 * a changed tree passes for a changed content.
 * @returns /StructParent of the widget; null when the tree cannot take it
 */
export function tagWidget(draft: Draft, widget: PdfRef, page: Page): number | null {
  const { document } = draft
  const rootRef = document.catalog.get('StructTreeRoot')
  const root = document.resolve(rootRef)
  if (!(rootRef instanceof PdfRef) || !(root instanceof PdfDict)) return null
  const tree = parentTreeOf(draft, root)
  if (tree === null) return null
  const key = countOf(document.at(root, 'ParentTreeNextKey')) ?? largestKey(draft, tree.dict, 0) + 1
  const parent = placeIn(draft, rootRef, root)
  const element = draft.add(
    dictOf({
      Type: new PdfName('StructElem'),
      S: new PdfName('Form'),
      P: parent.ref,
      Pg: page.ref,
      K: dictOf({ Type: new PdfName('OBJR'), Obj: widget, Pg: page.ref }),
    }),
  )
  appendKid(draft, parent, element)
  tree.add(key, element)
  draft.edit(rootRef, root, { ParentTreeNextKey: key + 1 })
  // ISO 14289-1, 7.18.3: the order of tabs follows the structure.
  if (!page.dict.entries.has('Tabs')) draft.edit(page.ref, page.dict, { Tabs: new PdfName('S') })
  return key
}

/** The element for the whole document, where the root has one as its only child; else the root. */
function placeIn(draft: Draft, rootRef: PdfRef, root: PdfDict): { ref: PdfRef; dict: PdfDict } {
  const held = root.get('K')
  const kids = draft.document.resolve(held)
  const only = Array.isArray(kids) ? (kids.length === 1 ? kids[0] : undefined) : held
  const element = only === undefined ? null : draft.document.resolve(only)
  if (only instanceof PdfRef && element instanceof PdfDict)
    if (nameOf(draft.document.at(element, 'S')) === 'Document') return { ref: only, dict: element }
  return { ref: rootRef, dict: root }
}

/** /K holds one kid or an array of them (table 355). */
function appendKid(draft: Draft, parent: { ref: PdfRef; dict: PdfDict }, kid: PdfRef): void {
  const held = parent.dict.get('K')
  const kids = draft.document.resolve(held)
  if (held === null || Array.isArray(kids))
    draft.append(parent.ref, parent.dict, { key: 'K', value: kid })
  else draft.edit(parent.ref, parent.dict, { K: [held, kid] })
}

/** The number tree from /StructParent to element (7.9.7). */
function parentTreeOf(
  draft: Draft,
  root: PdfDict,
): { dict: PdfDict; add: (key: number, element: PdfRef) => void } | null {
  const { document } = draft
  const held = root.get('ParentTree')
  const tree = document.resolve(held)
  if (!(held instanceof PdfRef) || !(tree instanceof PdfDict)) return null
  const kids = document.at(tree, 'Kids')
  const add = (key: number, element: PdfRef): void => {
    if (!Array.isArray(kids)) {
      draft.append(held, tree, { key: 'Nums', value: key })
      draft.append(held, tree, { key: 'Nums', value: element })
      return
    }
    const leaf = draft.add(dictOf({ Limits: [key, key], Nums: [key, element] }))
    draft.append(held, tree, { key: 'Kids', value: leaf })
  }
  return { dict: tree, add }
}

function largestKey(draft: Draft, node: PdfDict, depth: number): number {
  if (depth > 32) return -1
  const { document } = draft
  const numbers = document.at(node, 'Nums')
  let largest = -1
  const raise = (value: PdfValue): void => {
    largest = Math.max(largest, countOf(document.resolve(value)) ?? -1)
  }
  if (Array.isArray(numbers))
    for (let at = 0; at < numbers.length; at += 2) raise(numbers[at] ?? null)
  const kids = document.at(node, 'Kids')
  for (const kid of Array.isArray(kids) ? kids : []) {
    const below = document.resolve(kid)
    if (below instanceof PdfDict) largest = Math.max(largest, largestKey(draft, below, depth + 1))
  }
  return largest
}

// Writes the tree of elements, so that a screen reader finds headings, lists, tables and their heads (ISO 32000-1, 14.7; ISO 14289-1).
import {
  type NewDocument,
  PdfName,
  type PdfRef,
  type PdfValue,
  dictOf,
  textString,
} from '@rimaq/signatures'
import type { Element, Page } from './canvas.ts'

/** @returns /StructTreeRoot. Key n of the parent tree is page n; fields follow. */
export function writeStructure(
  document: NewDocument,
  given: {
    root: Element
    pages: readonly Page[]
    pageRefs: readonly PdfRef[]
    fieldRefs: readonly { ref: PdfRef; page: number }[]
  },
): PdfRef {
  const { root, pages, pageRefs, fieldRefs } = given
  const tree = document.reserve()
  const refs = new Map<Element, PdfRef>()
  const fieldOwners = new Map<number, PdfRef>()
  const write = (one: Element, parent: PdfRef): PdfRef => {
    const ref = document.reserve()
    refs.set(one, ref)
    const kids: PdfValue[] = one.kids.map((kid) => {
      if ('type' in kid) return write(kid, ref)
      if ('field' in kid) {
        fieldOwners.set(kid.field, ref)
        const { ref: obj, page } = fieldRefs[kid.field] ?? { ref: tree, page: 0 }
        return dictOf({ Type: new PdfName('OBJR'), Obj: obj, Pg: pageRefs[page] ?? null })
      }
      const mark = { Type: new PdfName('MCR'), Pg: pageRefs[kid.page] ?? null, MCID: kid.id }
      return dictOf(mark)
    })
    const named = Object.entries(one.attributes ?? {}).map(([key, value]): [string, PdfValue] => [
      key,
      new PdfName(value),
    ])
    if (one.box !== undefined) {
      named.push(['O', new PdfName('Layout')], ['Placement', new PdfName('Block')])
      named.push(['BBox', one.box.map((value) => Math.round(value * 1000) / 1000)])
    }
    document.set(
      ref,
      dictOf({
        Type: new PdfName('StructElem'),
        S: new PdfName(one.type),
        P: parent,
        Alt: one.alt === undefined ? undefined : textString(one.alt),
        A: named.length === 0 ? undefined : dictOf(Object.fromEntries(named)),
        K: kids,
      }),
    )
    return ref
  }
  const top = write(root, tree)
  const parents: PdfValue[] = []
  for (const page of pages) {
    const owners = page.owners.map((owner) => refs.get(owner) ?? top)
    parents.push(page.index, document.add(owners))
  }
  for (const [at, ref] of fieldOwners) parents.push(pages.length + at, ref)
  document.set(
    tree,
    dictOf({
      Type: new PdfName('StructTreeRoot'),
      K: [top],
      ParentTree: document.add(dictOf({ Nums: parents })),
      ParentTreeNextKey: pages.length + fieldOwners.size,
    }),
  )
  return tree
}

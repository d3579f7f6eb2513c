// Reads a number tree whole: what each key leads to, and which objects make up the tree (ISO 32000-2, 7.9.7).
import type { PdfDocument } from '../pdf/document.ts'
import { countOf, PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'

export interface NumberTree {
  values: Map<number, PdfValue>
  /** Objects that are nodes of the tree or arrays of them. */
  nodes: Set<number>
}

const DEPTH = 32

/** Null when it is no tree: a key twice, a node under itself, a value without a key. */
export function readNumberTree(document: PdfDocument, root: PdfValue): NumberTree | null {
  const tree: NumberTree = { values: new Map(), nodes: new Set() }
  return readNode(document, root, { tree, depth: 0 }) ? tree : null
}

function readNode(
  document: PdfDocument,
  held: PdfValue,
  { tree, depth }: { tree: NumberTree; depth: number },
): boolean {
  const node = enter(document, held, tree)
  if (!(node instanceof PdfDict) || depth > DEPTH) return false
  const numbers = enter(document, node.get('Nums'), tree)
  const kids = enter(document, node.get('Kids'), tree)
  if (!Array.isArray(numbers) && !Array.isArray(kids)) return false
  const pairs = Array.isArray(numbers) ? numbers : []
  if (pairs.length % 2 !== 0) return false
  for (let at = 0; at < pairs.length; at += 2) {
    const key = countOf(document.resolve(pairs[at] ?? null))
    if (key === null || tree.values.has(key)) return false
    tree.values.set(key, pairs[at + 1] ?? null)
  }
  const below = Array.isArray(kids) ? kids : []
  return below.every((kid) => readNode(document, kid, { tree, depth: depth + 1 }))
}

/** The value, its object noted; undefined for one that was there before. */
function enter(document: PdfDocument, held: PdfValue, { nodes }: NumberTree): PdfValue | undefined {
  if (held instanceof PdfRef) {
    if (nodes.has(held.number)) return undefined
    nodes.add(held.number)
  }
  return document.resolve(held)
}

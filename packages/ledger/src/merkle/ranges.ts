// Says which parts of a tree a proof is made of, without reading any of them.

/** The leaves from `start` up to but not including `end`. */
export interface Range {
  start: number
  end: number
}

/** A complete subtree: `2 ** level` leaves from `index * 2 ** level`. */
export interface Node {
  level: number
  index: number
}

/**
 * PATH(m, D[n]) of RFC 6962, 2.1.1: the ranges whose hashes prove that leaf `index` is in a tree
 * of `size`, from the leaf's neighbour up. 0 ≤ index < size.
 */
export function inclusionRanges(index: number, size: number): Range[] {
  const found: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      found.push({ start: middle, end })
      end = middle
    } else {
      found.push({ start, end: middle })
      start = middle
    }
  }
  return found.reverse()
}

/**
 * PROOF(m, D[n]) of RFC 6962, 2.1.2: the ranges whose hashes prove that the tree of `to` leaves
 * begins with the tree of `from`. Empty for 0 and for equal sizes. 0 ≤ from ≤ to.
 */
export function consistencyRanges(from: number, to: number): Range[] {
  if (from === 0 || from === to) return []
  const found: Range[] = []
  let [start, end] = [0, to]
  while (from !== end) {
    const middle = start + splitOf(end - start)
    if (from <= middle) {
      found.push({ start: middle, end })
      end = middle
    } else {
      found.push({ start, end: middle })
      start = middle
    }
  }
  // The old tree itself is known to the one who checks; any other part of it is not.
  if (start > 0) found.push({ start, end })
  return found.reverse()
}

/** The complete subtrees of a range, from left to right, each smaller than the one before. */
export function nodesOf({ start, end }: Range): Node[] {
  const nodes: Node[] = []
  let from = start
  while (from < end) {
    let level = 0
    while (2 ** (level + 1) <= end - from) level += 1
    nodes.push({ level, index: from / 2 ** level })
    from += 2 ** level
  }
  return nodes
}

/** The largest power of two below `count` (RFC 6962, 2.1). */
function splitOf(count: number): number {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}

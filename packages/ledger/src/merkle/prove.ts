// Makes proofs from the hashes of complete subtrees, wherever those are kept.
import { type Hash, emptyRoot, nodeHash } from './hash.ts'
import { type Node, type Range, consistencyRanges, inclusionRanges, nodesOf } from './ranges.ts'

/** Hash of a complete subtree. */
export type ReadNode = (node: Node) => Promise<Hash>

/** MTH of the range (RFC 6962, 2.1), whose start must be where a subtree of a larger tree begins. */
export async function hashOfRange(range: Range, read: ReadNode): Promise<Hash> {
  const hashes: Hash[] = []
  for (const node of nodesOf(range)) hashes.push(await read(node))
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

export async function rootOf(size: number, read: ReadNode): Promise<Hash> {
  return size === 0 ? emptyRoot : hashOfRange({ start: 0, end: size }, read)
}

/** RFC 6962, 2.1.1. 0 ≤ index < size. */
export async function proveInclusion(
  { index, size }: { index: number; size: number },
  read: ReadNode,
): Promise<Hash[]> {
  return hashesOf(inclusionRanges(index, size), read)
}

/** RFC 6962, 2.1.2. 0 ≤ from ≤ to. */
export async function proveConsistency(
  { from, to }: { from: number; to: number },
  read: ReadNode,
): Promise<Hash[]> {
  return hashesOf(consistencyRanges(from, to), read)
}

async function hashesOf(ranges: Range[], read: ReadNode): Promise<Hash[]> {
  const hashes: Hash[] = []
  for (const range of ranges) hashes.push(await hashOfRange(range, read))
  return hashes
}

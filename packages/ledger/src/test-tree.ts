// A tree kept in memory, for tests: leaves, hashes by the definition of RFC 6962, and Go's results.
import { readFileSync } from 'node:fs'
import { type Hash, emptyRoot, leafHash, nodeHash } from './merkle/hash.ts'
import type { Node } from './merkle/ranges.ts'

/** MTH(D[n]) word for word (RFC 6962, 2.1), slow and plain. */
export function plainRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length <= 1) return leaves[0] ?? emptyRoot
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return nodeHash(plainRoot(leaves.slice(0, split)), plainRoot(leaves.slice(split)))
}

export function leaves(count: number): Hash[] {
  return Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)))
}

/** Hashes of complete subtrees of these leaves. */
export function nodesOver(all: readonly Hash[]): (node: Node) => Promise<Hash> {
  return ({ level, index }) => {
    const part = all.slice(index * 2 ** level, (index + 1) * 2 ** level)
    if (part.length !== 2 ** level) throw new Error(`no node ${level}/${index}`)
    return Promise.resolve(plainRoot(part))
  }
}

export interface GoReference {
  roots: Record<string, string>
  inclusion: { index: number; size: number; proof: string[] }[]
  consistency: { from: number; to: number; proof: string[] }[]
  keys: [log: string, witness: string, mlDsa: string]
  note: string
}

/** What golang.org/x/mod/sumdb/tlog makes of the same leaves. */
export function goReference(): GoReference {
  const file = new URL('golden/go-reference.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as GoReference
}

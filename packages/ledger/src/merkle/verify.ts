// Checks proofs: that an entry is in a tree, and that a tree only grew.
import { sameBytes } from '../bytes.ts'
import { type Hash, emptyRoot, hashBytes, nodeHash } from './hash.ts'

export interface Inclusion {
  /** Place of the leaf, from 0. */
  index: number
  /** Leaves in the tree. */
  size: number
  /** Hash of the leaf. */
  leaf: Hash
  proof: readonly Hash[]
  root: Hash
}

/** RFC 9162, 2.1.3.2. Says false for any proof that is too long, too short or leads elsewhere. */
export function verifyInclusion({ index, size, leaf, proof, root }: Inclusion): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  let [place, last] = [index, size - 1]
  let found = leaf
  for (const hash of proof) {
    if (last === 0 || hash.length !== hashBytes) return false
    if (place % 2 === 1 || place === last) {
      found = nodeHash(hash, found)
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      found = nodeHash(found, hash)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && sameBytes(found, root)
}

export interface Consistency {
  /** Leaves in the old and in the new tree. */
  from: number
  to: number
  fromRoot: Hash
  toRoot: Hash
  proof: readonly Hash[]
}

/** RFC 9162, 2.1.4.2; a proof from the empty tree and between equal trees is empty. */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: Consistency): boolean {
  if (!isCount(from) || !isCount(to) || from > to) return false
  if (proof.some(({ length }) => length !== hashBytes)) return false
  if (from === to) return proof.length === 0 && sameBytes(fromRoot, toRoot)
  if (from === 0) return proof.length === 0 && sameBytes(fromRoot, emptyRoot)
  if (proof.length === 0) return false
  let [place, last] = [from - 1, to - 1]
  while (place % 2 === 1) [place, last] = [half(place), half(last)]
  // A complete old tree is a part of the new one: its hash is the first of the path.
  const path = place === 0 ? [fromRoot, ...proof] : proof
  let [old, now] = [path[0]!, path[0]!]
  for (const hash of path.slice(1)) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      old = nodeHash(hash, old)
      now = nodeHash(hash, now)
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      now = nodeHash(now, hash)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && sameBytes(old, fromRoot) && sameBytes(now, toRoot)
}

// Shifting bits would lose everything above 2^32.
function half(value: number): number {
  return Math.floor(value / 2)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

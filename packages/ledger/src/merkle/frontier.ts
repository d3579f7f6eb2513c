// The right edge of a growing tree: the few hashes from which its root follows.
import { type Hash, emptyRoot, nodeHash } from './hash.ts'

/** Complete subtrees of a tree of some size; `peaks[level]` is the one of `2 ** level` leaves. */
export class Frontier {
  readonly peaks: (Hash | null)[]

  constructor(peaks: readonly (Hash | null)[] = []) {
    this.peaks = [...peaks]
  }

  /** Adds a leaf; `made` hears of every complete subtree that it completes, the leaf first. */
  push(leaf: Hash, made: (level: number, hash: Hash) => void = () => {}): void {
    let [level, hash] = [0, leaf]
    made(0, leaf)
    for (let left = this.peaks[0] ?? null; left; left = this.peaks[level] ?? null) {
      this.peaks[level] = null
      hash = nodeHash(left, hash)
      level += 1
      made(level, hash)
    }
    this.peaks[level] = hash
  }

  /** RFC 6962, 2.1. */
  root(): Hash {
    let root: Hash | null = null
    for (const peak of this.peaks) if (peak) root = root ? nodeHash(peak, root) : peak
    return root ?? emptyRoot
  }
}

/** Hash over `2 ** n` neighbours. */
export function hashUp(hashes: readonly Hash[]): Hash {
  let row = hashes
  while (row.length > 1) {
    row = row.flatMap((left, at) => (at % 2 === 0 ? [nodeHash(left, row[at + 1]!)] : []))
  }
  return row[0]!
}

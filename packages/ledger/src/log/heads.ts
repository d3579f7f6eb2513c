// Compares what the files, the memory and the witnesses say a log's last head was.
import { sameBytes } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import type { Hash } from '../merkle/hash.ts'
import { verifyConsistency } from '../merkle/verify.ts'
import type { TileReader } from '../tiles/tile-reader.ts'

/** A size and, where it is known, the root of that size. */
export interface Head {
  size: number
  root: Hash | null
}

export interface Known {
  /** What the checkpoint beside the files says. */
  disk: Head
  /** What the memory says; null if it is empty. */
  memory: Head | null
  /** What witnesses have seen. */
  witnessed: readonly Head[]
}

export interface Disagreement {
  refusal: LedgerError
  /** The head that was published; null if the memory is gone. */
  old: Head | null
}

/**
 * Null if all agree: memory and files say the same, and every witness has seen a beginning of it.
 * `reader` reads the files at the size of `disk`.
 */
export async function compareHeads(
  { disk, memory, witnessed }: Known,
  reader: TileReader,
): Promise<Disagreement | null> {
  const evidence = (known: Head) => ({ known: known.size, disk: disk.size })
  if (!memory) return { refusal: new LedgerError('memory-missing'), old: null }
  if (memory.size > disk.size) {
    return { refusal: new LedgerError('log-behind', evidence(memory)), old: memory }
  }
  if (!(await continues(memory, disk, reader))) {
    return { refusal: new LedgerError('forked', evidence(memory)), old: memory }
  }
  if (memory.size < disk.size) {
    return { refusal: new LedgerError('memory-behind', evidence(memory)), old: memory }
  }
  for (const seen of witnessed) {
    if (seen.size > disk.size) {
      return { refusal: new LedgerError('witness-ahead', evidence(seen)), old: seen }
    }
    if (!(await continues(seen, disk, reader))) {
      return { refusal: new LedgerError('forked', evidence(seen)), old: seen }
    }
  }
  return null
}

/** Whether the tree of `old` is the beginning of the tree of `now`, by proof. */
export async function continues(old: Head, now: Head, reader: TileReader): Promise<boolean> {
  if (!old.root || !now.root) return true
  if (old.size === now.size) return sameBytes(old.root, now.root)
  const proof = await reader.consistencyProof(old.size)
  const [from, to] = [old.size, now.size]
  return verifyConsistency({ from, to, fromRoot: old.root, toRoot: now.root, proof })
}

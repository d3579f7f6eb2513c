// A receipt: the entry, its place, its proof and the signed checkpoint in one small file.
import { LedgerError } from '../ledger-error.ts'
import { leafHash } from '../merkle/hash.ts'
import { verifyInclusion } from '../merkle/verify.ts'
import { parseCheckpoint } from '../notes/checkpoint.ts'
import type { VerifierKey } from '../notes/keys.ts'
import { parseNote } from '../notes/note.ts'
import { type VerifiedCheckpoint, openCheckpoint } from '../notes/verify-note.ts'
import type { TileReader } from '../tiles/tile-reader.ts'
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts'

export interface Receipt {
  index: number
  entry: Uint8Array
  checkpoint: VerifiedCheckpoint
}

/**
 * The text of a receipt for the entry at `index`, with the entry as its extra data. `reader` reads
 * the log at the size of `checkpoint`. Throws `out-of-range`, `damaged`, and `bad-proof` rather
 * than hand out a receipt that does not hold.
 */
export async function writeReceipt(
  index: number,
  { reader, checkpoint }: { reader: TileReader; checkpoint: string },
): Promise<string> {
  const { size, root } = parseCheckpoint(parseNote(checkpoint).text)
  if (size !== reader.size) throw new LedgerError('out-of-range', { index: reader.size, size })
  const hashes = await reader.inclusionProof(index)
  const extra = await reader.entry(index)
  if (!verifyInclusion({ index, size, leaf: leafHash(extra), proof: hashes, root })) {
    throw new LedgerError('bad-proof')
  }
  return formatTlogProof({ extra, index, hashes, checkpoint })
}

export interface Trust {
  /** Keys of the log and of witnesses. */
  keys: readonly VerifierKey[]
  origin: string
  /** The entry, if the receipt does not carry it or is to be for this one. */
  entry?: Uint8Array
}

/** Throws what `parseTlogProof` and `openCheckpoint` throw, and `bad-proof`. */
export function verifyReceipt(
  receipt: string | Uint8Array,
  { keys, origin, entry }: Trust,
): Receipt {
  const { extra, index, hashes, checkpoint: note } = parseTlogProof(receipt)
  const checkpoint = openCheckpoint(note, keys, origin)
  const content = entry ?? extra
  if (!content) throw new LedgerError('malformed-proof', { why: 'it does not carry the entry' })
  const { size, root } = checkpoint
  if (!verifyInclusion({ index, size, leaf: leafHash(content), proof: hashes, root })) {
    throw new LedgerError('bad-proof')
  }
  return { index, entry: content, checkpoint }
}

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
  /** Keys of the log; at least one of them must have signed. */
  keys: readonly VerifierKey[]
  witnessKeys?: readonly VerifierKey[]
  /** How many witnesses, by name, must have cosigned; 0 by default. */
  quorum?: number
  origin: string
  /** The entry, if the receipt does not carry it or is to be for this one. */
  entry?: Uint8Array
}

/** Throws what `parseTlogProof` and `openTrusted` throw, and `bad-proof`. */
export function verifyReceipt(receipt: string | Uint8Array, { entry, ...trust }: Trust): Receipt {
  const { extra, index, hashes, checkpoint: note } = parseTlogProof(receipt)
  const checkpoint = openTrusted(note, trust)
  const content = entry ?? extra
  if (!content) throw new LedgerError('malformed-proof', { why: 'it does not carry the entry' })
  const { size, root } = checkpoint
  if (!verifyInclusion({ index, size, leaf: leafHash(content), proof: hashes, root })) {
    throw new LedgerError('bad-proof')
  }
  return { index, entry: content, checkpoint }
}

/**
 * A checkpoint signed by the log and enough witnesses; witnesses alone never make one. Throws what
 * `openCheckpoint` throws, `unknown-signer` without the log's signature, `too-few-witnesses`.
 */
export function openTrusted(
  note: string | Uint8Array,
  { keys, witnessKeys = [], quorum = 0, origin }: Omit<Trust, 'entry'>,
): VerifiedCheckpoint {
  const checkpoint = openCheckpoint(note, [...keys, ...witnessKeys], origin)
  const signers = checkpoint.signatures.map(({ key }) => key)
  if (!signers.some((key) => keys.includes(key))) throw new LedgerError('unknown-signer')
  const witnesses = new Set(signers.filter((key) => !keys.includes(key)).map(({ name }) => name))
  if (witnesses.size < quorum) {
    throw new LedgerError('too-few-witnesses', { found: witnesses.size, quorum })
  }
  return checkpoint
}

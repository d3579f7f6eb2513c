// Reads and writes what a log says of itself: its name, its size and its root (C2SP tlog-checkpoint).
import { fromBase64, toBase64, wholeNumber } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { type Hash, hashBytes } from '../merkle/hash.ts'

export interface Checkpoint {
  origin: string
  /** Leaves of the tree. */
  size: number
  root: Hash
  /** Opaque lines after the three; their use is not recommended. */
  extensions: string[]
}

/** The text of a note, with its last line end. Throws `malformed-checkpoint`. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), toBase64(root), ...extensions, ''].join('\n')
  // A line end inside a line would make it another checkpoint.
  const lines = parseCheckpoint(text).extensions.length + 4
  if (lines !== extensions.length + 4 || text.split('\n').length !== lines) {
    throw malformed('one of its lines is two')
  }
  return text
}

/** From the text of a note. Throws `malformed-checkpoint`. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw malformed('it does not end in a line end')
  if (lines.includes('')) throw malformed('it has an empty line')
  const [origin, decimal, base64, ...extensions] = lines
  if (origin === undefined || decimal === undefined || base64 === undefined) {
    throw malformed('it has fewer than three lines')
  }
  const size = wholeNumber(decimal)
  if (size === null) throw malformed('its size is not a whole number')
  const root = fromBase64(base64)
  if (root?.length !== hashBytes) throw malformed('its root is not a hash')
  return { origin, size, root, extensions }
}

function malformed(why: string): LedgerError {
  return new LedgerError('malformed-checkpoint', { why })
}

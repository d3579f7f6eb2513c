// Writes and reads bundles of entries: each entry after its length (C2SP tlog-tiles, Log entries).
import { LedgerError } from '../ledger-error.ts'

/** A length is written in two bytes. */
export const largestEntry = 65_535

/** Each entry after its length, two bytes, the higher first. Throws `entry-too-large`. */
export function writeEntries(entries: readonly Uint8Array[]): Uint8Array {
  for (const { length } of entries) {
    if (length > largestEntry) throw new LedgerError('entry-too-large', { bytes: length })
  }
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0))
  let at = 0
  for (const entry of entries) {
    bytes[at] = entry.length >> 8
    bytes[at + 1] = entry.length & 255
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** The entries, or null if the bytes do not end where an entry ends. */
export function readEntries(bytes: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + 2 > bytes.length) return null
    const end = at + 2 + (bytes[at]! << 8) + bytes[at + 1]!
    if (end > bytes.length) return null
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries
}

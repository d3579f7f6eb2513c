// Counts the codes of one column in a chunk, and finds the first row of each.

/** Codes of consecutive rows in as few bytes as they take. */
export type Packed = Uint8Array | Uint16Array | Uint32Array

/** Of a code that stands in no row. */
export const NOWHERE = -1

/** The first row in which each code up to `size` stands. */
export function firstRows(codes: Packed, size: number): Int32Array {
  const rows = new Int32Array(size + 1).fill(NOWHERE)
  for (let row = codes.length - 1; row >= 0; row--) rows[codes[row]!] = row
  return rows
}

/** Adds how often each code stands. */
export function countCodes(codes: Packed, counts: Uint32Array): void {
  if (!(codes instanceof Uint8Array)) {
    for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++
    return
  }
  // The same code often comes again, and the processor would wait for what it has just written.
  const [even, odd] = [new Uint32Array(256), new Uint32Array(256)]
  const pairs = codes.length & ~1
  for (let row = 0; row < pairs; row += 2) {
    even[codes[row]!]!++
    odd[codes[row + 1]!]!++
  }
  if (pairs < codes.length) even[codes[pairs]!]!++
  const known = Math.min(256, counts.length)
  for (let code = 0; code < known; code++) counts[code]! += even[code]! + odd[code]!
}

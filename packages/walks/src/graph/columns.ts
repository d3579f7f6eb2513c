// Writes lists of whole numbers so that they pack well: all first bytes, then all second bytes.
import { WalksError } from '../walks-error.ts'

export type Place = { what: string; offset: number; part: string }

/** Seven bits a byte, low ones first, the top bit says that a byte follows in the next column. */
export function writeColumns(values: ArrayLike<number>): Uint8Array {
  const bytes: number[] = []
  let left: number[] = Array.from(values)
  while (left.length > 0) {
    const next: number[] = []
    for (const value of left) {
      const low = value % 128
      const high = (value - low) / 128
      bytes.push(high > 0 ? low + 128 : low)
      if (high > 0) next.push(high)
    }
    left = next
  }
  return Uint8Array.from(bytes)
}

/**
 * Reads exactly `count` numbers that fill `bytes`.
 * @throws WalksError `file-truncated`, `file-lies`
 */
export function readColumns(bytes: Uint8Array, count: number, place: Place): Float64Array {
  if (count > bytes.length) {
    const evidence = { ...place, says: `${count} numbers`, most: bytes.length }
    throw new WalksError('file-lies', evidence)
  }
  const values = new Float64Array(count)
  let open = new Uint32Array(count).map((_, at) => at)
  let scale = 1
  let at = 0
  for (let column = 0; open.length > 0; column++) {
    if (column === 7) throw new WalksError('file-lies', { ...place, says: '8 bytes', most: 7 })
    if (bytes.length - at < open.length) {
      const left = bytes.length - at
      const offset = place.offset + at
      throw new WalksError('file-truncated', { ...place, offset, needs: open.length, left })
    }
    let kept = 0
    for (const index of open) {
      const byte = bytes[at++]!
      values[index]! += (byte & 127) * scale
      if (byte > 127) open[kept++] = index
    }
    open = open.subarray(0, kept)
    scale *= 128
  }
  if (at < bytes.length) {
    throw new WalksError('file-lies', { ...place, says: `${bytes.length} bytes`, most: at })
  }
  return values
}

/** Signed numbers as unsigned: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
export function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1
}

export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

/** CRC-32 as in zlib and PNG (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) sum = table[(sum ^ byte) & 255]! ^ (sum >>> 8)
  return (sum ^ 0xffffffff) >>> 0
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1
  return byte
})

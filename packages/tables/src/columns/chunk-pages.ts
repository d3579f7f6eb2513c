// Encodes the cells of one column and chunk as the pages of a Parquet column.
import { type StoredChunk, codesOf } from './cell-store.ts'
import type { Dictionary } from './dictionary.ts'
import {
  bitsFor,
  encodeBytes,
  encodeHybrid,
  encodeLevels,
  plainBits,
  plainTexts,
} from './encodings.ts'
import { plainValue } from './column-types.ts'
import { type ColumnPages, ENCODING, PHYSICAL } from './parquet-file.ts'

/** What the cells of a dictionary become in a file. */
export interface CodeValues {
  /** PLAIN encoding of the value of a code; null where it has none. */
  value(code: number): Uint8Array | null
  /** Values that are texts stand after their length; of those that are bits, eight stand in a byte. */
  kind: 'texts' | 'bits' | 'numbers'
  /** Compares two values, for the least and the greatest; null where the file keeps none. */
  compare: ((a: Uint8Array, b: Uint8Array) => number) | null
  /** Codes up to the greatest. */
  codes: number
}

/** A text longer than this is kept as no least or greatest one. */
const LONGEST = 128

/** More different values than this share of the rows are written as they are. */
const SHARE = 0.6

/** Numbers that stay the same for so many rows on average are written as runs. */
const RUN = 16

/** `left` says which rows of the chunk are written; null is all of them. */
export function codePages(
  chunk: StoredChunk,
  values: CodeValues,
  left: Uint8Array | null,
): ColumnPages {
  const codes = codesOf(chunk)
  const places = new Int32Array(values.codes + 1).fill(-1)
  const dictionary: Uint8Array[] = []
  const numbers = new Uint32Array(chunk.rows)
  const present = new Uint32Array(chunk.rows)
  let rows = 0
  let count = 0
  let changes = 0
  let before = NONE
  places[0] = NONE
  for (let row = 0; row < chunk.rows; row++) {
    if (left !== null && left[row] === 0) continue
    const code = codes[row]!
    let place = places[code]!
    if (place === -1) {
      const value = values.value(code)
      place = value === null ? NONE : dictionary.push(value) - 1
      places[code] = place
    }
    if (place !== before) {
      changes++
      before = place
    }
    if (place === NONE) present[rows++] = 0
    else {
      present[rows++] = 1
      numbers[count++] = place
    }
  }
  const empty = rows - count
  const levels = encodeLevels(empty > 0 ? present : null, rows)
  const bounds = boundsOf(dictionary, values)
  if (dictionary.length > count * SHARE || values.kind === 'bits') {
    const list = Array.from({ length: count }, (_, at) => dictionary[numbers[at]!]!)
    const bytes = plainValues(list, values.kind)
    return { data: Buffer.concat([levels, bytes]), encoding: ENCODING.plain, empty, ...bounds }
  }
  // Numbers of whole bytes are written and read faster, and zstd finds the bits that say nothing.
  const whole = dictionary.length <= 256 ? 8 : dictionary.length <= 65_536 ? 16 : 0
  const runs = changes * RUN < rows || whole === 0
  const bits = runs ? Math.max(1, bitsFor(dictionary.length - 1)) : whole
  const encoded = runs ? encodeHybrid(numbers, count, bits) : encodeBytes(numbers, count, bits)
  const data = Buffer.concat([levels, Buffer.of(bits), encoded])
  const bytes = plainValues(dictionary, values.kind)
  return {
    dictionary: { bytes, count: dictionary.length },
    data,
    encoding: ENCODING.dictionary,
    empty,
    ...bounds,
  }
}

const NONE = -2

export function plainValues(list: readonly Uint8Array[], kind: CodeValues['kind']): Buffer {
  if (kind === 'texts') return plainTexts(list)
  return kind === 'bits' ? plainBits(list.map(([bit = 0]) => bit)) : Buffer.concat(list)
}

export function boundsOf(
  list: readonly Uint8Array[],
  { compare, kind }: Pick<CodeValues, 'compare' | 'kind'>,
): Pick<ColumnPages, 'least' | 'greatest'> {
  const [first] = list
  if (compare === null || first === undefined) return {}
  let least = first
  let greatest = first
  for (const value of list) {
    if (compare(value, least) < 0) least = value
    else if (compare(value, greatest) > 0) greatest = value
  }
  if (kind === 'texts' && Math.max(least.length, greatest.length) > LONGEST) return {}
  return { least, greatest }
}

/** The cells of a chunk as they are in the file, empty ones missing. */
export function textPages(chunk: StoredChunk, codes: Dictionary): ColumnPages {
  if (chunk.kind === 'plain') return plainPages(chunk)
  const value = (code: number): Uint8Array => codes.cell(code)
  const values = { codes: codes.size, kind: 'texts', compare: Buffer.compare, value } as const
  return codePages(chunk, values, null)
}

/** Cells of digits, kept as they are and none of them empty, as whole numbers of eight bytes. */
export function wholePages({ bytes, rows }: StoredChunk): ColumnPages {
  const cells = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const out = new BigInt64Array(rows)
  let at = 0
  let least = MOST
  let greatest = 0n
  for (let row = 0; row < rows; row++) {
    const end = at + 4 + cells.getUint32(at, true)
    // Nine digits at a time are exact in a number of JavaScript and quick.
    let value = 0n
    for (at += 4; at < end;) {
      let part = 0
      let power = 1
      for (const stop = Math.min(end, at + 9); at < stop; at++, power *= 10) {
        part = part * 10 + cells.getUint8(at) - 48
      }
      value = value === 0n ? BigInt(part) : value * BigInt(power) + BigInt(part)
    }
    out[row] = value
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  const data = Buffer.concat([encodeLevels(null, rows), new Uint8Array(out.buffer)])
  return {
    ...{ data, encoding: ENCODING.plain, empty: 0 },
    least: plainValue(least, PHYSICAL.int64),
    greatest: plainValue(greatest, PHYSICAL.int64),
  }
}

/** The greatest number of eight bytes. */
const MOST = 2n ** 63n - 1n

function plainPages({ bytes, rows, empty }: StoredChunk): ColumnPages {
  if (empty === 0) {
    return {
      data: Buffer.concat([encodeLevels(null, rows), bytes]),
      encoding: ENCODING.plain,
      empty,
    }
  }
  const present = new Uint32Array(rows)
  const out = Buffer.allocUnsafe(bytes.length)
  const cells = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let outAt = 0
  let at = 0
  for (let row = 0; row < rows; row++) {
    const end = at + 4 + cells.readUInt32LE(at)
    if (end > at + 4) {
      present[row] = 1
      cells.copy(out, outAt, at, end)
      outAt += end - at
    }
    at = end
  }
  const data = Buffer.concat([encodeLevels(present, rows), out.subarray(0, outAt)])
  return { data, encoding: ENCODING.plain, empty }
}

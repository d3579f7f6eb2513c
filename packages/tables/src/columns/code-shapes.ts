// Encodes the numbers of a column's dictionary in one chunk, whatever their cells will become.
import { type StoredChunk, codesOf } from './cell-store.ts'
import { bitsFor, encodeBytes, encodeHybrid, encodeLevels, hybridHead } from './encodings.ts'
import type { PackedPage } from './parquet-file.ts'

export interface CodeShape {
  /** Codes of the page's own dictionary, in its order. */
  dictionary: readonly number[]
  /** Those of them that stand in the chunk. */
  used: readonly number[]
  /** Levels and numbers; bytes hold until the next shape is made. */
  data: Uint8Array | PackedPage
  /** Rows without a value. */
  empty: number
}

/** More different values than this share of the rows are written as they are. */
const SHARE = 0.6

/** Numbers that stay the same for so many rows on average are written as runs. */
const RUN = 16

/** Codes of one byte stand in the file as they are, but one less. */
export function byteShape(chunk: StoredChunk): CodeShape {
  const { rows, empty } = chunk
  const codes = codesOf(chunk)
  const seen = new Uint8Array(256)
  const head = hybridHead(rows - empty)
  const levels = encodeLevels(empty > 0 ? presenceOf(codes) : null, rows)
  const start = levels.length + 1 + head.length
  const size = start + Math.ceil((rows - empty) / 8) * 8
  if (output.length < size) output = Buffer.allocUnsafeSlow(size)
  const data = output.subarray(0, size).fill(0, Math.max(0, size - 8))
  data.set(levels)
  data[levels.length] = 8
  data.set(head, levels.length + 1)
  let at = start
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!
    seen[code] = 1
    if (code !== 0) data[at++] = code - 1
  }
  const dictionary = Array.from({ length: seen.lastIndexOf(1) }, (_, place) => place + 1)
  return { dictionary, used: dictionary.filter((code) => seen[code] === 1), data, empty }
}

/**
 * Codes in the order in which they first stand in the chunk. `most` is the greatest of the column;
 * `isEmpty` says which cells have no value. Null where there are so many that values are shorter.
 */
export function wideShape(
  chunk: StoredChunk,
  most: number,
  isEmpty: (code: number) => boolean,
): CodeShape | null {
  const codes = codesOf(chunk)
  const places = new Int32Array(most + 1).fill(-1)
  const dictionary: number[] = []
  const { numbers, present } = scratchOf(chunk.rows)
  let count = 0
  let changes = 0
  let before = NONE
  places[0] = NONE
  for (let row = 0; row < chunk.rows; row++) {
    const code = codes[row]!
    let place = places[code]!
    if (place === -1) {
      place = isEmpty(code) ? NONE : dictionary.push(code) - 1
      places[code] = place
    }
    if (place !== before) {
      changes++
      before = place
    }
    if (place === NONE) present[row] = 0
    else {
      present[row] = 1
      numbers[count++] = place
    }
  }
  if (dictionary.length > count * SHARE) return null
  const empty = chunk.rows - count
  const levels = encodeLevels(empty > 0 ? present : null, chunk.rows)
  // Numbers of whole bytes are written and read faster, and zstd finds the bits that say nothing.
  const whole = dictionary.length <= 256 ? 8 : dictionary.length <= 65_536 ? 16 : 0
  const runs = changes * RUN < chunk.rows || whole === 0
  const bits = runs ? Math.max(1, bitsFor(dictionary.length - 1)) : whole
  const encoded = runs ? encodeHybrid(numbers, count, bits) : encodeBytes(numbers, count, bits)
  const data = Buffer.concat([levels, Buffer.of(bits), encoded])
  return { dictionary, used: dictionary, data, empty }
}

function presenceOf(codes: ArrayLike<number>): Uint32Array {
  const { present } = scratchOf(codes.length)
  for (let row = 0; row < codes.length; row++) present[row] = codes[row] === 0 ? 0 : 1
  return present
}

/** Lists that every chunk fills anew, and a page that holds until the next one. */
let output: Buffer = Buffer.alloc(0)
let scratch = { numbers: new Uint32Array(0), present: new Uint32Array(0) }

function scratchOf(rows: number): typeof scratch {
  if (scratch.numbers.length < rows) {
    scratch = { numbers: new Uint32Array(rows), present: new Uint32Array(rows) }
  }
  return scratch
}

const NONE = -2

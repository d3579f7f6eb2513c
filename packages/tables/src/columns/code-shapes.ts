// Encodes the numbers of a column's dictionary in one chunk, whatever their cells will become.
import type { StoredChunk } from './cell-store.ts'
import { lessOne, placeCodes } from './code-places.ts'
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
  /** Codes that were taken for cells without a value. */
  without: readonly number[]
}

/** More different values than this share of the rows are written as they are. */
const SHARE = 0.6

/** Numbers that stay the same for so many rows on average are written as runs. */
const RUN = 16

/** Codes of one byte stand in the file as they are, but one less. */
export function byteShape(chunk: StoredChunk): CodeShape {
  const { rows, empty } = chunk
  const { bytes, present, seen } = lessOne(chunk)
  const head = hybridHead(bytes.length)
  const levels = encodeLevels(empty > 0 ? present : null, rows)
  const start = levels.length + 1 + head.length
  const size = start + Math.ceil(bytes.length / 8) * 8
  if (output.length < size) output = Buffer.allocUnsafeSlow(size)
  const data = output.subarray(0, size).fill(0, Math.max(0, size - 8))
  data.set(levels)
  data[levels.length] = 8
  data.set(head, levels.length + 1)
  data.set(bytes, start)
  const dictionary = Array.from({ length: seen.lastIndexOf(1) }, (_, place) => place + 1)
  const used = dictionary.filter((code) => seen[code] === 1)
  return { dictionary, used, data, empty, without: [] }
}

/**
 * Codes in the order in which they first stand in the chunk. `most` is the greatest of the column;
 * The cells of `without` have no value, nor those of which `isEmpty` says so. Null where there are so
 * many that values are shorter.
 */
export function wideShape(
  chunk: StoredChunk,
  most: number,
  { without = [], isEmpty }: { without?: readonly number[]; isEmpty?: (code: number) => boolean },
): CodeShape | null {
  let placed = placeCodes(chunk, most, without)
  const none = isEmpty ? [...placed.dictionary].filter(isEmpty) : []
  if (none.length > 0) placed = placeCodes(chunk, most, [...without, ...none])
  const { count, changes, places, present } = placed
  const dictionary = [...placed.dictionary]
  if (dictionary.length > count * SHARE) return null
  const empty = chunk.rows - count
  const levels = encodeLevels(empty > 0 ? present : null, chunk.rows)
  // Numbers of whole bytes are written and read faster, and zstd finds the bits that say nothing.
  const whole = dictionary.length <= 256 ? 8 : dictionary.length <= 65_536 ? 16 : 0
  const runs = whole === 0 || changes * RUN < chunk.rows
  const bits = runs ? Math.max(1, bitsFor(dictionary.length - 1)) : whole
  const encoded = runs
    ? encodeHybrid(places, count, bits)
    : encodeBytes(placed.narrow(whole), count)
  const data = Buffer.concat([levels, Buffer.of(bits), encoded])
  return { dictionary, used: dictionary, data, empty, without }
}

/** A page that holds until the next one. */
let output: Buffer = Buffer.alloc(0)

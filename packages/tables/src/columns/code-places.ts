// Gives the codes of a chunk the places that they have in a page, in WebAssembly.
import type { StoredChunk } from './cell-store.ts'
import { pageKernel } from './page-kernel.ts'

/** Views into memory that the next call writes anew. */
export interface PlacedCodes {
  /** Codes by their places. */
  dictionary: Uint32Array
  /** Rows that have a value, and how often the next one has another. */
  count: number
  changes: number
  /** Places of these rows. */
  places: Uint32Array
  /** 1 for a row that has a value, else 0. */
  present: Uint32Array
  /** The places in 8 or 16 bits each. */
  narrow(bits: 8 | 16): Uint8Array
}

/** `most` is the greatest code of the column; 0 and the codes of `none` have no value. */
export function placeCodes(
  { bytes, rows, width }: StoredChunk,
  most: number,
  none: readonly number[],
): PlacedCodes {
  const kernel = pageKernel()
  kernel.begin(rows, most)
  for (const code of none) kernel.leaveOut(code)
  new Uint8Array(kernel.memory.buffer, kernel.codes.value).set(bytes.subarray(0, rows * width))
  const size = kernel.place(rows, width)
  const { buffer } = kernel.memory
  const count = kernel.count.value
  return {
    dictionary: new Uint32Array(buffer, kernel.dictionary.value, size),
    count,
    changes: kernel.changes.value,
    places: new Uint32Array(buffer, kernel.placed.value, count),
    present: new Uint32Array(buffer, kernel.present.value, rows),
    narrow(bits) {
      kernel.narrow(bits / 8)
      return new Uint8Array(buffer, kernel.codes.value, (count * bits) / 8)
    },
  }
}

/** Codes of one byte as they stand in a page; views into memory that the next call writes anew. */
export interface LessCodes {
  /** Those that have a value, each less one. */
  bytes: Uint8Array
  /** 1 for a row that has a value, else 0. */
  present: Uint32Array
  /** 1 for each code that stands in the chunk. */
  seen: Uint8Array
}

/** `chunk` has codes of one byte. */
export function lessOne({ bytes, rows }: StoredChunk): LessCodes {
  const kernel = pageKernel()
  kernel.begin(rows, 0)
  new Uint8Array(kernel.memory.buffer, kernel.codes.value).set(bytes.subarray(0, rows))
  kernel.lessOne(rows)
  const { buffer } = kernel.memory
  return {
    bytes: new Uint8Array(buffer, kernel.placed.value, kernel.count.value),
    present: new Uint32Array(buffer, kernel.present.value, rows),
    seen: new Uint8Array(buffer, kernel.seen.value, 256),
  }
}

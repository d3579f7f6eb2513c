// Gives the codes of a chunk places in the order in which they first stand, in WebAssembly.
import type { StoredChunk } from './cell-store.ts'
import { openKernel } from './kernel-module.ts'

/** What packages/tables/assembly/places.ts exports. */
interface Exports {
  memory: WebAssembly.Memory
  codes: WebAssembly.Global<'i32'>
  placed: WebAssembly.Global<'i32'>
  present: WebAssembly.Global<'i32'>
  dictionary: WebAssembly.Global<'i32'>
  count: WebAssembly.Global<'i32'>
  changes: WebAssembly.Global<'i32'>
  begin(rows: number, most: number): void
  leaveOut(code: number): void
  place(rows: number, width: number): number
  narrow(width: number): void
}

let wasm: Exports | null = null

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
  const kernel = (wasm ??= openKernel<Exports>())
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

// Writes stored rows as JSON byte by byte: their text is an array already; for objects names are missing.
import type { Column } from '../model.ts'
import { openKernel } from '../columns/kernel-module.ts'
import { lend } from '../page-memory.ts'
import type { RowTexts } from './rows-file.ts'

const COMMA = 0x2c
const BRACKET = 0x5b
const CLOSING = 0x5d

/** The JSON array of rows, each the array that it is, in UTF-8: bytes, which nobody must encode again. */
export function listsOf({ bytes, starts, rows }: RowTexts): Buffer {
  if (rows === 0) return Buffer.from('[]')
  const end = starts[rows]!
  const out = lend(end + 1)
  bytes.copy(out, 1, 0, end)
  for (let row = 1; row <= rows; row++) out[starts[row]!] = COMMA
  out[0] = BRACKET
  out[end] = CLOSING
  return out
}

/** What packages/tables/assembly/records.ts exports. */
interface Exports {
  memory: WebAssembly.Memory
  texts: WebAssembly.Global<'i32'>
  starts: WebAssembly.Global<'i32'>
  heads: WebAssembly.Global<'i32'>
  headEnds: WebAssembly.Global<'i32'>
  bare: WebAssembly.Global<'i32'>
  page: WebAssembly.Global<'i32'>
  written: WebAssembly.Global<'i32'>
  beginPage(columns: number, bytes: number): void
  makeRoom(bytes: number, rows: number): void
  addRecords(first: number, rows: number, id: number): void
}

let wasm: Exports | null = null

/** Bytes of memory that are kept for the next page. */
const LARGE = 16 << 20

/** False for columns whose cells are stored as text and sent as JSON of their own. */
export function canBeRecords(columns: readonly Column[]): boolean {
  return columns.every(({ type }) => type !== 'json' && type !== 'geometry')
}

/** What is written before each cell, and which cells are written without their quotes. */
interface Names {
  heads: Buffer
  ends: Uint32Array
  bare: Uint8Array
}

const known = new WeakMap<readonly Column[], Names>()

function namesOf(columns: readonly Column[]): Names {
  const before = known.get(columns)
  if (before) return before
  const heads = columns.map(({ id }) => Buffer.from(`,${JSON.stringify(id)}:`))
  let end = 0
  const names = {
    heads: Buffer.concat(heads),
    ends: Uint32Array.from(heads, ({ length }) => (end += length)),
    // Whole numbers beyond 2^53 are stored between quotes and sent as digits.
    bare: Uint8Array.from(columns, ({ type }) => Number(type === 'integer' || type === 'number')),
  }
  known.set(columns, names)
  return names
}

/** Rows that were copied in stretches: how many, and the number of the first (0-based). */
export interface Stretch {
  count: number
  row: number
}

/** The JSON array of rows as objects with their `_id` first, in UTF-8. */
export function recordsOf(
  columns: readonly Column[],
  texts: RowTexts,
  stretches: readonly Stretch[],
): Buffer {
  if (texts.rows === 0) return Buffer.from('[]')
  const { heads, ends, bare } = namesOf(columns)
  const kernel = (wasm ??= openKernel<Exports>())
  kernel.beginPage(ends.length, heads.length)
  const length = texts.starts[texts.rows]!
  kernel.makeRoom(length, texts.rows)
  const { buffer } = kernel.memory
  const bytes = new Uint8Array(buffer)
  bytes.set(heads, kernel.heads.value)
  bytes.set(bare, kernel.bare.value)
  bytes.set(texts.bytes.subarray(0, length), kernel.texts.value)
  const words = new Uint32Array(buffer)
  words.set(ends, kernel.headEnds.value >>> 2)
  words.set(texts.starts.subarray(0, texts.rows + 1), kernel.starts.value >>> 2)
  let done = 0
  for (const { count, row } of stretches) {
    kernel.addRecords(done, count, row + 1)
    done += count
  }
  const out = lend(kernel.written.value + 1)
  out.set(bytes.subarray(kernel.page.value, kernel.page.value + kernel.written.value))
  out[out.length - 1] = CLOSING
  // Its memory never becomes smaller: after a page of very long rows it is left to be collected.
  if (buffer.byteLength > LARGE) wasm = null
  return out
}

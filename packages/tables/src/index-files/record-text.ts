// Writes stored rows as JSON byte by byte: their text is an array already; for objects names are missing.
import type { Column } from '../model.ts'
import { openKernel } from '../columns/kernel-module.ts'

/** The bytes go to the reader as they are: as a string they would be decoded and encoded once more. */
export interface RecordWriter {
  /** Appends row number `row` (0-based), whose JSON array is `text`. */
  add(text: Buffer, row: number): void
  /** The JSON array of all rows added, in UTF-8. */
  json(): Buffer
}

const COMMA = 0x2c
const BRACKET = 0x5b
const CLOSING = 0x5d

/** Each row as the array that it is. */
export function listWriter(): RecordWriter {
  const texts: Buffer[] = []
  let bytes = 2
  return {
    add(text) {
      texts.push(text)
      bytes += text.length + 1
    },
    json() {
      const out = Buffer.allocUnsafe(Math.max(2, bytes - 1))
      let at = 1
      for (const text of texts) {
        if (at > 1) out[at++] = COMMA
        out.set(text, at)
        at += text.length
      }
      out[0] = BRACKET
      out[at] = CLOSING
      return out
    },
  }
}

/** What packages/tables/assembly/records.ts exports. */
interface Exports {
  memory: WebAssembly.Memory
  row: WebAssembly.Global<'i32'>
  heads: WebAssembly.Global<'i32'>
  headEnds: WebAssembly.Global<'i32'>
  bare: WebAssembly.Global<'i32'>
  page: WebAssembly.Global<'i32'>
  written: WebAssembly.Global<'i32'>
  beginPage(columns: number, bytes: number): void
  makeRoom(bytes: number): void
  addRecord(bytes: number, id: number): void
}

let wasm: Exports | null = null

/** Bytes of memory that are kept for the next page. */
const LARGE = 16 << 20

/** Null for columns whose cells are stored as text and sent as JSON of their own. */
export function recordWriter(columns: Column[]): RecordWriter | null {
  if (columns.some(({ type }) => type === 'json' || type === 'geometry')) return null
  const rows: { text: Buffer; row: number }[] = []
  return {
    add(text, row) {
      rows.push({ text, row })
    },
    // All at once: the memory is everybody's.
    json: () => (rows.length === 0 ? Buffer.from('[]') : writeRecords(columns, rows)),
  }
}

function writeRecords(
  columns: readonly Column[],
  rows: readonly { text: Buffer; row: number }[],
): Buffer {
  const kernel = (wasm ??= openKernel<Exports>())
  const names = columns.map(({ id }) => Buffer.from(`,${JSON.stringify(id)}:`))
  const heads = Buffer.concat(names)
  kernel.beginPage(columns.length, heads.length)
  const longest = rows.reduce((most, { text }) => Math.max(most, text.length), 0)
  kernel.makeRoom(longest)
  const { memory } = kernel
  let bytes = new Uint8Array(memory.buffer)
  bytes.set(heads, kernel.heads.value)
  const ends = new Uint32Array(memory.buffer, kernel.headEnds.value, columns.length)
  let end = 0
  for (const [at, name] of names.entries()) ends[at] = end += name.length
  // Whole numbers beyond 2^53 are stored between quotes and sent as digits.
  for (const [at, { type }] of columns.entries()) {
    bytes[kernel.bare.value + at] = type === 'integer' || type === 'number' ? 1 : 0
  }
  for (const { text, row } of rows) {
    kernel.makeRoom(text.length)
    if (bytes.length === 0) bytes = new Uint8Array(memory.buffer)
    bytes.set(text, kernel.row.value)
    kernel.addRecord(text.length, row + 1)
  }
  const { buffer } = memory
  const out = Buffer.allocUnsafe(kernel.written.value + 1)
  out.set(new Uint8Array(buffer, kernel.page.value, kernel.written.value))
  out[out.length - 1] = CLOSING
  // Its memory never becomes smaller: after a page of very long rows it is left to be collected.
  if (buffer.byteLength > LARGE) wasm = null
  return out
}

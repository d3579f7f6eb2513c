// Runs the WebAssembly that takes regular records apart, and gives the cells of each column.
import type { ByteMarks } from '../read/record-parser.ts'
import type { AheadRecords } from '../read/scan.ts'
import type { HandedCells, NumberedCells } from './blocks-ahead.ts'
import { openKernel } from './kernel-module.ts'

/** What packages/tables/assembly/cells.ts exports. */
interface Exports {
  memory: WebAssembly.Memory
  text: WebAssembly.Global<'i32'>
  end: WebAssembly.Global<'i32'>
  crlf: WebAssembly.Global<'i32'>
  longest: WebAssembly.Global<'i32'>
  quoted: WebAssembly.Global<'i32'>
  open(
    width: number,
    delimiter: number,
    quote: number,
    escape: number,
    window: number,
    rows: number,
  ): void
  keepPlain(place: number): void
  mark(filled: number): void
  seek(from: number): void
  take(from: number): number
  rowsOf(place: number): number
  bytesOf(place: number): number
  endsOf(place: number): number
  sizeOf(place: number): number
}

/** Bytes of the text that are taken apart together: few enough to stay near the processor. */
const WINDOW = 256 << 10

/** Cells that are taken together, all columns; and the most rows of them. */
const CELLS = 128 << 10
const ROWS = 2048

const NOTHING = { bytes: new Uint8Array(0), ends: new Uint32Array(0) }

export class CellKernel {
  readonly #wasm: Exports
  /** Cells of each column that were given, and whether it is kept plain. */
  readonly #given: Float64Array
  readonly #plain: Uint8Array
  /** Where the window begins in the buffer it was read from, and how much it holds. */
  #from = 0
  #filled = 0
  /** Byte of the window that comes next. */
  #next = 0

  /** Null where no record can be regular. */
  static open(marks: ByteMarks, width: number): CellKernel | null {
    const [delimiter = 10] = marks.delimiter
    const { quote, escape } = marks
    const able = marks.delimiter.length === 1 && ![quote, escape, 10, 13, 0].includes(delimiter)
    if (!able || width < 1) return null
    const wasm = openKernel<Exports>()
    const rows = Math.max(16, Math.min(ROWS, Math.floor(CELLS / width)))
    wasm.open(width, delimiter, quote, escape, WINDOW, rows)
    return new CellKernel(wasm, width)
  }

  private constructor(wasm: Exports, width: number) {
    this.#wasm = wasm
    this.#given = new Float64Array(width)
    this.#plain = new Uint8Array(width)
  }

  /** The buffer holds other bytes than before. */
  forget(): void {
    this.#filled = 0
  }

  /**
   * Takes the next regular records from `from` on; gives how many rows there are of them, 0 where the
   * next one is not regular or not complete before `filled`.
   */
  take(buffer: Buffer, filled: number, from: number): number {
    const wasm = this.#wasm
    const at = from - this.#from
    if (at < this.#next || at >= this.#filled) this.#load(buffer, filled, from)
    else if (at > this.#next) {
      wasm.seek(at)
      this.#next = at
    }
    for (;;) {
      const rows = wasm.take(this.#next)
      this.#next = wasm.end.value
      // Past the end of the window a record goes on in the next one.
      if (rows > 0 || this.#from + this.#filled >= filled || this.#next === 0) return rows
      if (this.#next < this.#filled - WINDOW / 4) return 0
      this.#load(buffer, filled, this.#from + this.#next)
    }
  }

  /** Takes all regular records that follow each other from `from` on; `each` is told of so many rows. */
  takeAll(
    buffer: Buffer,
    filled: number,
    from: number,
    each: (rows: number) => void,
  ): AheadRecords {
    const records = { rows: 0, end: from, crlf: 0, longest: 0 }
    while (records.end < filled) {
      const rows = this.take(buffer, filled, records.end)
      if (rows === 0) break
      each(rows)
      records.rows += rows
      records.end = this.end
      records.crlf += this.crlf
      records.longest = Math.max(records.longest, this.longest)
    }
    return records
  }

  /** Byte of the buffer after the last record that was taken. */
  get end(): number {
    return this.#from + this.#next
  }

  /** Of the records that were taken last: how many ended in CR LF; bytes of the longest. */
  get crlf(): number {
    return this.#wasm.crlf.value
  }

  get longest(): number {
    return this.#wasm.longest.value
  }

  /** Some cell so far was quoted. */
  get quoted(): boolean {
    return this.#wasm.quoted.value !== 0
  }

  /** Keeps the cells of a column as they are from now on. */
  keepPlain(place: number): void {
    if (this.#plain[place] === 1) return
    this.#plain[place] = 1
    this.#wasm.keepPlain(place)
  }

  /**
   * Of the rows that were taken last, the number of each cell, 0 where it is empty; of a column that
   * is kept plain, where each ends in `plainBytes`. It holds until the next are taken.
   */
  rowsOf(place: number, rows: number): Uint32Array {
    return new Uint32Array(this.#wasm.memory.buffer, this.#wasm.rowsOf(place), rows)
  }

  isPlain(place: number): boolean {
    return this.#plain[place] === 1
  }

  /** Cells of a column that is kept plain, up to the end of the last. */
  plainBytes(place: number, end: number): Uint8Array {
    return new Uint8Array(this.#wasm.memory.buffer, this.#wasm.bytesOf(place), end)
  }

  /** The cells that have a number since they were asked for last; `bytes` hold until rows are taken. */
  newCells(place: number): Omit<NumberedCells, 'kind' | 'codes'> {
    const wasm = this.#wasm
    const given = this.#given[place]!
    const size = wasm.sizeOf(place)
    if (size === given) return { first: given + 1, ...NOTHING }
    this.#given[place] = size
    const { buffer } = wasm.memory
    const all = new Uint32Array(buffer, wasm.endsOf(place), size + 1)
    const from = all[given]!
    const ends = all.slice(given + 1).map((end) => end - from)
    const bytes = new Uint8Array(buffer, wasm.bytesOf(place) + from, all[size]! - from)
    return { first: given + 1, bytes, ends }
  }

  /** Cells of the rows that were taken last, with what is new in them. */
  cells(place: number, rows: number): HandedCells {
    const codes = this.rowsOf(place, rows)
    if (!this.isPlain(place)) return { kind: 'numbered', codes, ...this.newCells(place) }
    return { kind: 'plain', bytes: this.plainBytes(place, codes[rows - 1]!), ends: codes }
  }

  #load(buffer: Buffer, filled: number, from: number): void {
    const length = Math.min(WINDOW, filled - from)
    const wasm = this.#wasm
    new Uint8Array(wasm.memory.buffer, wasm.text.value, length).set(
      buffer.subarray(from, from + length),
    )
    wasm.mark(length)
    this.#from = from
    this.#filled = length
    this.#next = 0
  }
}

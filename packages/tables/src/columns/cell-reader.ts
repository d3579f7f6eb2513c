// Takes the cells of each record of a delimited text apart and puts them into their columns.
import type { ByteMarks } from '../read/record-parser.ts'
import { type ColumnCells, PACKED, THREE_DIGITS, TWO_DIGITS } from './column-cells.ts'
import { PRIME, SEED } from './dictionary.ts'

const LF = 10
const CR = 13
const COMMA = 44
const QUOTE = 34
const ZERO = 48

const DELIMITER = 1
const LINE_FEED = 2
const OTHER = 3

/** Where a chunk of rows goes when it is full. */
export type ChunkSink = (columns: readonly ColumnCells[], rows: number) => void

/** Knows only what nearly every record is; whatever else there is, `RecordParser` makes clean first. */
export class CellReader {
  /** The last record ended in CR LF. */
  crlf = false
  /** A record so far had a quoted cell. */
  quoted = false
  /** Rows taken. */
  rows = 0
  readonly columns: readonly ColumnCells[]
  readonly #kinds = new Uint8Array(256)
  readonly #quote: number
  readonly #able: boolean
  readonly #chunk: number
  readonly #full: ChunkSink
  #row = 0
  #scratch: Buffer = Buffer.allocUnsafe(1 << 12)

  constructor(
    { delimiter, quote, escape }: ByteMarks,
    columns: readonly ColumnCells[],
    { chunk, full }: { chunk: number; full: ChunkSink },
  ) {
    const first = delimiter[0] ?? LF
    this.columns = columns
    this.#quote = quote
    this.#chunk = chunk
    this.#full = full
    this.#able = delimiter.length === 1 && ![quote, escape, LF, CR, 0].includes(first)
    for (const byte of [quote, escape, CR, 0]) if (byte >= 0) this.#kinds[byte] = OTHER
    this.#kinds[first] = DELIMITER
    this.#kinds[LF] = LINE_FEED
  }

  /**
   * Takes the record at `from` and gives the position after it, where it has as many cells as the
   * table, no quote but around whole cells, and ends in LF or CR LF within the first `filled` bytes;
   * else -1, and nothing is taken.
   */
  take(buffer: Buffer, filled: number, from: number): number {
    if (!this.#able) return -1
    const kinds = this.#kinds
    const quote = this.#quote
    const columns = this.columns
    const last = columns.length - 1
    const row = this.#row
    let at = from
    for (let place = 0; place <= last; place++) {
      if (at >= filled) return -1
      const start = at
      let byte = buffer[at]!
      if (byte === quote) {
        at = this.#quotedCell(buffer, filled, at + 1, columns[place]!)
        if (at < 0) return -1
        byte = buffer[at]!
      } else {
        const column = columns[place]!
        // Most cells of most tables are short whole numbers: those need no hash.
        let number = byte - ZERO
        if (number >= 0 && number < 10) {
          let digit = 0
          let key = number
          if (++at < filled && (digit = (byte = buffer[at]!) - ZERO) >= 0 && digit < 10) {
            key = TWO_DIGITS + (number = number * 10 + digit)
            if (++at < filled && (digit = (byte = buffer[at]!) - ZERO) >= 0 && digit < 10) {
              key = THREE_DIGITS + number * 10 + digit
              if (++at < filled) byte = buffer[at]!
            }
          }
          if (at >= filled) return -1
          if (kinds[byte] === 0) at = this.#longCell(buffer, filled, start, column)
          else if (!column.putShort(row, key)) {
            at = this.#hashedCell(buffer, filled, start, column)
          }
        } else if (kinds[byte] === 0) at = this.#longCell(buffer, filled, start, column)
        else column.put(row, buffer, at, at, SEED)
        if (at < 0) return -1
        byte = buffer[at]!
      }
      if (place < last) {
        if (kinds[byte] !== DELIMITER) return -1
        at++
      } else {
        this.crlf = byte === CR
        if (this.crlf) {
          if (++at >= filled) return -1
          byte = buffer[at]!
        }
        if (byte !== LF || at === from + (this.crlf ? 1 : 0)) return -1
      }
    }
    this.#next()
    return at + 1
  }

  /** Takes records that `RecordParser` has written: commas, every filled cell in quotes. */
  takeClean(bytes: Buffer): void {
    const { columns } = this
    let at = 0
    while (at < bytes.length) {
      for (const column of columns) {
        if (bytes[at] === QUOTE) at = this.#unquote(bytes, at + 1, column)
        else column.put(this.#row, bytes, at, at, SEED)
        const end = bytes[at++]
        if (end !== COMMA && end !== LF) throw new TypeError(`byte ${end} at ${at} is no end`)
      }
      this.#next()
    }
  }

  /** Position after a cell that may be that of the row before, or -1 where the buffer ends before it. */
  #longCell(buffer: Buffer, filled: number, from: number, column: ColumnCells): number {
    const length = column.repeated(this.#row, buffer, from)
    const end = from + length
    if (length > 0 && end < filled && this.#kinds[buffer[end]!] !== 0) return end
    return this.#hashedCell(buffer, filled, from, column)
  }

  /** The same for any cell without quotes. */
  #hashedCell(buffer: Buffer, filled: number, from: number, column: ColumnCells): number {
    const kinds = this.#kinds
    let hash = SEED
    let at = from
    for (; at < filled; at++) {
      const byte = buffer[at]!
      if (kinds[byte] !== 0) {
        column.put(this.#row, buffer, from, at, hash)
        return at
      }
      hash = Math.imul(hash ^ byte, PRIME)
    }
    return -1
  }

  /** Takes rows of another thread: `put` receives where they go, and which of them these are. */
  adopt(rows: number, put: (row: number, from: number, to: number) => void): void {
    for (let from = 0; from < rows;) {
      const room = Math.min(this.#chunk - this.#row, PACKED - (this.#row % PACKED))
      const to = Math.min(rows, from + room)
      put(this.#row, from, to)
      this.rows += to - from
      this.#row += to - from
      from = to
      if (this.#row === this.#chunk) this.end()
      else if (this.#row % PACKED === 0) this.#pack()
    }
  }

  /** Hands on the rows of a chunk that is not full. */
  end(): void {
    if (this.#row > 0) this.#full(this.columns, this.#row)
    this.#row = 0
  }

  #next(): void {
    this.rows++
    if (++this.#row === this.#chunk) this.end()
    else if (this.#row % PACKED === 0) this.#pack()
  }

  #pack(): void {
    for (const column of this.columns) column.pack(this.#row)
  }

  /** Position after the closing quote of a cell of one line, or -1 where it is left to the parser. */
  #quotedCell(buffer: Buffer, filled: number, from: number, column: ColumnCells): number {
    const kinds = this.#kinds
    const quote = this.#quote
    let hash = SEED
    let at = from
    for (; at < filled; at++) {
      const byte = buffer[at]!
      const kind = kinds[byte]!
      if (kind === LINE_FEED || (kind === OTHER && byte !== CR)) break
      hash = Math.imul(hash ^ byte, PRIME)
    }
    if (at + 1 >= filled || buffer[at] !== quote) return -1
    const after = kinds[buffer[at + 1]!]
    if (after === DELIMITER || after === LINE_FEED || buffer[at + 1] === CR) {
      column.put(this.#row, buffer, from, at, hash)
      this.quoted = true
      return at + 1
    }
    return -1
  }

  /** The same for a clean cell, whose quotes are doubled and which may have lines. */
  #unquote(bytes: Buffer, from: number, column: ColumnCells): number {
    let out = 0
    let hash = SEED
    for (let at = from; ; at++) {
      const byte = bytes[at]!
      if (byte === QUOTE && bytes[++at] !== QUOTE) {
        column.put(this.#row, this.#scratch, 0, out, hash)
        return at
      }
      if (out === this.#scratch.length) {
        const larger = Buffer.allocUnsafe(out * 2)
        this.#scratch.copy(larger)
        this.#scratch = larger
      }
      this.#scratch[out++] = byte
      hash = Math.imul(hash ^ byte, PRIME)
    }
  }
}

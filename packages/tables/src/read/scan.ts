// Walks over every record of a delimited text file, counts what is irregular, and loses nothing.
import { closeSync, openSync } from 'node:fs'
import type { CellReader } from '../columns/cell-reader.ts'
import type { RegularRecords } from '../columns/regular-records.ts'
import { TableError } from '../model.ts'
import { readFully } from './blocks.ts'
import { LineMap, Tally } from './line-map.ts'
import { type ByteMarks, type Reading, RecordParser } from './record-parser.ts'
import { Skimmer } from './skim.ts'

export interface ScanOptions extends ByteMarks {
  path: string
  /** Byte where the first record begins. */
  start: number
  /** Number of the line that begins there. */
  line: number
  /** Cells of a regular record. */
  width: number
  /** Receives clean comma-separated bytes; without it records are only counted. */
  sink?: (bytes: Buffer) => void
  /** Receives the cells instead; the scan ends at a record that has some beyond the last column. */
  cells?: CellReader
  /** Puts many records into `cells` at a time. */
  regular?: RegularRecords | null
  /** Takes parts of the file apart ahead of the scan. */
  ahead?: Ahead | null
  /** The first record holds headings, which are no cells. */
  header?: boolean
  /** Every record ends with a cell for what stood beyond the last column. */
  extraColumn?: boolean
  progress?: (bytes: number) => void
  signal?: AbortSignal
}

/** Regular records that stand one after the other, each on a line of its own. */
export interface AheadRecords {
  rows: number
  /** Byte after the last of them. */
  end: number
  /** How many ended in CR LF. */
  crlf: number
  /** Bytes of the longest. */
  longest: number
}

/** What another thread reads meanwhile, on the guess that records begin where it begins. */
export interface Ahead {
  /** Byte where its next part begins. */
  readonly next: number
  /** Takes that part over, for a record does begin there; null where there is nothing of it. */
  take(): AheadRecords | null
  /** Leaves it out. */
  skip(): void
}

export interface ScanResult {
  /** Header included. */
  records: number
  lines: LineMap
  /** Records with fewer or more cells than `width`; numbers are lines of the file. */
  short: Tally
  long: Tally
  /** Lines whose opening quote never closes and was taken as a character. */
  unclosed: Tally
  blank: Tally
  /** The last record is short and has no line end, or its quote never closes. */
  truncated: boolean
  quoted: boolean
  /** DuckDB's own reader will see the same records. */
  plain: boolean
  longest: number
}

const BLOCK = 1 << 20
const LONGEST = 16 << 20

/** One pass over the file. Throws `line-too-long` when one record exceeds 16 MiB. */
export function scanRecords(options: ScanOptions): ScanResult {
  const scanner = new Scanner(options)
  const file = openSync(options.path, 'r')
  try {
    return scanner.run(file)
  } finally {
    closeSync(file)
  }
}

class Scanner {
  readonly #options: ScanOptions
  readonly #parser: RecordParser
  /** Only where records are counted and not written. */
  readonly #skimmer: Skimmer | null
  readonly #result: ScanResult
  readonly #sink: ((bytes: Buffer) => void) | undefined
  #line: number
  #recovered = 0
  #pendingBlank: number[] = []

  constructor(options: ScanOptions) {
    this.#options = options
    this.#line = options.line
    this.#sink = options.cells ? (bytes) => this.#takeClean(bytes) : options.sink
    this.#parser = new RecordParser(options, options.width, this.#sink !== undefined)
    this.#skimmer = this.#sink ? null : new Skimmer(options, options.width)
    this.#result = {
      records: 0,
      lines: new LineMap(),
      short: new Tally(),
      long: new Tally(),
      unclosed: new Tally(),
      blank: new Tally(),
      truncated: false,
      quoted: false,
      plain: true,
      longest: 0,
    }
  }

  run(file: number): ScanResult {
    const parser = this.#parser
    let position = this.#options.start
    let buffer = Buffer.allocUnsafe(BLOCK * 2)
    let left = 0
    const { ahead } = this.#options
    for (;;) {
      this.#options.signal?.throwIfAborted()
      while (ahead && ahead.next < position) ahead.skip()
      const room = Math.min(buffer.length - left, (ahead?.next ?? Infinity) - position)
      const read = readFully(file, buffer, left, room, position)
      position += read
      parser.buffer = buffer
      parser.filled = left + read
      parser.ended = read < room
      const at = this.#block()
      this.#options.progress?.(position)
      if (parser.ended || this.#isTooWide()) break
      left = parser.filled - at
      if (position === ahead?.next) {
        const records = this.#takeAhead(ahead, left)
        if (records) position = records.end
      }
      if (at === 0 && parser.filled === buffer.length) {
        if (buffer.length >= LONGEST * 2) throw new TableError('line-too-long', { row: this.#line })
        const larger = Buffer.allocUnsafe(buffer.length * 2)
        buffer.copy(larger, 0, at, parser.filled)
        buffer = larger
      } else buffer.copy(buffer, 0, at, parser.filled)
    }
    if (!this.#isTooWide()) this.#flush()
    this.#result.plain &&= !parser.unusual && (parser.lf === 0 || parser.crlf === 0)
    const quick = this.#skimmer ?? this.#options.cells
    this.#result.quoted = parser.quoted || quick?.quoted === true
    if (!this.#isTooWide()) this.#options.cells?.end()
    return this.#result
  }

  /**
   * Where the next part of another thread begins: takes it over if a record begins there and nothing
   * is open. `left` are the bytes of a record that goes on.
   */
  #takeAhead(ahead: Ahead, left: number): AheadRecords | null {
    const result = this.#result
    if (left > 0 || result.records === 0 || this.#pendingBlank.length > 0) {
      ahead.skip()
      return null
    }
    const records = ahead.take()
    if (records !== null) this.#add(records)
    return records
  }

  #add({ rows, crlf, longest }: AheadRecords): void {
    const result = this.#result
    result.lines.add(result.records, this.#line)
    result.records += rows
    this.#line += rows
    if (longest > result.longest) result.longest = longest
    this.#parser.crlf += crlf
    this.#parser.lf += rows - crlf
  }

  /** Takes every complete record of the buffer; gives where the rest begins. */
  #block(): number {
    const parser = this.#parser
    let at = 0
    this.#options.regular?.forget()
    while (at < parser.filled) {
      at = this.#takeRegular(at)
      if (at === parser.filled) break
      this.#reserve(parser.filled - at)
      const next = this.#record(at)
      if (next < 0 || this.#isTooWide()) return at
      at = next
    }
    return at
  }

  #record(at: number): number {
    const parser = this.#parser
    const outStart = parser.outAt
    const skimmed = this.#skim(at)
    if (skimmed >= 0) return skimmed
    const next = this.#understand(at)
    if (next < 0) return -1
    const lines = parser.newlines + 1
    if (parser.fields === 1 && parser.lastFilled === 0 && !this.#isQuoted(at)) {
      parser.outAt = outStart
      this.#pendingBlank.push(this.#line)
      this.#line += lines
      return next
    }
    if (this.#pendingBlank.length > 0) this.#settleBlank(outStart)
    this.#count(at, next)
    this.#finish()
    this.#line += lines
    return next
  }

  /** Takes the regular records at `at` as far as they go; gives where they end. */
  #takeRegular(at: number): number {
    const { regular } = this.#options
    if (!regular || this.#mustBeUnderstood()) return at
    const parser = this.#parser
    const records = regular.take(parser.buffer, parser.filled, at)
    if (records === null) return at
    this.#add(records)
    return records.end
  }

  /** Headings are no cells, and blank lines before a row are settled before its cells are taken. */
  #mustBeUnderstood(): boolean {
    const { cells, header } = this.#options
    if (!cells) return false
    return (header === true && this.#result.records === 0) || this.#pendingBlank.length > 0
  }

  #isTooWide(): boolean {
    return this.#options.cells !== undefined && this.#result.long.count > 0
  }

  /** One record that the parser has written. */
  #takeClean(bytes: Buffer): void {
    if (this.#options.header !== true || this.#result.records > 1) {
      this.#options.cells?.takeClean(bytes)
    }
  }

  /** A record without anything unusual, counted; -1 for any other. */
  #skim(at: number): number {
    const parser = this.#parser
    const { cells } = this.#options
    const quick = this.#skimmer ?? cells
    if (!quick || this.#mustBeUnderstood()) return -1
    const next = cells
      ? cells.take(parser.buffer, parser.filled, at)
      : this.#skimmer!.skim(parser.buffer, parser.filled, at)
    if (next < 0) return -1
    if (quick.crlf) parser.crlf++
    else parser.lf++
    parser.fields = this.#options.width
    if (this.#pendingBlank.length > 0) this.#settleBlank(parser.outAt)
    this.#count(at, next)
    this.#line++
    return next
  }

  #isQuoted(at: number): boolean {
    return this.#parser.buffer[at] === this.#options.quote && this.#options.quote >= 0
  }

  /** Blank lines between records: rows of a one-column table, nothing otherwise. */
  #settleBlank(outStart: number): void {
    const parser = this.#parser
    const result = this.#result
    const asRows = this.#options.width === 1 && result.records > 0
    for (const line of this.#pendingBlank) {
      if (asRows) {
        result.lines.add(result.records, line)
        result.records++
      }
      if (result.records > 0) result.blank.add(line)
    }
    const count = this.#pendingBlank.length
    if (asRows || result.records > 0) result.plain = false
    this.#pendingBlank = []
    if (!asRows || !this.#sink) return
    const text = Buffer.from(`""${this.#options.extraColumn ? ',' : ''}\n`.repeat(count))
    const record = Buffer.from(parser.out.subarray(outStart, parser.outAt))
    parser.outAt = outStart
    this.#flush()
    this.#sink(text)
    record.copy(parser.out, 0)
    parser.outAt = record.length
  }

  #count(at: number, next: number): void {
    const parser = this.#parser
    const result = this.#result
    const { width } = this.#options
    result.lines.add(result.records, this.#line)
    result.records++
    if (parser.fields !== width) {
      result.plain = false
      if (parser.fields < width) result.short.add(this.#line)
      else if (parser.lastFilled > width) result.long.add(this.#line)
    }
    if (next - at > result.longest) result.longest = next - at
    if (parser.ended && next === parser.filled) {
      const closed = parser.buffer[next - 1] === 10 || parser.buffer[next - 1] === 13
      if (!closed && parser.fields < width) result.truncated = true
    }
  }

  /** Ends a record that the parser has written. */
  #finish(): void {
    if (!this.#sink || this.#isTooWide()) return
    const parser = this.#parser
    if (this.#options.extraColumn && !parser.wroteExtra) parser.out[parser.outAt++] = 44
    parser.out[parser.outAt++] = 10
    if (this.#options.cells) this.#flush()
  }

  /** Tries the readings in turn; keeps the first that gives a regular record. */
  #understand(at: number): number {
    const parser = this.#parser
    const { width } = this.#options
    const outStart = parser.outAt
    const limit = this.#limit(at)
    const attempt = (reading: Reading): number => {
      parser.outAt = outStart
      return parser.parse(at, reading, limit)
    }
    const first = attempt('inner')
    if (first >= 0 && parser.strays === 0) return first
    if (first < 0 && !parser.ended && parser.filled - at < limit) return -1
    // A regular record on one line is believed before one that spans lines.
    const regular = first >= 0 && parser.fields === width
    if (regular && parser.newlines === 0) return first
    const spread = parser.newlines > 0
    const closing = attempt('closing')
    const closes = closing >= 0 && parser.fields === width
    if (closes && parser.newlines === 0) return closing
    const literal = attempt('literal')
    if (literal < 0) return -1
    if (parser.fields === width || (!regular && !closes && (first < 0 || spread))) {
      this.#recovered++
      this.#result.unclosed.add(this.#line)
      this.#result.plain = false
      if (parser.ended && literal === parser.filled && first < 0) this.#result.truncated = true
      return literal
    }
    return attempt(regular || !closes ? 'inner' : 'closing')
  }

  /** After many quotes that never close, less is read ahead for each further one. */
  #limit(at: number): number {
    if (this.#recovered < 16) return LONGEST
    if (this.#recovered < 256) return 1 << 16
    const end = this.#parser.buffer.indexOf(10, at)
    return end < 0 ? 1 << 12 : end - at + 1
  }

  #reserve(rest: number): void {
    if (!this.#sink) return
    const parser = this.#parser
    const need = Math.min(rest, LONGEST) * 3 + this.#options.width * 2 + 64
    if (parser.out.length - parser.outAt >= need) return
    this.#flush()
    if (parser.out.length < need) parser.out = Buffer.allocUnsafe(need * 2)
  }

  #flush(): void {
    const parser = this.#parser
    if (!this.#sink || parser.outAt === 0) return
    this.#sink(parser.out.subarray(0, parser.outAt))
    parser.outAt = 0
  }
}

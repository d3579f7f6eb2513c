// Finds the end of one record and its cells in a buffer of bytes, and can write it out cleanly.

export interface ByteMarks {
  delimiter: Buffer
  /** Byte of the quote, or -1. */
  quote: number
  /** Byte of an escape other than the quote, or -1. */
  escape: number
  /** A carriage return alone ends a record. */
  bareReturn: boolean
}

/** How quotes that do not fit are understood. */
export type Reading =
  /** A quote inside a quoted cell that ends nothing is a character of the cell. */
  | 'inner'
  /** Such a quote ends the quoting; the rest of the cell is plain. */
  | 'closing'
  /** No quote of this record means anything. */
  | 'literal'

const LF = 10
const CR = 13
const SPACE = 32
const COMMA = 44
const QUOTE = 34

export class RecordParser {
  buffer: Buffer = Buffer.alloc(0)
  filled = 0
  ended = false
  /** Results of the last `parse`. */
  fields = 0
  lastFilled = 0
  strays = 0
  newlines = 0
  /** Something DuckDB's reader might understand otherwise. */
  unusual = false
  /** Any record so far had a quoted cell. */
  quoted = false
  /** Records that ended in LF and in CR LF. */
  lf = 0
  crlf = 0
  /** Clean output, comma separated, every filled cell quoted. */
  out: Buffer = Buffer.alloc(0)
  outAt = 0
  readonly #marks: ByteMarks
  readonly #stop = new Uint8Array(256)
  readonly #inside = new Uint8Array(256)
  readonly #first: number
  readonly #width: number
  readonly #write: boolean
  readonly #skipSpaces: boolean

  constructor(marks: ByteMarks, width: number, write: boolean) {
    this.#marks = marks
    this.#width = width
    this.#write = write
    this.#first = marks.delimiter[0] ?? COMMA
    this.#skipSpaces = this.#first !== SPACE && this.#first !== 9
    for (const byte of [this.#first, LF, CR, 0]) this.#stop[byte] = 1
    for (const byte of [LF, 0]) this.#inside[byte] = 1
    for (const byte of [marks.quote, marks.escape]) {
      if (byte < 0) continue
      this.#stop[byte] = 1
      this.#inside[byte] = 1
    }
  }

  /**
   * Parses the record at `from`; gives the position after its line end, or -1 when the record is
   * not complete in the buffer (or, at the end of the file, a quote never closes).
   */
  parse(from: number, reading: Reading, limit: number): number {
    const { buffer, filled } = this
    const { quote } = this.#marks
    this.fields = 0
    this.lastFilled = 0
    this.strays = 0
    this.newlines = 0
    const outStart = this.outAt
    let extraEnd = -1
    const stopAt = Math.min(filled, from + limit)
    let at = from
    for (;;) {
      const extra = this.fields >= this.#width
      this.#open(extra)
      const contentStart = this.outAt
      const start = at
      let end = -1
      let content = false
      if (reading !== 'literal' && quote >= 0) {
        let first = at
        if (this.#skipSpaces) while (first < filled && buffer[first] === SPACE) first++
        if (first >= filled && !this.ended) return this.#undo(outStart)
        if (first < filled && buffer[first] === quote) {
          if (first > at) this.unusual = true
          end = this.#quoted(first + 1, reading, stopAt)
          if (end < 0) return this.#undo(outStart)
          content = end - first > 2
          this.quoted = true
        }
      }
      if (end < 0) {
        end = this.#plain(at)
        if (end < 0) return this.#undo(outStart)
        content = end > start
      }
      at = end
      this.fields++
      if (content) this.lastFilled = this.fields
      if (this.#write) {
        if (extra) {
          if (content) extraEnd = this.outAt
        } else {
          this.#close(contentStart)
        }
      }
      if (at < filled && this.#delimits(at)) {
        at += this.#marks.delimiter.length
        if (at >= filled && !this.ended) return this.#undo(outStart)
        continue
      }
      const next = this.#lineEnd(at)
      if (next < 0) return this.#undo(outStart)
      if (this.#write) this.#finish(extraEnd)
      return next
    }
  }

  #undo(outStart: number): number {
    this.outAt = outStart
    return -1
  }

  /** Plain cell from `at`: gives its end. */
  #plain(from: number): number {
    const { buffer, filled } = this
    const stop = this.#stop
    let at = from
    let run = from
    for (;;) {
      while (at < filled && stop[buffer[at]!] === 0) at++
      if (at >= filled) {
        if (!this.ended) return -1
        break
      }
      const byte = buffer[at]!
      if (byte === LF) break
      if (byte === CR) {
        if (this.#marks.bareReturn) break
        let after = at
        while (after < filled && buffer[after] === CR) after++
        if (after >= filled && !this.ended) return -1
        if (after >= filled || buffer[after] === LF) break
        this.unusual = true
        at = after
        continue
      }
      if (byte === this.#marks.escape) {
        if (at + 1 >= filled && !this.ended) return -1
        this.unusual = true
        // Beyond the end stands what was read before.
        const next = at + 1 < filled ? buffer[at + 1] : null
        if (next === this.#first || next === this.#marks.quote || next === byte) {
          this.#copy(run, at)
          run = at + 1
          at += 2
          continue
        }
        at++
        continue
      }
      if (byte === this.#first) {
        if (this.#marks.delimiter.length > 1 && at + this.#marks.delimiter.length > filled) {
          if (!this.ended) return -1
        }
        if (this.#delimits(at)) break
        at++
        continue
      }
      this.unusual = true
      if (byte === 0) {
        this.#copy(run, at)
        run = at + 1
      }
      at++
    }
    if (this.#write) this.#copy(run, at)
    return at
  }

  /** Quoted cell whose content begins at `from`: gives the position after its closing quote. */
  #quoted(from: number, reading: Reading, stopAt: number): number {
    const { buffer, filled } = this
    const { quote, escape } = this.#marks
    const inside = this.#inside
    let at = from
    let run = from
    for (;;) {
      while (at < stopAt && inside[buffer[at]!] === 0) at++
      if (at >= stopAt) return -1
      const byte = buffer[at]!
      if (byte === LF) {
        this.newlines++
        at++
        continue
      }
      if (byte === escape) {
        if (at + 1 >= filled) return -1
        this.unusual = true
        if (buffer[at + 1] === quote || buffer[at + 1] === escape) {
          this.#copy(run, at)
          run = at + 1
          at += 2
        } else at++
        continue
      }
      if (byte === 0) {
        this.unusual = true
        this.#copy(run, at)
        run = ++at
        continue
      }
      if (at + 1 >= filled && !this.ended) return -1
      if (buffer[at + 1] === quote && at + 1 < filled) {
        this.#copy(run, at)
        run = at + 1
        at += 2
        continue
      }
      let after = at + 1
      if (this.#skipSpaces) while (after < filled && buffer[after] === SPACE) after++
      if (after >= filled && !this.ended) return -1
      if (after >= filled || this.#endsCell(after)) {
        if (after > at + 1) this.unusual = true
        this.#copy(run, at)
        return after
      }
      this.strays++
      this.unusual = true
      if (reading === 'closing') {
        this.#copy(run, at)
        return this.#plain(at + 1)
      }
      at++
    }
  }

  #endsCell(at: number): boolean {
    const byte = this.buffer[at]
    return byte === LF || byte === CR || this.#delimits(at)
  }

  #delimits(at: number): boolean {
    const { delimiter } = this.#marks
    if (this.buffer[at] !== this.#first || at + delimiter.length > this.filled) return false
    for (let index = 1; index < delimiter.length; index++) {
      if (this.buffer[at + index] !== delimiter[index]) return false
    }
    return true
  }

  /** Position after the line end at `at`, or -1 when more bytes are needed to know. */
  #lineEnd(at: number): number {
    const { buffer, filled } = this
    if (at >= filled) return filled
    if (buffer[at] === LF) {
      this.lf++
      return at + 1
    }
    let after = at
    while (after < filled && buffer[after] === CR) after++
    if (after >= filled && !this.ended) return -1
    if (after - at === 1) this.crlf++
    else this.unusual = true
    if (buffer[after] === LF && after < filled) return after + 1
    this.unusual = true
    return at + 1
  }

  #open(extra: boolean): void {
    if (!this.#write) return
    if (this.fields > 0 && !(extra && this.fields > this.#width)) this.out[this.outAt++] = COMMA
    if (extra && this.fields > this.#width) {
      for (const byte of this.#marks.delimiter) this.out[this.outAt++] = byte
    } else this.out[this.outAt++] = QUOTE
  }

  /** Ends a cell; an empty one leaves nothing between its commas. */
  #close(contentStart: number): void {
    if (this.outAt === contentStart && this.#width > 1) this.outAt--
    else this.out[this.outAt++] = QUOTE
  }

  /** Pads short records, closes the cell that collects what stood beyond the last column. */
  #finish(extraEnd: number): void {
    if (this.fields > this.#width) {
      if (extraEnd >= 0) {
        this.outAt = extraEnd
        this.out[this.outAt++] = QUOTE
      } else {
        // Nothing but delimiters beyond the last column: back to the end of the last column.
        const empties = (this.fields - this.#width - 1) * this.#marks.delimiter.length
        this.outAt -= empties + 2
      }
    }
    for (let field = this.fields; field < this.#width; field++) this.out[this.outAt++] = COMMA
    this.wroteExtra = this.fields > this.#width && extraEnd >= 0
  }

  /** The last record written has a cell beyond the last column. */
  wroteExtra = false

  #copy(from: number, to: number): void {
    if (!this.#write) return
    const { buffer, out } = this
    let outAt = this.outAt
    for (let at = from; at < to; at++) {
      const byte = buffer[at]!
      if (byte === QUOTE) out[outAt++] = QUOTE
      out[outAt++] = byte
    }
    this.outAt = outAt
  }
}

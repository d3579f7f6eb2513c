// Steps over the records of a text table that hold nothing unusual, faster than the full parser.
import type { ByteMarks } from './record-parser.ts'

const LF = 10
const CR = 13

const DELIMITER = 1
const LINE_FEED = 2
const OTHER = 3

/** Knows only what nearly every record is; whatever else there is, it leaves to `RecordParser`. */
export class Skimmer {
  /** The last record ended in CR LF. */
  crlf = false
  /** A record so far had a quoted cell. */
  quoted = false
  readonly #kinds = new Uint8Array(256)
  readonly #inside = new Uint8Array(256)
  readonly #quote: number
  readonly #width: number
  readonly #able: boolean

  constructor({ delimiter, quote, escape }: ByteMarks, width: number) {
    const first = delimiter[0] ?? LF
    this.#quote = quote
    this.#width = width
    this.#able = delimiter.length === 1 && ![quote, escape, LF, CR, 0].includes(first)
    for (const byte of [quote, escape, CR, 0]) if (byte >= 0) this.#kinds[byte] = OTHER
    this.#kinds[first] = DELIMITER
    this.#kinds[LF] = LINE_FEED
    for (const byte of [quote, escape, LF, 0]) if (byte >= 0) this.#inside[byte] = OTHER
  }

  /**
   * Position after the record at `from`, where it has as many cells as the table, no quote but
   * around whole cells, and ends in LF or CR LF within the first `filled` bytes; else -1.
   */
  skim(buffer: Uint8Array, filled: number, from: number): number {
    if (!this.#able) return -1
    const kinds = this.#kinds
    const quote = this.#quote
    let fields = 1
    let quoted = false
    let cell = from
    for (let at = from; at < filled; at++) {
      const byte = buffer[at]!
      const kind = kinds[byte]!
      if (kind === 0) continue
      if (kind === DELIMITER) {
        fields++
        cell = at + 1
      } else if (kind === LINE_FEED) {
        if (fields !== this.#width || at === from) return -1
        this.crlf = at - 1 > from && buffer[at - 1] === CR
        if (quoted) this.quoted = true
        return at + 1
      } else if (byte === CR) {
        if (at + 1 >= filled || buffer[at + 1] !== LF || at === from) return -1
      } else {
        if (byte !== quote || at !== cell) return -1
        at = this.#closing(buffer, at + 1, filled)
        if (at < 0 || at + 1 >= filled) return -1
        const after = kinds[buffer[at + 1]!]
        if (after !== DELIMITER && after !== LINE_FEED && buffer[at + 1] !== CR) return -1
        quoted = true
      }
    }
    return -1
  }

  /** Position of the quote that ends a cell of one line without quotes, or -1. */
  #closing(buffer: Uint8Array, from: number, filled: number): number {
    const inside = this.#inside
    let at = from
    while (at < filled && inside[buffer[at]!] === 0) at++
    return at < filled && buffer[at] === this.#quote ? at : -1
  }
}

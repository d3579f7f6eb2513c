// Gives each different cell of a column a number, in the order in which they first stand.

/** First value of a cell's hash; each byte is mixed in by `mix` (FNV-1a, 32 bits). */
export const SEED: number = 0x811c9dc5 | 0
export const PRIME = 0x01000193

/** What the dictionaries of one file may hold together. */
export interface Budget {
  /** Bytes of cells. */
  bytes: number
  /** Cells. */
  entries: number
}

/** Different cells of all columns of a file together: their bytes, and how many. */
export const DICTIONARIES: Budget = { bytes: 64 << 20, entries: 4_000_000 }

/** Hash of the bytes of a cell. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = SEED
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, PRIME)
  return hash
}

/** Codes count from 1; 0 is the empty cell. */
export class Dictionary {
  /** Different cells. */
  size = 0
  /** Bytes of the cells one after the other; the cell of a code ends at `ends[code]`. */
  arena: Uint8Array = new Uint8Array(1 << 10)
  ends: Uint32Array = new Uint32Array(65)
  #hashes = new Int32Array(65)
  #table = new Int32Array(128)
  readonly #budget: Budget

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** Code of the cell between `from` and `to`, `hash` being that of its bytes; 0 where it has no place. */
  codeOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const table = this.#table
    const hashes = this.#hashes
    const { ends, arena } = this
    const mask = table.length - 1
    const length = to - from
    let place = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const code = table[place]!
      if (code === 0) return this.#add(bytes, from, to, hash, place)
      if (hashes[code] === hash) {
        const start = ends[code - 1]!
        if (ends[code]! - start === length) {
          let at = 0
          while (at < length && arena[start + at] === bytes[from + at]) at++
          if (at === length) return code
        }
      }
      place = (place + 1) & mask
    }
  }

  /** Bytes of the cell of a code. */
  cell(code: number): Uint8Array {
    return this.arena.subarray(this.ends[code - 1], this.ends[code])
  }

  /** Whether the first byte of some cell passes a test. */
  someBegins(test: (first: number) => boolean): boolean {
    for (let code = 0; code < this.size; code++) {
      // The code before ends where this one begins.
      if (test(this.arena[this.ends[code]!]!)) return true
    }
    return false
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number, place: number): number {
    const budget = this.#budget
    const length = to - from
    if (budget.entries === 0 || budget.bytes < length) return 0
    budget.entries--
    budget.bytes -= length
    const code = ++this.size
    if (code === this.ends.length) this.#grow()
    const start = this.ends[code - 1]!
    if (start + length > this.arena.length) {
      const arena = new Uint8Array(Math.max(this.arena.length * 2, start + length))
      arena.set(this.arena)
      this.arena = arena
    }
    for (let at = 0; at < length; at++) this.arena[start + at] = bytes[from + at]!
    this.ends[code] = start + length
    this.#hashes[code] = hash
    if (this.size * 2 > this.#table.length) this.#rehash()
    else this.#table[place] = code
    return code
  }

  #grow(): void {
    const length = this.ends.length * 2
    const ends = new Uint32Array(length)
    ends.set(this.ends)
    this.ends = ends
    const hashes = new Int32Array(length)
    hashes.set(this.#hashes)
    this.#hashes = hashes
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2)
    const mask = table.length - 1
    for (let code = 1; code <= this.size; code++) {
      const hash = this.#hashes[code]!
      let place = (hash ^ (hash >>> 15)) & mask
      while (table[place] !== 0) place = (place + 1) & mask
      table[place] = code
    }
    this.#table = table
  }
}

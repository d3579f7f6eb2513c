// The cells of one column while a file is read: by the numbers of a dictionary, or as they are.
import { isAscii } from 'node:buffer'
import { NOWHERE, type Packed, countCodes, firstRows } from './count-codes.ts'
import { type Budget, Dictionary } from './dictionary.ts'
import { DigitShapes } from './digit-shapes.ts'

/** Cells of one column in consecutive rows. */
export interface ColumnChunk {
  /** `codes`: a number for each row, 0 where it is empty. `plain`: as `plainCells` writes them. */
  kind: 'codes' | 'plain'
  bytes: Uint8Array
  /** Bytes of one code: 1, 2 or 4. */
  width: number
  empty: number
}

/** A dictionary of more cells than this is given up where they are more than half of the rows. */
const SMALL = 16_384

/** … and than this where they are more than a quarter of them. */
const MIDDLE = 65_536
const LARGEST = 1 << 20

/** Cells of one to three digits by their number: `7`, then `07`, then `007`. */
export const TWO_DIGITS = 10
export const THREE_DIGITS = 110
const SHORT = 1110

/** Rows whose codes are packed together: few enough to stay near the processor meanwhile. */
export const PACKED = 1 << 13
const PLACE = PACKED - 1

/** So often in a row must a cell have been that of the row before for it to be tried first. */
const REPEATS = 3

export class ColumnCells {
  /** Null once most cells are different. */
  dictionary: Dictionary | null
  /** The dictionary of the chunks that were kept by codes. */
  readonly codes: Dictionary
  /** How often each code stands, and in which row first. */
  counts: Uint32Array = new Uint32Array(64)
  firsts: Float64Array = new Float64Array(64)
  /** Every cell so far is filled and greater than the one before (longer, or of greater bytes). */
  ascending = true
  empty = 0
  /** Of a column without a dictionary: every cell is ASCII; some cell begins with a blank. */
  ascii = true
  blank = false
  readonly digits: DigitShapes = new DigitShapes()
  /** Codes of the rows that are not packed yet. */
  readonly #open: Uint32Array
  /** Codes of the rows of the chunk before them, in as few bytes as they take. */
  #packed: Packed = new Uint8Array(0)
  #packedRows = 0
  /** Codes of cells that stand in a row of an earlier chunk. */
  #seen = 0
  #emptyBefore = 0
  readonly #short: Uint32Array = new Uint32Array(SHORT)
  /** The cell before, where it has more than three bytes, and how often it has come again. */
  #last = 0
  #repeats = 0
  readonly #rows: number
  #rowsBefore = 0
  #plain: Uint8Array = new Uint8Array(0)
  /** Where the cell of each row of the chunk ends in `#plain`. */
  #ends = new Uint32Array(0)

  /** `rows` is the most that a chunk holds. */
  constructor(rows: number, budget: Budget) {
    this.#rows = rows
    this.#open = new Uint32Array(Math.min(rows, PACKED))
    this.codes = new Dictionary(budget)
    this.dictionary = this.codes
  }

  /** Takes the cell of a row of the chunk; taken again, it replaces the one before. Gives its code. */
  put(row: number, bytes: Uint8Array, from: number, to: number, hash: number): number {
    const { dictionary } = this
    if (dictionary === null) return this.#append(row, bytes, from, to)
    if (from === to) return (this.#open[row & PLACE] = 0)
    const { size } = dictionary
    const code = dictionary.codeOf(bytes, from, to, hash)
    this.#open[row & PLACE] = code
    if (to - from <= 3) this.#remember(bytes, from, to, code)
    else if (code === this.#last) this.#repeats++
    else {
      this.#last = code
      this.#repeats = 0
    }
    if (code === 0 || (code > size && this.#isTooLarge(code, row))) {
      this.#giveUp(row)
      return this.#append(row, bytes, from, to)
    }
    return code
  }

  /**
   * Takes the cells of the next rows by numbers that `map` turns into codes, as long as it knows
   * them and there is a dictionary; gives the place of the first that it does not take, or `to`.
   */
  putCodes(row: number, numbers: Uint32Array, from: number, to: number, map: Uint32Array): number {
    if (this.dictionary === null) return from
    this.pack(row)
    const packed = this.#packed
    let at = from
    for (let place = row; at < to; at++, place++) {
      const number = numbers[at]!
      const code = map[number]!
      if (code === 0 && number !== 0) break
      packed[place] = code
    }
    this.#packedRows = row + at - from
    return at
  }

  /** The rows before `row` of the chunk have all their cells; called at least every `PACKED` rows. */
  pack(row: number): void {
    if (this.dictionary === null) return
    const open = this.#open
    const packed = this.#packedFor(this.codes.size)
    for (let at = this.#packedRows; at < row; at++) packed[at] = open[at & PLACE]!
    this.#packedRows = row
  }

  /** The packed codes, with room for those of a dictionary of this size. */
  #packedFor(size: number): Packed {
    const rows = this.#rows
    const width = size < 256 ? 1 : size < 65_536 ? 2 : 4
    const packed = this.#packed
    if (packed.length > 0 && packed.BYTES_PER_ELEMENT >= width) return packed
    // Another thread may look at them once they are taken.
    const memory = new SharedArrayBuffer(rows * width)
    const wider =
      width === 1
        ? new Uint8Array(memory)
        : width === 2
          ? new Uint16Array(memory)
          : new Uint32Array(memory)
    wider.set(packed.subarray(0, this.#packedRows))
    return (this.#packed = wider)
  }

  /** The packed codes of the chunk, which then begins anew. */
  #takePacked(rows: number): Packed {
    this.pack(rows)
    const packed = this.#packed
    this.#packed = new Uint8Array(0)
    this.#packedRows = 0
    const taken = packed.subarray(0, rows)
    this.#count(taken)
    return taken
  }

  #count(codes: Packed): void {
    const { size } = this.codes
    if (this.counts.length <= size) {
      this.counts = grown(this.counts, size + 1)
      this.firsts = grown(this.firsts, size + 1)
    }
    const { counts, firsts } = this
    if (this.#seen < size || (counts[0] === 0 && codes.includes(0))) {
      const rows = firstRows(codes, size)
      for (let code = 0; code <= size; code++) {
        if (counts[code] !== 0 || rows[code] === NOWHERE) continue
        firsts[code] = this.#rowsBefore + rows[code]!
        if (code !== 0) this.#seen++
      }
    }
    countCodes(codes, counts)
  }

  #codeAt(row: number): number {
    return row < this.#packedRows ? this.#packed[row]! : this.#open[row & PLACE]!
  }

  /** Takes the cells of the next rows as they are, each ending at one of `ends` from `from` on. */
  putPlain(row: number, bytes: Uint8Array, from: number, ends: Uint32Array): void {
    const own = this.#ends
    const start = row === 0 ? 0 : own[row - 1]!
    const to = ends.at(-1) ?? from
    this.#reserve(start + to - from)
    this.#plain.set(bytes.subarray(from, to), start)
    for (let at = 0; at < ends.length; at++) own[row + at] = start + ends[at]! - from
  }

  /** Takes a cell of digits by its number, where it has stood before; `put` takes any other. */
  putShort(row: number, key: number): boolean {
    const code = this.#short[key]!
    if (code === 0) return false
    this.#open[row & PLACE] = code
    return true
  }

  /**
   * Takes the cell at `from` where it begins like that of the row before; gives its length, or 0.
   * The caller looks whether it ends there, and else takes it by `put`.
   */
  repeated(row: number, bytes: Uint8Array, from: number): number {
    const code = this.#last
    if (this.#repeats < REPEATS) return 0
    const { arena, ends } = this.codes
    const start = ends[code - 1]!
    const length = ends[code]! - start
    for (let at = 0; at < length; at++) if (arena[start + at] !== bytes[from + at]) return 0
    this.#open[row & PLACE] = code
    return length
  }

  #remember(bytes: Uint8Array, from: number, to: number, code: number): void {
    let number = 0
    for (let at = from; at < to; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) return
      number = number * 10 + digit
    }
    this.#short[[0, 0, TWO_DIGITS, THREE_DIGITS][to - from]! + number] = code
  }

  /** The first `rows` cells of the chunk, which then begins anew. */
  take(rows: number): ColumnChunk {
    const chunk = this.dictionary === null ? this.#takePlain(rows) : this.#takeCodes(rows)
    this.#rowsBefore += rows
    this.empty += chunk.empty
    return chunk
  }

  #isTooLarge(size: number, row: number): boolean {
    if (size <= SMALL) return false
    const rows = this.#rowsBefore + row + 1
    return size * 2 > rows || (size > MIDDLE && size * 4 > rows) || size > LARGEST
  }

  #takeCodes(rows: number): ColumnChunk {
    const packed = this.#takePacked(rows)
    const empty = this.counts[0]! - this.#emptyBefore
    this.#emptyBefore += empty
    const bytes = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength)
    return { kind: 'codes', bytes, width: packed.BYTES_PER_ELEMENT, empty }
  }

  /** Cells become their own bytes from the beginning of this chunk on. */
  #giveUp(row: number): void {
    const { codes } = this
    this.dictionary = null
    this.#short.fill(0)
    this.#repeats = 0
    this.#ends = new Uint32Array(this.#rows)
    this.ascending = this.#isAscendingSoFar(row)
    // The shapes of earlier chunks were not counted.
    if (this.#rowsBefore > 0) {
      this.digits.whole = false
      this.ascii = isAscii(codes.arena)
      this.blank = true
    }
    for (let each = 0; each < row; each++) {
      const code = this.#codeAt(each)
      const cell = code === 0 ? codes.arena.subarray(0, 0) : codes.cell(code)
      this.#append(each, cell, 0, cell.length)
    }
    this.#packed = new Uint8Array(0)
    this.#packedRows = 0
  }

  /** Every row before brought a code of its own, and its cell is greater than that of the row before. */
  #isAscendingSoFar(row: number): boolean {
    const { codes, counts, firsts } = this
    const before = this.#rowsBefore
    for (let code = 1; code <= before; code++) {
      if (counts[code] !== 1 || firsts[code] !== code - 1) return false
    }
    for (let each = 0; each < row; each++) {
      if (this.#codeAt(each) !== before + each + 1) return false
    }
    for (let code = 2; code <= before + row; code++) {
      const [cell, before] = [codes.cell(code), codes.cell(code - 1)]
      const { length } = before
      if (cell.length < length) return false
      if (cell.length === length && !isGreater(cell, 0, before, 0, length)) return false
    }
    return true
  }

  #append(row: number, bytes: Uint8Array, from: number, to: number): 0 {
    const ends = this.#ends
    const start = row === 0 ? 0 : ends[row - 1]!
    const end = start + to - from
    if (end > this.#plain.length) this.#reserve(end)
    const plain = this.#plain
    for (let at = start, next = from; at < end; at++, next++) plain[at] = bytes[next]!
    ends[row] = end
    return 0
  }

  #reserve(length: number): void {
    if (length <= this.#plain.length) return
    const larger = new Uint8Array(Math.max(length, this.#plain.length * 2, 1 << 16))
    larger.set(this.#plain)
    this.#plain = larger
  }

  /** As Parquet's PLAIN encoding has them: four bytes of length and the bytes; empty cells have none. */
  #takePlain(rows: number): ColumnChunk {
    const plain = this.#plain
    const ends = this.#ends
    const end = rows === 0 ? 0 : ends[rows - 1]!
    // Another thread may look at it, too.
    const out = Buffer.from(new SharedArrayBuffer(end + rows * 4))
    let outAt = 0
    let start = 0
    let empty = 0
    for (let row = 0; row < rows; row++) {
      const next = ends[row]!
      const length = next - start
      if (length === 0) empty++
      else this.#look(plain, start, next, this.#rowsBefore + row)
      outAt = out.writeUInt32LE(length, outAt)
      while (start < next) out[outAt++] = plain[start++]!
    }
    this.ascii &&= isAscii(plain.subarray(0, end))
    if (this.ascending) this.ascending = empty === 0 && this.#isAscendingChunk(out, rows)
    return { kind: 'plain', bytes: out, width: 0, empty }
  }

  #look(bytes: Uint8Array, from: number, to: number, row: number): void {
    if (isBlank(bytes[from]!)) this.blank = true
    if (this.digits.whole) this.digits.add(bytes, from, to, row)
  }

  /** The last cell of a column that only grew so far, once a chunk of it was taken. */
  get greatest(): Uint8Array {
    return this.#greatest
  }

  #greatest: Buffer = Buffer.alloc(0)

  #isAscendingChunk(cells: Buffer, rows: number): boolean {
    let before = this.#greatest
    let [start, length] = [0, before.length]
    let at = 0
    for (let row = 0; row < rows; row++) {
      const next = cells.readUInt32LE(at)
      at += 4
      if (next < length) return false
      if (next === length && !isGreater(cells, at, before, start, length)) return false
      before = cells
      start = at
      length = next
      at += next
    }
    this.#greatest = Buffer.from(before.subarray(start, start + length))
    return true
  }
}

/** Whether a cell that begins with this byte may be of blanks only. */
export function isBlank(first: number): boolean {
  return first <= 32 || first === 0xc2
}

/** Whether `length` bytes are greater than as many others. */
function isGreater(
  bytes: Uint8Array,
  from: number,
  others: Uint8Array,
  start: number,
  length: number,
): boolean {
  for (let at = 0; at < length; at++) {
    const difference = bytes[from + at]! - others[start + at]!
    if (difference !== 0) return difference > 0
  }
  return false
}

function grown<Numbers extends Uint32Array | Float64Array>(
  numbers: Numbers,
  length: number,
): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(
    Math.max(length, numbers.length * 2),
  )
  larger.set(numbers)
  return larger
}

// Keeps the cells of a table by columns, in memory and then in a file, chunk by chunk.
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { type ColumnCells, type ColumnChunk } from './column-cells.ts'

interface Kept extends Omit<ColumnChunk, 'bytes'> {
  /** In memory, or null where they are in the file. */
  bytes: Uint8Array | null
  at: number
  length: number
}

/** Bytes of cells that wait in memory; more of them wait in the file. */
const HELD = 96 << 20

/** Rows that were read together; their cells stand in the file column by column. */
interface KeptChunk {
  rows: number
  columns: Kept[]
}

export class CellStore {
  readonly columns: readonly ColumnCells[]
  readonly #path: string
  readonly #file: number
  readonly #chunks: KeptChunk[] = []
  readonly #most: number
  #held = 0
  #closed = false
  #scratch: Buffer = Buffer.alloc(0)
  #at = 0
  rows = 0
  /** Rows in which every cell is empty. */
  emptyRows = 0

  /** The file is made in `path` and removed by `close`; `most` is how many bytes wait in memory. */
  constructor(path: string, columns: readonly ColumnCells[], most = HELD) {
    this.#path = path
    this.#most = most
    this.columns = columns
    this.#file = openSync(path, 'w+', 0o600)
  }

  /** Keeps the first `rows` cells that each column holds. */
  keep(rows: number): void {
    const taken = this.columns.map((column) => column.take(rows))
    this.emptyRows += countEmptyRows(taken.map((chunk) => ({ ...chunk, rows })))
    const columns = taken.map(({ bytes, ...chunk }): Kept => {
      const length = bytes.length
      if (this.#held + length <= this.#most) {
        this.#held += length
        return { ...chunk, at: -1, length, bytes }
      }
      for (let at = 0; at < length;) {
        at += writeSync(this.#file, bytes, at, length - at, this.#at + at)
      }
      const at = this.#at
      this.#at += length
      return { ...chunk, at, length, bytes: null }
    })
    this.#chunks.push({ rows, columns })
    this.rows += rows
  }

  /** Rows of each chunk, in order. */
  get chunks(): number[] {
    return this.#chunks.map(({ rows }) => rows)
  }

  /** The cells of a column in a chunk; its bytes hold until the next one is asked for. */
  chunk(place: number, chunk: number): StoredChunk {
    const { rows, columns } = this.#chunks[chunk]!
    const { at, length, bytes: held, ...kept } = columns[place]!
    if (held !== null) return { rows, bytes: held, ...kept }
    if (this.#scratch.length < length) this.#scratch = Buffer.allocUnsafeSlow(length)
    const bytes = this.#scratch.subarray(0, length)
    for (let read = 0; read < length;) {
      read += readSync(this.#file, bytes, read, length - read, at + read)
    }
    return { rows, bytes, ...kept }
  }

  /** Whether the cells of a column in a chunk wait in memory. */
  isHeld(place: number, chunk: number): boolean {
    return this.#chunks[chunk]!.columns[place]!.bytes !== null
  }

  /** Whether every cell of the column has a number of its dictionary. */
  isDistinct(place: number): boolean {
    return this.columns[place]!.dictionary !== null
  }

  /** The first rows, at most `most`, whose cell has one of these codes. */
  rowsOf(place: number, codes: ReadonlySet<number>, most: number): number[] {
    const found: number[] = []
    let first = 0
    for (const [at, { rows }] of this.#chunks.entries()) {
      const cells = codesOf(this.chunk(place, at))
      for (let row = 0; row < rows; row++) {
        if (!codes.has(cells[row]!)) continue
        found.push(first + row)
        if (found.length === most) return found
      }
      first += rows
    }
    return found
  }

  /** The cell of every `step`th row of a column, `most` of them; empty ones are missing. */
  sample(place: number, step: number, most: number): string[] {
    const { codes } = this.columns[place]!
    const found: string[] = []
    /** Rows of the chunks before, and the row that is looked at next. */
    let before = 0
    let next = 0
    const take = (bytes: Uint8Array, from: number, to: number): void => {
      if (to > from) found.push(Buffer.from(bytes.subarray(from, to)).toString('utf8'))
      next += step
    }
    for (const [at, { rows }] of this.#chunks.entries()) {
      const end = Math.min(before + rows, step * most)
      if (next < end) {
        const chunk = this.chunk(place, at)
        if (chunk.kind === 'codes') {
          const all = codesOf(chunk)
          while (next < end) {
            const code = all[next - before]!
            take(codes.arena, code && codes.ends[code - 1]!, code && codes.ends[code]!)
          }
        } else {
          const { bytes } = chunk
          for (let row = before, from = 4; next < end; row++) {
            const to = from + lengthAt(bytes, from - 4)
            if (row === next) take(bytes, from, to)
            from = to + 4
          }
        }
      }
      before += rows
    }
    return found
  }

  /** Whether a test holds for the bytes of the different cells of a column, many at a time. */
  someBytes(place: number, test: (bytes: Buffer) => boolean): boolean {
    const { codes, dictionary } = this.columns[place]!
    const { buffer, byteOffset } = codes.arena
    if (test(Buffer.from(buffer, byteOffset, codes.ends[codes.size]))) return true
    if (dictionary !== null) return false
    return this.#chunks.some((_, at) => {
      const { kind, bytes } = this.chunk(place, at)
      return kind === 'plain' && test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
    })
  }

  /**
   * Hands out the numbers of a column whose cells are of digits, in order and some at a time; empty
   * cells are missing. Exact below sixteen digits; a list holds until the next.
   */
  numbers(place: number, take: (values: Float64Array) => void): void {
    const { arena, ends } = this.columns[place]!.codes
    let values = new Float64Array(0)
    for (const [at, { rows }] of this.#chunks.entries()) {
      const chunk = this.chunk(place, at)
      if (values.length < rows) values = new Float64Array(rows)
      let filled = 0
      if (chunk.kind === 'codes') {
        for (const code of codesOf(chunk)) {
          if (code !== 0) values[filled++] = numberOf(arena, ends[code - 1]!, ends[code]!)
        }
      } else {
        const { bytes } = chunk
        for (let row = 0, from = 4; row < rows; row++) {
          const to = from + lengthAt(bytes, from - 4)
          if (to > from) values[filled++] = numberOf(bytes, from, to)
          from = to + 4
        }
      }
      take(values.subarray(0, filled))
    }
  }

  /** May be called again. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    closeSync(this.#file)
    rmSync(this.#path, { force: true })
  }
}

export interface StoredChunk extends ColumnChunk {
  rows: number
}

function countEmptyRows(columns: readonly StoredChunk[]): number {
  if (columns.some(({ empty }) => empty === 0)) return 0
  let rows: number[] | null = null
  for (const column of columns) {
    const filled = column.kind === 'codes' ? codesOf(column) : lengthsOf(column)
    rows = (rows ?? [...filled.keys()]).filter((row) => filled[row] === 0)
    if (rows.length === 0) return 0
  }
  return rows?.length ?? 0
}

/** Four bytes, the lowest first. */
function lengthAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  )
}

function numberOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + bytes[at]! - 48
  return value
}

/** Bytes of each cell of a chunk that is kept as it is. */
function lengthsOf({ bytes, rows }: StoredChunk): Uint32Array {
  const cells = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const lengths = new Uint32Array(rows)
  for (let row = 0, at = 0; row < rows; row++) {
    lengths[row] = cells.readUInt32LE(at)
    at += 4 + lengths[row]!
  }
  return lengths
}

/** The codes of a chunk that is kept by codes. */
export function codesOf({
  bytes,
  width,
  rows,
}: StoredChunk): Uint8Array | Uint16Array | Uint32Array {
  const { buffer, byteOffset } = bytes
  if (width === 1) return new Uint8Array(buffer, byteOffset, rows)
  if (width === 2) return new Uint16Array(buffer, byteOffset, rows)
  return new Uint32Array(buffer, byteOffset, rows)
}

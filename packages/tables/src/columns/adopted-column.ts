// Puts the cells of a column that another thread took apart into the column itself, in its codes.
import type { HandedCells, NumberedCells, PlainCells } from './blocks-ahead.ts'
import type { ColumnCells } from './column-cells.ts'
import { hashOf } from './dictionary.ts'

export class AdoptedColumn {
  readonly #column: ColumnCells
  /** Code of the column for each number of the thread; 0 where there is none yet. */
  #map = new Uint32Array(64)
  /** Cells of such numbers, once their block is done with. */
  readonly #waiting = new Map<number, Uint8Array>()

  constructor(column: ColumnCells) {
    this.#column = column
  }

  /** Rows `from` to `to` of a block go to `row` and the ones after it. */
  put(row: number, cells: HandedCells, from: number, to: number): void {
    if (cells.kind === 'plain') this.#putPlain(row, cells, from, to)
    else this.#putNumbered(row, cells, from, to)
  }

  /** A whole block was put. */
  end(cells: HandedCells): void {
    if (cells.kind === 'plain') return
    this.#reserve(cells.first + cells.ends.length)
    for (let at = 0; at < cells.ends.length; at++) {
      const number = cells.first + at
      if (this.#map[number] === 0) this.#waiting.set(number, this.#cell(cells, number).slice())
    }
  }

  #putNumbered(row: number, cells: NumberedCells, from: number, to: number): void {
    const column = this.#column
    this.#reserve(cells.first + cells.ends.length)
    for (let at = from; at < to; at++) {
      at = column.putCodes(row + at - from, cells.codes, at, to, this.#map)
      if (at === to) return
      const number = cells.codes[at]!
      const cell = number === 0 ? EMPTY : this.#cell(cells, number)
      const hash = column.dictionary === null ? 0 : hashOf(cell, 0, cell.length)
      const code = column.put(row + at - from, cell, 0, cell.length, hash)
      if (code === 0) continue
      this.#map[number] = code
      this.#waiting.delete(number)
    }
  }

  #putPlain(row: number, { bytes, ends }: PlainCells, from: number, to: number): void {
    const column = this.#column
    for (let at = from; at < to; at++) {
      const start = at === 0 ? 0 : ends[at - 1]!
      if (column.dictionary === null) {
        return column.putPlain(row + at - from, bytes, start, ends.subarray(at, to))
      }
      const end = ends[at]!
      column.put(row + at - from, bytes, start, end, hashOf(bytes, start, end))
    }
  }

  #cell({ first, bytes, ends }: NumberedCells, number: number): Uint8Array {
    if (number >= first) {
      const at = number - first
      return bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at])
    }
    const code = this.#map[number]!
    return code === 0 ? this.#waiting.get(number)! : this.#column.codes.cell(code)
  }

  #reserve(numbers: number): void {
    if (numbers < this.#map.length) return
    const larger = new Uint32Array(Math.max(numbers + 1, this.#map.length * 2))
    larger.set(this.#map)
    this.#map = larger
  }
}

const EMPTY = new Uint8Array(0)

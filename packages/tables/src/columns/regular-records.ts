// Takes regular records many at a time, and puts cells that were numbered elsewhere into the columns.
import type { ByteMarks } from '../read/record-parser.ts'
import type { AheadRecords } from '../read/scan.ts'
import { AdoptedColumn } from './adopted-column.ts'
import type { HandedCells } from './blocks-ahead.ts'
import { CellKernel } from './cell-kernel.ts'
import type { CellReader } from './cell-reader.ts'

/** Columns of a reader for the numbers of one other place. */
export class AdoptedColumns {
  readonly #reader: CellReader
  readonly #columns: AdoptedColumn[]
  readonly #keepPlain: (place: number) => void

  /** `keepPlain` is told of a column whose cells are no longer wanted by their numbers. */
  constructor(reader: CellReader, keepPlain: (place: number) => void) {
    this.#reader = reader
    this.#columns = reader.columns.map((column) => new AdoptedColumn(column))
    this.#keepPlain = keepPlain
  }

  put(rows: number, cells: readonly HandedCells[]): void {
    this.#reader.adopt(rows, (row, from, to) => {
      for (const [place, column] of this.#columns.entries()) {
        column.put(row, cells[place]!, from, to)
      }
    })
    this.leave(cells)
  }

  /** The rows were put, or are not wanted; later ones may have cells that were new in them. */
  leave(cells: readonly HandedCells[]): void {
    for (const [place, column] of this.#columns.entries()) {
      column.end(cells[place]!)
      if (this.#reader.columns[place]!.dictionary === null) this.#keepPlain(place)
    }
  }
}

export class RegularRecords {
  /** Rows taken so far. */
  rows = 0
  readonly #reader: CellReader
  readonly #kernel: CellKernel
  readonly #columns: AdoptedColumns

  /** Null where none can be taken so. */
  static open(marks: ByteMarks, reader: CellReader): RegularRecords | null {
    const kernel = CellKernel.open(marks, reader.columns.length)
    return kernel && new RegularRecords(reader, kernel)
  }

  private constructor(reader: CellReader, kernel: CellKernel) {
    this.#reader = reader
    this.#kernel = kernel
    this.#columns = new AdoptedColumns(reader, (place) => kernel.keepPlain(place))
  }

  /** The buffer holds other bytes than before. */
  forget(): void {
    this.#kernel.forget()
  }

  /** Takes all that follow each other from `from` on; null where the next record is none of them. */
  take(buffer: Buffer, filled: number, from: number): AheadRecords | null {
    const kernel = this.#kernel
    const records = kernel.takeAll(buffer, filled, from, (rows) => {
      const cells = this.#reader.columns.map((_, place) => kernel.cells(place, rows))
      this.#columns.put(rows, cells)
    })
    this.rows += records.rows
    this.#reader.quoted ||= kernel.quoted
    return records.rows === 0 ? null : records
  }
}

// Collects rows of a spreadsheet or JSON file as a clean text file for the staging table.
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Duck } from '../build/duck.ts'
import { TableError } from '../model.ts'
import { writeAll } from './encoding.ts'
import { LineMap } from './line-map.ts'
import { loadStaging } from './load-staging.ts'

const FLUSH = 1 << 20

/** Rows may have any number of cells; the table gets as many columns as the longest. */
export class RowsWriter {
  readonly lines = new LineMap()
  rows = 0
  width = 0
  readonly #file: number
  readonly #path: string
  #text: string[] = []
  #size = 0
  #longest = 0
  #written = 0
  readonly #limit: number

  /** `limit`: bytes of text at most; a small file may repeat rows without end. */
  constructor(temp: string, limit: number) {
    this.#limit = limit
    this.#path = join(temp, 'rows.csv')
    this.#file = openSync(this.#path, 'w')
  }

  /** `place` is the row of the sheet or the number of the record. */
  add(cells: readonly (string | null)[], place: number): void {
    let last = cells.length
    while (last > 0 && (cells[last - 1] ?? '') === '') last--
    let line = last === 0 ? '""' : ''
    for (let index = 0; index < last; index++) {
      if (index > 0) line += ','
      const cell = cells[index] ?? ''
      if (cell !== '') line += `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`
    }
    this.lines.add(this.rows, place)
    this.rows++
    this.width = Math.max(this.width, last)
    this.#longest = Math.max(this.#longest, line.length * 3)
    this.#text.push(line)
    this.#size += line.length
    if (this.#size > FLUSH) this.#flush()
  }

  #flush(): void {
    if (this.#text.length === 0) return
    this.#written += this.#size
    if (this.#written > this.#limit) {
      throw new TableError('archive-too-large', { limit: this.#limit })
    }
    writeAll(this.#file, Buffer.from(`${this.#text.join('\n').replaceAll('\0', '')}\n`, 'utf8'))
    this.#text = []
    this.#size = 0
  }

  /** Loads what was added into the staging table. */
  async load(duck: Duck, columns = this.width): Promise<void> {
    this.#flush()
    closeSync(this.#file)
    const count = await loadStaging(duck, {
      path: this.#path,
      columns: Math.max(1, columns),
      delimiter: ',',
      newline: '\n',
      skip: 0,
      header: false,
      longest: this.#longest,
      padded: true,
    })
    if (count !== this.rows) throw new Error(`${count} rows loaded of ${this.rows}`)
  }

  discard(): void {
    closeSync(this.#file)
  }
}

// Turns the rows of a sheet into a staged table: finds the title, the heading rows and the data.
import { type Finding, type Source, TableError } from '../model.ts'
import { guessHeader } from './header.ts'
import type { TableOptions } from './read-table.ts'
import { RowsWriter } from './rows-writer.ts'
import type { Staged } from './staged.ts'
import { firstRegular, modalWidth } from './table-start.ts'
import {
  type TwoHeadings,
  findTwoHeadings,
  joinHeading,
  twoHeadingsFinding,
} from './two-headings.ts'

/** Cells that are one: rows and columns from 0, both ends included. */
export interface Merge {
  top: number
  left: number
  bottom: number
  right: number
}

export type GridCells = (string | null)[]

const LOOKED_AT = 400

/** Takes rows in order; the first ones are kept until it is known where the table begins. */
export class Grid {
  readonly #options: TableOptions
  readonly #merges: Merge[]
  readonly #writer: RowsWriter
  #waiting: { cells: GridCells; row: number }[] | null = []
  #heads: string[] | null = null
  #grouped: Finding | null = null
  #preamble: { rows: number; text: string } = { rows: 0, text: '' }

  constructor(options: TableOptions, merges: Merge[]) {
    this.#options = options
    this.#merges = merges
    this.#writer = new RowsWriter(options.temp, options.bytes)
  }

  /** `row` is the 1-based row of the sheet. */
  add(cells: GridCells, row: number): void {
    if (cells.length > this.#options.columns) {
      const filled = cells.findLastIndex((cell) => (cell ?? '') !== '') + 1
      if (filled > this.#options.columns) {
        throw new TableError('too-many-columns', { columns: filled, limit: this.#options.columns })
      }
    }
    if (this.#waiting) {
      this.#waiting.push({ cells, row })
      if (this.#waiting.length >= LOOKED_AT) this.#settle()
    } else this.#writer.add(cells, row)
  }

  discard(): void {
    this.#writer.discard()
  }

  #settle(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    const records = waiting.map(({ cells, row }) => fillRight(cells, row - 1, this.#merges))
    const blank = records.map((record) => record.every((cell) => cell.trim() === ''))
    const widths = records.map(trimRight)
    const width = modalWidth(widths, blank)
    const start = firstRegular(widths, blank, width)
    const two =
      this.#mergedHeadings(records, blank, start, waiting) ?? findTwoHeadings(widths, blank, start)
    let first = start
    const rest = widths.slice(start).filter((_, index) => !blank[start + index])
    if (two) {
      this.#heads = two.heads
      first = two.names + 1
      const rows = [two.names - 1, two.names].map((at) => waiting[at]!.row)
      this.#grouped = twoHeadingsFinding(two.heads, rows)
    } else if (rest.length > 0 && guessHeader(rest)) {
      this.#heads = records[start]!
      first = start + 1
    }
    const above = two ? Math.min(start, two.names - 1) : start
    const titles = waiting.slice(0, above).filter((_, index) => !blank[index])
    this.#preamble = {
      rows: above,
      text: titles.map(({ cells }) => cells.filter((cell) => cell !== null).join(' ')).join('\n'),
    }
    for (const { cells, row } of waiting.slice(first)) this.#writer.add(cells, row)
  }

  /** Two lines of headings of which the upper one has cells merged over some columns. */
  #mergedHeadings(
    records: string[][],
    blank: boolean[],
    start: number,
    waiting: { row: number }[],
  ): TwoHeadings | null {
    for (const names of [start, start + 1]) {
      const upper = records[names - 1]
      const lower = records[names]
      if (!upper || !lower || blank[names - 1] === true || blank[names] === true) continue
      const row = waiting[names - 1]!.row - 1
      const spans = this.#merges.filter(
        ({ top, left, right, bottom }) =>
          top === row &&
          bottom === top &&
          right > left &&
          right - left < records[start]!.length - 1,
      )
      // Above the table, what is merged from the first column on is a title.
      if (names === start && !spans.some(({ left }) => left > 0)) continue
      const below = records.slice(names).filter((_, index) => !blank[names + index])
      const heading = names === start ? guessHeader(below) : guessHeader([upper, ...below])
      if (spans.length === 0 || !heading || lower.some((cell) => /^[\d.,%-]+$/.test(cell))) continue
      const width = Math.max(upper.length, lower.length)
      const heads = Array.from({ length: width }, (_, at) =>
        joinHeading(upper[at]?.trim() ?? '', lower[at]?.trim() ?? ''),
      )
      return { heads, names }
    }
    return null
  }

  async finish(source: Pick<Source, 'format' | 'sheet'>): Promise<Staged> {
    this.#settleRest()
    const heads = (this.#heads ?? []).map((head) => head.trim())
    while (heads.length > 0 && heads.at(-1) === '' && heads.length > this.#writer.width) heads.pop()
    const width = Math.max(1, heads.length, this.#writer.width)
    if (heads.length === 0 && this.#writer.rows === 0) {
      this.#writer.discard()
      throw new TableError('empty-file')
    }
    await this.#writer.load(this.#options.duck, width)
    const findings: Finding[] = []
    if (this.#preamble.text !== '') {
      findings.push({
        code: 'preamble',
        severity: 'notice',
        count: this.#preamble.rows,
        detail: { text: this.#preamble.text.slice(0, 300) },
        repaired: true,
      })
    }
    if (this.#grouped) findings.push(this.#grouped)
    const { lines } = this.#writer
    return {
      heads: Array.from({ length: width }, (_, index) => heads[index] ?? ''),
      rows: this.#writer.rows,
      rowOf: (rowid) => lines.line(rowid),
      source,
      findings,
      declared: [],
      named: this.#heads !== null,
      suspicious: true,
    }
  }

  #settleRest(): void {
    if (this.#waiting) this.#settle()
  }
}

function trimRight(record: string[]): string[] {
  let last = record.length
  while (last > 1 && record[last - 1]!.trim() === '') last--
  return record.slice(0, last)
}

/** A heading merged over several columns stands over each of them. */
function fillRight(cells: GridCells, row: number, merges: Merge[]): string[] {
  const filled = cells.map((cell) => cell ?? '')
  for (const { top, left, right, bottom } of merges) {
    if (top !== row || bottom !== row || right === left || filled[left] === undefined) continue
    // A title over the whole sheet names no column.
    if (left === 0 && right >= cells.length - 1) continue
    for (let column = left + 1; column <= right; column++) filled[column] = filled[left] ?? ''
  }
  return Array.from(filled, (cell) => cell ?? '')
}

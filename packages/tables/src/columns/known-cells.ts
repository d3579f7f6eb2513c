// What is known of the cells of a table that was read by columns, and where DuckDB finds them.
import { isAscii } from 'node:buffer'
import { join } from 'node:path'
import { type Duck, literal } from '../build/duck.ts'
import { type DigitCells, digitStats } from '../build/digit-stats.ts'
import { type Growing, growingStats } from '../build/growing-stats.ts'
import type { DirectColumn } from '../build/typed-rows.ts'
import type { Column, ColumnStats } from '../model.ts'
import type { Shape } from '../infer/shapes.ts'
import { isSuspect } from '../read/encoding.ts'
import { STAGING, stagingColumn } from '../read/staged.ts'
import type { CellStore } from './cell-store.ts'
import { isBlank } from './column-cells.ts'
import { textPages } from './chunk-pages.ts'
import { encodeLevels, plainTexts } from './encodings.ts'
import { ENCODING, PHYSICAL, type ParquetColumn, ParquetFile } from './parquet-file.ts'
import { PagesAhead } from './pages-ahead.ts'
import type { ReadAhead } from './read-ahead.ts'

/** Name of the table of different cells: column `k`, code `e`, cell `c`, how often `n`, first row `r`. */
export const DISTINCT = 'distinct_cells'

/** Name of the view of the columns whose cells have no dictionary, named like those of `staging`. */
const PLAIN = 'plain_cells'

/** Where the cells of one column are asked for. */
export interface CellSource {
  /** To select from; it has the column under its name in `staging`, and `rowid`. */
  table: string
  /** SQL: how many cells a row of it stands for. */
  weight: string
  /** Each different cell stands there once, with the first `rowid`, and the empty one if there is one. */
  distinct: boolean
}

/** Characters of a cell in a sample. */
export const LONGEST = 80

const TEXT = { physical: PHYSICAL.bytes, converted: 0 }

export class KnownCells {
  readonly #store: CellStore
  readonly ahead: PagesAhead

  private constructor(store: CellStore, ahead: PagesAhead) {
    this.#store = store
    this.ahead = ahead
  }

  /**
   * Makes the cells askable; `staging` itself is written only when a statement names it. The store and
   * the other thread, where there is one, are closed with DuckDB.
   */
  static async open(duck: Duck, store: CellStore, thread: ReadAhead | null): Promise<KnownCells> {
    const ahead = new PagesAhead(store, thread)
    duck.onClose(() => {
      ahead.stop()
      thread?.close()
      store.close()
    })
    const path = join(duck.temp, 'distinct.parquet')
    writeDistinct(store, path)
    await duck.run(
      `CREATE TABLE ${DISTINCT} AS SELECT k::INTEGER AS k, e::INTEGER AS e, c, n::BIGINT AS n,
         r::BIGINT AS r FROM read_parquet(${literal(path)})`,
    )
    const places = [...store.columns.keys()]
    const plain = places.filter((place) => !store.isDistinct(place))
    // A table of which whole rows are asked is likely to be written by DuckDB.
    provide(duck, store, { name: STAGING, places, begins: () => ahead.stop() })
    if (plain.length > 0) provide(duck, store, { name: PLAIN, places: plain })
    return new KnownCells(store, ahead)
  }

  source(place: number): CellSource {
    if (!this.#store.isDistinct(place)) return { table: PLAIN, weight: '1', distinct: false }
    const name = stagingColumn(place)
    const table = `(SELECT c AS ${name}, e, n, r AS rowid FROM ${DISTINCT} WHERE k = ${place})`
    return { table, weight: 'n', distinct: true }
  }

  isDistinct(place: number): boolean {
    return this.#store.isDistinct(place)
  }

  /** Different cells of a column that has a dictionary. */
  size(place: number): number {
    return this.#store.columns[place]!.codes.size
  }

  /** Cells that hold something. */
  filled(place: number): number {
    return this.#store.rows - this.#store.columns[place]!.empty
  }

  /** Every row has a cell. */
  get noEmptyRows(): boolean {
    return this.#store.emptyRows === 0
  }

  /** No value of the column comes twice: its cells only grow, and different ones are different values. */
  isUnique({ index, sql }: DirectColumn): boolean {
    const { dictionary, ascending } = this.#store.columns[index]!
    if (dictionary !== null || !ascending) return false
    return sql === stagingColumn(index) || this.isWhole({ index, sql })
  }

  /** The column has no dictionary, and all its cells are whole numbers as a number is written. */
  isWhole({ index, sql }: DirectColumn): boolean {
    const { dictionary, digits, empty } = this.#store.columns[index]!
    const plain = dictionary === null && digits.whole && !digits.leadingZeros && empty === 0
    return plain && sql === wholeSql(index)
  }

  /** Digits of the longest cell of a column without a dictionary that holds nothing else; else null. */
  longestDigits(place: number): number | null {
    const { dictionary, digits } = this.#store.columns[place]!
    return dictionary === null && digits.whole ? digits.longest : null
  }

  /**
   * What its cells alone tell of a column of digits without a dictionary, counted once; in it `nulls` is
   * the number of values. Null of any other column.
   */
  counted({ index, sql }: DirectColumn, type: Column['type']): ColumnStats | null {
    const name = `${index} ${type} ${sql}`
    let stats = this.#counted.get(name)
    if (stats === undefined) {
      const column = { index, sql }
      stats = growingStats(type, this.#growing(column)) ?? digitStats(type, this.#digits(column))
      this.#counted.set(name, stats)
    }
    return stats
  }

  readonly #counted = new Map<string, ColumnStats | null>()

  /** Its cells, where all are of digits and each is greater than the one before; else null. */
  #growing(column: DirectColumn): Growing | null {
    const store = this.#store
    const { index } = column
    const { digits, greatest } = store.columns[index]!
    // Only of chunks without a dictionary are the digits known.
    if (!this.isUnique(column) || !digits.whole) return null
    const first = store.chunk(index, 0).bytes
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
    return {
      rows: store.rows,
      first: text(first.subarray(4, 4 + Buffer.from(first).readUInt32LE())),
      last: text(greatest),
      visit: (take) => store.numbers(index, take),
    }
  }

  /** Its cells, where it has no dictionary and each is a text of digits or a whole number; else null. */
  #digits({ index, sql }: DirectColumn): DigitCells | null {
    const store = this.#store
    const { dictionary, digits } = store.columns[index]!
    const same = sql === stagingColumn(index) || sql === wholeSql(index)
    if (dictionary !== null || !digits.whole || !same) return null
    const { shortest, longest } = digits
    return {
      ...{ filled: this.filled(index), shortest, longest },
      visit: (take) => store.numbers(index, take),
    }
  }

  /** Some cell may be more than ASCII. */
  mayBeForeign(place: number): boolean {
    const { codes, dictionary, ascii } = this.#store.columns[place]!
    return dictionary === null ? !ascii : !isAscii(codes.arena)
  }

  /** Some cell of the column, or of any, may have garbled letters. */
  isSuspicious(place?: number): boolean {
    const places = place === undefined ? [...this.#store.columns.keys()] : [place]
    return places.some((at) => this.mayBeForeign(at) && this.#store.someBytes(at, isSuspect))
  }

  /** Some cell begins with a blank. */
  mayBeBlank(place: number): boolean {
    const { dictionary, blank } = this.#store.columns[place]!
    return dictionary?.someBegins(isBlank) ?? blank
  }

  /** Shapes of a column without a dictionary, where every cell is of digits; else null. */
  shapes(place: number): Shape[] | null {
    const { dictionary, digits } = this.#store.columns[place]!
    return dictionary === null ? digits.shapes() : null
  }

  /** No two rows are the same, since some column only ever grows. */
  get noCopies(): boolean {
    return this.#store.columns.some(({ dictionary, ascending }) => dictionary === null && ascending)
  }

  /** The cells of some of a column's dictionary and how often they stand. */
  sample(place: number, most: number): [cell: string, count: number][] {
    const { codes, counts } = this.#store.columns[place]!
    const size = Math.min(most, codes.size)
    return Array.from({ length: size }, (_, at) => [
      Buffer.from(codes.cell(at + 1)).toString('utf8'),
      counts[at + 1] ?? 0,
    ])
  }

  /** The first characters of the cell of every `step`th row of a column without a dictionary. */
  sampleRows(place: number, step: number, most: number): string[] {
    const cells = this.#store.sample(place, step, most)
    return cells.map((cell) =>
      cell.length <= LONGEST ? cell : [...cell].slice(0, LONGEST).join(''),
    )
  }

  /** The first rows, at most `most`, whose cell has one of these codes. */
  rowsOf(place: number, codes: ReadonlySet<number>, most: number): number[] {
    return this.#store.rowsOf(place, codes, most)
  }

  get store(): CellStore {
    return this.#store
  }
}

/** SQL of a column whose cells are read as whole numbers. */
function wholeSql(index: number): string {
  return `TRY_CAST(${stagingColumn(index)} AS BIGINT)`
}

/** Where the cells of a column are asked: apart where they were read so, else in `staging`. */
export function sourceOf(cells: KnownCells | null, place: number): CellSource {
  return cells?.source(place) ?? { table: STAGING, weight: '1', distinct: false }
}

/** Rowids of the first ten cells of a column that pass a test, SQL over the column. */
export async function firstRows(
  duck: Duck,
  cells: KnownCells | null,
  { index, source, test }: { index: number; source: CellSource; test: string },
): Promise<number[]> {
  if (source.distinct && cells) {
    const codes = await duck.rows(`SELECT e FROM ${source.table} WHERE ${test}`)
    return cells.rowsOf(index, new Set(codes.map(([code]) => Number(code))), 10)
  }
  const rows = await duck.rows(
    `SELECT rowid::INTEGER FROM ${source.table} WHERE ${test} ORDER BY rowid LIMIT 10`,
  )
  return rows.map(([rowid]) => Number(rowid))
}

/** SQL to select from: what `sql` makes of a column's cells, `v`, and for how many rows `n` each stands. */
export function valuesApart(cells: KnownCells, { index, sql }: DirectColumn): string {
  const { table, weight } = cells.source(index)
  return `(SELECT ${sql} AS v, ${weight} AS n FROM ${table})`
}

function provide(
  duck: Duck,
  store: CellStore,
  { name, places, begins }: { name: string; places: readonly number[]; begins?: () => void },
): void {
  duck.provide(name, async () => {
    begins?.()
    const path = join(duck.temp, `${name}.parquet`)
    writeCells(store, places, path)
    await duck.run(
      `CREATE VIEW ${name} AS SELECT * RENAME (file_row_number AS rowid)
       FROM read_parquet(${literal(path)}, file_row_number = true)`,
    )
  })
}

/** The cells of some columns as a Parquet file of texts. */
function writeCells(store: CellStore, places: readonly number[], path: string): void {
  const columns = places.map((place): ParquetColumn => ({ name: stagingColumn(place), ...TEXT }))
  const file = new ParquetFile(path, columns, false)
  for (const [at, rows] of store.chunks.entries()) {
    file.group(rows)
    for (const place of places) {
      const pages = textPages(store.chunk(place, at), store.columns[place]!.codes)
      file.column(pages)
    }
  }
  file.end()
}

/** Rows of a row group of the table of different cells. */
const ENTRIES = 100_000

function writeDistinct(store: CellStore, path: string): void {
  const numbers = (name: string): ParquetColumn => ({ name, physical: PHYSICAL.double })
  const file = new ParquetFile(
    path,
    [numbers('k'), numbers('e'), { name: 'c', ...TEXT }, numbers('n'), numbers('r')],
    false,
  )
  const entries = makeEntries()
  for (const place of store.columns.keys()) {
    if (!store.isDistinct(place)) continue
    const { codes, counts, firsts } = store.columns[place]!
    for (let e = 0; e <= codes.size; e++) {
      const n = counts[e] ?? 0
      if (n === 0) continue
      const at = entries.size++
      entries.k[at] = place
      entries.e[at] = e
      entries.n[at] = n
      entries.r[at] = firsts[e]!
      entries.present[at] = e === 0 ? 0 : 1
      if (e !== 0) entries.cells.push(codes.cell(e))
      if (entries.size === ENTRIES) writeEntries(file, entries)
    }
  }
  if (entries.size > 0) writeEntries(file, entries)
  file.end()
}

/** Place of the column, code, rows and first row of cells; and the cells, empty ones missing. */
interface Entries {
  size: number
  k: Float64Array
  e: Float64Array
  n: Float64Array
  r: Float64Array
  present: Uint32Array
  cells: Uint8Array[]
}

function makeEntries(): Entries {
  const list = (): Float64Array => new Float64Array(ENTRIES)
  const present = new Uint32Array(ENTRIES)
  return { size: 0, k: list(), e: list(), n: list(), r: list(), present, cells: [] }
}

/** After which there are none. */
function writeEntries(file: ParquetFile, entries: Entries): void {
  const { size, present, cells } = entries
  const full = encodeLevels(null, size)
  const column = (data: Uint8Array, empty = 0): void => {
    file.column({ data, encoding: ENCODING.plain, empty })
  }
  const number = (list: Float64Array): void =>
    column(Buffer.concat([full, new Uint8Array(list.buffer, 0, size * 8)]))
  file.group(size)
  number(entries.k)
  number(entries.e)
  const empty = size - cells.length
  const levels = encodeLevels(empty > 0 ? present.subarray(0, size) : null, size)
  column(Buffer.concat([levels, plainTexts(cells)]), empty)
  number(entries.n)
  number(entries.r)
  entries.size = 0
  entries.cells = []
}

// Writes the rows of a version from cells that were read by columns: only different values are typed.
import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Duck } from '../build/duck.ts'
import type { DirectColumn } from '../build/typed-rows.ts'
import type { Column } from '../model.ts'
import { stagingColumn } from '../read/staged.ts'
import { type CodeValues, codePages, textPages, wholePages } from './chunk-pages.ts'
import { parquetColumn, physicalSql, plainOrder, plainValue } from './column-types.ts'
import { encodeCounting, encodeLevels } from './encodings.ts'
import { Gathered } from './gathered.ts'
import type { KnownCells } from './known-cells.ts'
import { type ColumnPages, ENCODING, PHYSICAL, ParquetFile } from './parquet-file.ts'

export type WrittenColumn = Omit<Column, 'stats'> & DirectColumn

/** All rows of the table, in order, with `_id` from 1; pages are compressed by zstd. */
export async function writeTyped(
  duck: Duck,
  cells: KnownCells,
  columns: readonly WrittenColumn[],
  path: string,
): Promise<void> {
  const kinds = columns.map(parquetColumn)
  const writers: PageWriter[] = []
  const open: { column: WrittenColumn; physical: number; at: number }[] = []
  for (const [at, column] of columns.entries()) {
    const { physical } = kinds[at]!
    const writer = await writerOf(duck, cells, column, physical)
    if (writer) writers[at] = writer
    else open.push({ column, physical, at })
  }
  const rest = open.length === 0 ? null : await restOf(duck, cells, open)
  const id = parquetColumn({ id: '_id', type: 'integer' })
  const file = new ParquetFile(path, [id, ...kinds], true)
  try {
    let first = 1
    for (const [at, rows] of cells.store.chunks.entries()) {
      const others = await rest?.next(rows)
      file.group(rows)
      file.column(countingPages(first, rows))
      for (const place of columns.keys()) {
        const waiting = open.findIndex((each) => each.at === place)
        file.column(waiting < 0 ? writers[place]!(at) : others![waiting]!)
      }
      first += rows
    }
  } catch (error) {
    file.abandon()
    throw error
  }
  file.end()
}

/** Pages of one column for a chunk. */
type PageWriter = (chunk: number) => ColumnPages

function valueKind(physical: number): Pick<CodeValues, 'compare' | 'kind'> {
  const kind =
    physical === PHYSICAL.bytes ? 'texts' : physical === PHYSICAL.boolean ? 'bits' : 'numbers'
  return { compare: plainOrder(physical), kind }
}

/** Null for a column whose values must be asked row by row. */
async function writerOf(
  duck: Duck,
  cells: KnownCells,
  column: WrittenColumn,
  physical: number,
): Promise<PageWriter | null> {
  const { store } = cells
  const { index, sql } = column
  const same = physical === PHYSICAL.bytes && sql === stagingColumn(index)
  if (!cells.isDistinct(index)) {
    if (same) return (chunk) => textPages(store.chunk(index, chunk), store.columns[index]!.codes)
    const whole = physical === PHYSICAL.int64 && cells.isWhole(column)
    return whole ? (chunk) => wholePages(store.chunk(index, chunk)) : null
  }
  const { codes } = store.columns[index]!
  const kind = { codes: codes.size, ...valueKind(physical) }
  if (same) return (chunk) => textPages(store.chunk(index, chunk), codes)
  const values: (Uint8Array | null)[] = Array.from({ length: codes.size + 1 }, () => null)
  const rows = await duck.rows(
    `SELECT e, ${physicalSql(sql, column)} FROM ${cells.source(index).table}`,
  )
  for (const [code, value] of rows) {
    if (typeof value === 'string' || typeof value === 'number') {
      values[Number(code)] = plainValue(value, physical)
    }
  }
  const value = (code: number): Uint8Array | null => values[code]!
  return (chunk) => codePages(store.chunk(index, chunk), { ...kind, value }, null)
}

interface RowValues {
  /** Pages of each column for the next rows. */
  next(rows: number): Promise<ColumnPages[]>
}

/** Values of the columns without a dictionary, asked once for all rows in their order. */
async function restOf(
  duck: Duck,
  cells: KnownCells,
  open: readonly { column: WrittenColumn; physical: number }[],
): Promise<RowValues> {
  const list = open.map(({ column }) => physicalSql(column.sql, column))
  const { table } = cells.source(open[0]!.column.index)
  const chunks = await duck.chunks(`SELECT rowid, ${list.join(', ')} FROM ${table}`)
  let held: DuckDBDataChunk | null = null
  let at = 0
  let row = 0
  return {
    async next(rows) {
      const gathered = open.map(({ physical }) => new Gathered(physical, rows))
      for (let taken = 0; taken < rows;) {
        while (held === null || at === held.rowCount) {
          held = await chunks()
          at = 0
          if (held === null) throw new Error(`rows end at ${row}`)
        }
        if (at === 0 && Number(held.getColumnVector(0).getItem(0)) !== row) {
          throw new Error(`row ${row} is not where it should be`)
        }
        const end = Math.min(held.rowCount, at + rows - taken)
        for (const [place, column] of gathered.entries()) {
          const vector = held.getColumnVector(place + 1)
          for (let each = at; each < end; each++) {
            column.add(vector.getItem(each) as bigint | number | string | null)
          }
        }
        taken += end - at
        row += end - at
        at = end
      }
      return gathered.map((column) => column.pages())
    },
  }
}

function countingPages(first: number, rows: number): ColumnPages {
  return {
    data: Buffer.concat([encodeLevels(null, rows), encodeCounting(first, rows)]),
    encoding: ENCODING.delta,
    empty: 0,
    least: plainValue(first, PHYSICAL.int64),
    greatest: plainValue(first + rows - 1, PHYSICAL.int64),
  }
}

// Writes the rows of a version from cells that were read by columns: only different values are typed.
import { setImmediate } from 'node:timers/promises'
import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Duck } from '../build/duck.ts'
import type { DirectColumn } from '../build/typed-rows.ts'
import type { Column } from '../model.ts'
import { stagingColumn } from '../read/staged.ts'
import type { StoredChunk } from './cell-store.ts'
import { type CodeValues, codePages, textPages, wholePages } from './chunk-pages.ts'
import type { CodeShape } from './code-shapes.ts'
import { parquetColumn, physicalSql, plainOrder, plainValue } from './column-types.ts'
import { encodeCounting, encodeLevels } from './encodings.ts'
import { Gathered } from './gathered.ts'
import { ValueList } from './value-list.ts'
import type { KnownCells } from './known-cells.ts'
import { type ColumnPages, ENCODING, PHYSICAL, ParquetFile } from './parquet-file.ts'

export type WrittenColumn = Omit<Column, 'stats'> & DirectColumn

/**
 * Asks what the different cells become; the answer writes all rows of the table, in order, with `_id`
 * from 1. Whatever else is asked of DuckDB meanwhile goes on beside it.
 */
export async function prepareTyped(
  duck: Duck,
  cells: KnownCells,
  columns: readonly WrittenColumn[],
): Promise<(path: string) => Promise<void>> {
  const kinds = columns.map(parquetColumn)
  const writers: (PageWriter | null)[] = []
  const plain = columns.flatMap((column, at) => {
    const kind = plainKind(cells, column, kinds[at]!.physical)
    return kind === null ? [] : [{ place: column.index, kind }]
  })
  cells.ahead.alsoPlain(plain)
  for (const [at, column] of columns.entries()) {
    writers.push(await writerOf(duck, cells, column, kinds[at]!.physical))
  }
  const open = columns
    .map((column, at) => ({ column, at, physical: kinds[at]!.physical }))
    .filter(({ at }) => writers[at] === null)
  const rest = open.length === 0 ? null : await restOf(duck, cells, open)
  return async (path) => {
    const file = new ParquetFile(
      path,
      [parquetColumn({ id: '_id', type: 'integer' }), ...kinds],
      true,
    )
    try {
      let first = 1
      cells.ahead.end()
      for (const [at, rows] of cells.store.chunks.entries()) {
        const others = await rest?.next(rows)
        file.group(rows)
        file.column(countingPages(first, rows))
        for (const place of columns.keys()) {
          const waiting = open.findIndex((each) => each.at === place)
          file.column(writers[place]?.(at) ?? others![waiting]!)
          // Answers of DuckDB come in between.
          await setImmediate()
        }
        first += rows
      }
    } catch (error) {
      file.abandon()
      throw error
    }
    file.end()
  }
}

/** Pages of one column for a chunk. */
type PageWriter = (chunk: number) => ColumnPages

function valueKind(physical: number): Pick<CodeValues, 'compare' | 'kind'> {
  const kind =
    physical === PHYSICAL.bytes ? 'texts' : physical === PHYSICAL.boolean ? 'bits' : 'numbers'
  return { compare: plainOrder(physical), kind }
}

/** Each value is its cell. */
function isSame({ index, sql }: WrittenColumn, physical: number): boolean {
  return physical === PHYSICAL.bytes && sql === stagingColumn(index)
}

/** What the cells of a column without a dictionary become without being asked; else null. */
function plainKind(
  cells: KnownCells,
  column: WrittenColumn,
  physical: number,
): 'texts' | 'whole' | null {
  if (cells.isDistinct(column.index)) return null
  if (isSame(column, physical)) return 'texts'
  return physical === PHYSICAL.int64 && cells.isWhole(column) ? 'whole' : null
}

/** Null for a column whose values must be asked row by row. */
async function writerOf(
  duck: Duck,
  cells: KnownCells,
  column: WrittenColumn,
  physical: number,
): Promise<PageWriter | null> {
  const { store } = cells
  const { index } = column
  const { codes } = store.columns[index]!
  if (!cells.isDistinct(index)) {
    const kind = plainKind(cells, column, physical)
    if (kind === null) return null
    const make = (chunk: StoredChunk): ColumnPages =>
      kind === 'whole' ? wholePages(chunk) : textPages(chunk, codes)
    return (chunk) => cells.ahead.plain(index, chunk) ?? make(store.chunk(index, chunk))
  }
  const same = isSame(column, physical)
  const ready = (chunk: number): CodeShape | null => cells.ahead.shape(index, chunk)
  const kind = { codes: codes.size, ...valueKind(physical) }
  if (same) return (chunk) => textPages(store.chunk(index, chunk), codes, ready(chunk))
  const values = await valuesOf(duck, cells, column, physical)
  const value = (code: number): Uint8Array | null => values.value(code)
  return (chunk) => codePages(store.chunk(index, chunk), { ...kind, value }, ready(chunk))
}

/** What each different cell becomes. */
async function valuesOf(
  duck: Duck,
  cells: KnownCells,
  column: WrittenColumn,
  physical: number,
): Promise<ValueList> {
  const { index, sql } = column
  const values = new ValueList(cells.size(index), physical)
  const next = await duck.chunks(
    `SELECT e, ${physicalSql(sql, column)} FROM ${cells.source(index).table} ORDER BY e`,
  )
  for (let chunk = await next(); chunk !== null; chunk = await next()) {
    const codes = chunk.getColumnVector(0)
    const found = chunk.getColumnVector(1)
    for (let at = 0; at < chunk.rowCount; at++) {
      const value = found.getItem(at) as bigint | number | string | null
      if (value !== null) values.set(Number(codes.getItem(at)), value)
    }
  }
  return values
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

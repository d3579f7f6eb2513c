// Sorts the row numbers of a version by one column and keeps the keys a search starts from.
import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Cell, Column } from '../model.ts'
import type { Workshop } from './build.ts'
import { makeBlockCache } from './block-cache.ts'
import { jsonSql, quoted } from './cells.ts'
import { numbersOf } from './chunks.ts'
import { CODED_ROWS_AT_MOST, CODES_AT_MOST, NO_NUMBER } from './column-codes.ts'
import type { ColumnCodes } from './column-codes.ts'
import { SAMPLE_EVERY, VALUES_AT_MOST, writeOrder } from './order-file.ts'
import type { Marks } from './order-file.ts'
import { openRows } from './rows-file.ts'

/** DuckDB's estimate of different values may be a few percent low. */
const PERHAPS = 1.2

/** Ties by `_id`, nulls at the end: the order of `ORDER BY column NULLS LAST, _id`. */
export async function buildOrder(
  shop: Workshop,
  column: Column,
  path: string,
  rowsPath: string,
): Promise<void> {
  const { connection, source, table } = shop
  const { rows: tableRows, parquet } = table.manifest
  const name = quoted(column.id)
  const writer = writeOrder(path)
  const sampled: number[] = []
  try {
    const counted = await connection.runAndReadAll(
      `SELECT count(${name})::DOUBLE, approx_count_distinct(${name})::DOUBLE FROM ${source}`,
    )
    const present = counted.value(0, 0) as number
    const few = (counted.value(1, 0) as number) <= CODES_AT_MOST * PERHAPS
    const values = few ? await valuesOf(shop, column) : null
    const filler = await fillerOf(shop, column, values, present)
    const result = await connection.stream(
      `SELECT (_id - 1)::UINTEGER${filler?.sql ? `, ${filler.sql}` : ''} FROM ${source} ` +
        `ORDER BY ${name} NULLS LAST, _id`,
    )
    let position = 0
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      shop.signal.throwIfAborted()
      const rows = numbersOf(chunk, 0)
      writer.add(rows)
      filler?.fill(rows, position, chunk)
      const first = Math.ceil(position / SAMPLE_EVERY) * SAMPLE_EVERY
      for (let at = first; at < Math.min(position + rows.length, present); at += SAMPLE_EVERY) {
        sampled.push(rows[at - position]!)
      }
      position += rows.length
    }
    const marks =
      values && values.keys.length <= VALUES_AT_MOST ? values : samplesOf(column, rowsPath, sampled)
    const about = { table: parquet.sha256, rows: tableRows, column: column.id, present }
    writer.finish(about, marks, filler?.column ?? null)
  } catch (error) {
    writer.abandon()
    throw error
  }
}

/** Every value with the position of its first row, or null when there are too many after all. */
async function valuesOf(shop: Workshop, column: Column): Promise<Marks | null> {
  const name = quoted(column.id)
  const result = await shop.connection.runAndReadAll(
    `SELECT ${jsonSql(column)}, count(*)::DOUBLE FROM ${shop.source} WHERE ${name} IS NOT NULL ` +
      `GROUP BY ${name} ORDER BY ${name} LIMIT ${CODES_AT_MOST + 1}`,
  )
  const groups = result.getRows() as [string, number][]
  if (groups.length > CODES_AT_MOST) return null
  const marks: Marks = { keys: [], starts: [], complete: true }
  let position = 0
  for (const [json, count] of groups) {
    marks.keys.push(JSON.parse(json) as Cell)
    marks.starts.push(position)
    position += count
  }
  return marks
}

/** Notes the value of every row while the rows pass in the order of the column. */
interface Filler {
  column: ColumnCodes
  /** What the stream must carry besides the row numbers. */
  sql: string | null
  fill(rows: Uint32Array, position: number, chunk: DuckDBDataChunk): void
}

async function fillerOf(
  shop: Workshop,
  column: Column,
  values: Marks | null,
  present: number,
): Promise<Filler | null> {
  const { rows } = shop.table.manifest
  if (rows > CODED_ROWS_AT_MOST) return null
  return values ? codeFiller(rows, values, present) : numberFiller(shop, column)
}

function codeFiller(tableRows: number, { keys, starts }: Marks, present: number): Filler {
  const codes = new Uint16Array(tableRows)
  const empty = keys.length
  let code = 0
  return {
    column: { kind: 'codes', codes, values: keys, gaps: present < tableRows },
    sql: null,
    fill(rows, position) {
      for (let at = 0; at < rows.length; at++) {
        const place = position + at
        while (code + 1 < empty && starts[code + 1]! <= place) code++
        codes[rows[at]!] = place < present ? code : empty
      }
    },
  }
}

/** For numbers of too many values that fit 32 bits as whole numbers of their last digit. */
async function numberFiller({ connection, source, table }: Workshop, column: Column) {
  if (column.type !== 'integer' && !column.decimal) return null
  const name = quoted(column.id)
  const whole = `(${name} * ${10 ** (column.decimal?.scale ?? 0)})`
  const ends = await connection.runAndReadAll(
    `SELECT min(${name})::DOUBLE, max(${name})::DOUBLE FROM ${source}`,
  )
  const unit = 10 ** (column.decimal?.scale ?? 0)
  const most = 2 ** 31 - 2
  const fits = [0, 1].every((at) => Math.abs((ends.value(at, 0) as number) * unit) < most)
  if (!fits) return null
  const numbers = new Int32Array(table.manifest.rows)
  const filler: Filler = {
    column: { kind: 'numbers', numbers },
    sql: `coalesce(${whole}::INTEGER, ${NO_NUMBER})`,
    fill(rows, _position, chunk) {
      const cells = chunk.getColumnVector(1)
      for (let at = 0; at < rows.length; at++) numbers[rows[at]!] = cells.getItem(at) as number
    },
  }
  return filler
}

/** The keys of every 512th row in order, read from the row file. */
function samplesOf(column: Column, rowsPath: string, sampled: number[]): Marks {
  const rows = openRows(rowsPath, makeBlockCache(32 * 2 ** 20))
  try {
    const cell = rows.columns.indexOf(column.id)
    return {
      keys: sampled.map((row) => (JSON.parse(rows.row(row).toString('utf8')) as Cell[])[cell]!),
      starts: sampled.map((_, at) => at * SAMPLE_EVERY),
      complete: false,
    }
  } finally {
    rows.container.close()
  }
}

// Sorts the row numbers of a version by one column and keeps the keys a search starts from.
import type { Cell, Column } from '../model.ts'
import type { Workshop } from './build.ts'
import { makeCache } from './cache.ts'
import { jsonSql, quoted } from './cells.ts'
import { numbersOf } from './chunks.ts'
import { SAMPLE_EVERY, VALUES_AT_MOST, writeOrder } from './order-file.ts'
import type { Marks } from './order-file.ts'
import { openRows } from './rows-file.ts'

/** Ties by `_id`, nulls at the end: the order of `ORDER BY column NULLS LAST, _id`. */
export async function buildOrder(
  shop: Workshop,
  column: Column,
  path: string,
  rowsPath: string,
): Promise<void> {
  const { connection, source, table } = shop
  const name = quoted(column.id)
  const writer = writeOrder(path)
  const sampled: number[] = []
  try {
    const counted = await connection.runAndReadAll(
      `SELECT count(${name})::DOUBLE, approx_count_distinct(${name})::DOUBLE FROM ${source}`,
    )
    const present = counted.value(0, 0) as number
    const result = await connection.stream(
      `SELECT (_id - 1)::UINTEGER FROM ${source} ORDER BY ${name} NULLS LAST, _id`,
    )
    let position = 0
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      shop.signal.throwIfAborted()
      const rows = numbersOf(chunk, 0)
      writer.add(rows)
      const first = Math.ceil(position / SAMPLE_EVERY) * SAMPLE_EVERY
      for (let at = first; at < Math.min(position + rows.length, present); at += SAMPLE_EVERY) {
        sampled.push(rows[at - position]!)
      }
      position += rows.length
    }
    const few = (counted.value(1, 0) as number) <= VALUES_AT_MOST
    const marks =
      (few ? await valuesOf(shop, column) : null) ?? samplesOf(column, rowsPath, sampled)
    const { sha256 } = table.manifest.parquet
    writer.finish({ table: sha256, rows: table.manifest.rows, column: column.id, present }, marks)
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
      `GROUP BY ${name} ORDER BY ${name} LIMIT ${VALUES_AT_MOST + 1}`,
  )
  const groups = result.getRows() as [string, number][]
  if (groups.length > VALUES_AT_MOST) return null
  const marks: Marks = { keys: [], starts: [], complete: true }
  let position = 0
  for (const [json, count] of groups) {
    marks.keys.push(JSON.parse(json) as Cell)
    marks.starts.push(position)
    position += count
  }
  return marks
}

/** The keys of every 512th row in order, read from the row file. */
function samplesOf(column: Column, rowsPath: string, sampled: number[]): Marks {
  const rows = openRows(rowsPath, makeCache(32 * 2 ** 20))
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

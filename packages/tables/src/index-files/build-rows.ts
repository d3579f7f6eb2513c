// Writes every row of a version as JSON text into the row file.
import type { Workshop } from './build.ts'
import { rowSql } from './cells.ts'
import { numbersOf, textsOf } from './chunks.ts'
import { rowsPerBlock, writeRows } from './rows-file.ts'

const SAMPLED = 2000

export async function buildRows(
  shop: Workshop,
  path: string,
  progress: (share: number) => void,
): Promise<void> {
  const { connection, source, table } = shop
  const { rows, columns, parquet } = table.manifest
  const line = rowSql(columns)
  const sample = await connection.runAndReadAll(
    `SELECT coalesce(avg(strlen(l)), 1)::DOUBLE FROM (SELECT ${line} AS l FROM ${source} LIMIT ${SAMPLED})`,
  )
  const writer = writeRows(path, rowsPerBlock(sample.value(0, 0) as number))
  try {
    const result = await connection.stream(`SELECT _id::UINTEGER, ${line} FROM ${source}`)
    let expected = 1
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      shop.signal.throwIfAborted()
      // Row n of the file must be row n of the index: the whole addressing rests on it.
      for (const id of numbersOf(chunk, 0)) {
        if (id !== expected++)
          throw new Error(`row ${expected - 1} of the Parquet file has _id ${id}`)
      }
      for (const text of textsOf(chunk, 1)) writer.add(text)
      progress((expected - 1) / Math.max(1, rows))
    }
    writer.finish({ table: parquet.sha256, rows, columns: columns.map((column) => column.id) })
  } catch (error) {
    writer.abandon()
    throw error
  }
}

// Writes the typed rows as the Parquet file of a version.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type Duck, identifier, literal } from './duck.ts'

export interface TypedColumn {
  id: string
  /** SQL over the staging table. */
  sql: string
}

/**
 * Rows in a row group: about 100,000, fewer where the table is small, so that a page of rows or a
 * filter with statistics reads a part only. A multiple of DuckDB's vector of 2,048.
 */
export function rowGroupSize(rows: number): number {
  const eighth = Math.ceil(rows / 8 / 2048) * 2048
  return Math.min(102_400, Math.max(8192, eighth))
}

/** `select` gives the rows in order with `_id` first. */
export async function writeParquet(
  duck: Duck,
  select: string,
  path: string,
  rows: number,
): Promise<void> {
  await duck.run(
    `COPY (${select}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd,
      ROW_GROUP_SIZE ${rowGroupSize(rows)})`,
  )
}

/** Rows of the staging table, but for those in `dropped`, numbered from `first` + 1. */
export function selectTyped(
  columns: TypedColumn[],
  staging: string,
  dropped: string | null,
  first = 0,
): string {
  const list = columns.map(({ id, sql }) => `${sql} AS ${identifier(id)}`)
  if (dropped === null) {
    return `SELECT (rowid + 1 + ${first})::BIGINT AS _id, ${list.join(', ')} FROM ${staging}`
  }
  return `SELECT (row_number() OVER (ORDER BY rowid) + ${first})::BIGINT AS _id, ${list.join(', ')}
    FROM ${staging} WHERE rowid NOT IN (SELECT r FROM ${dropped}) ORDER BY rowid`
}

/** SHA-256 in hex and size of a file. */
export async function digestFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return { sha256: hash.digest('hex'), bytes: (await stat(path)).size }
}

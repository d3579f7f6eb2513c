// Collects the words of a version and the rows each occurs in.
import type { Workshop } from './build.ts'
import { quoted } from './cells.ts'
import { numbersOf, textsOf } from './chunks.ts'
import { searchedColumns, wordsSql } from './words.ts'
import { writeWords } from './write-words.ts'

/** Word occurrences beyond which sorting them is no longer worth it (about five minutes). */
const OCCURRENCES_AT_MOST = 400e6

/**
 * Writes the word index; false, and no file, when it would pass `bytes` or there is nothing to
 * search. Each distinct value is split once; the sort spills to disk within DuckDB's memory.
 */
export async function buildWords(shop: Workshop, path: string, bytes: number): Promise<boolean> {
  const { connection, source, table } = shop
  const columns = searchedColumns(table.manifest.columns)
  if (columns.length === 0 || table.manifest.rows === 0) return false
  for (const [at, column] of columns.entries()) {
    const name = quoted(column.id)
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE v${at} AS SELECT v, n, ` +
        `list_filter(list_distinct(${wordsSql('v')}), lambda w: w <> '') AS words ` +
        `FROM (SELECT ${name} AS v, count(*) AS n FROM ${source} WHERE ${name} IS NOT NULL GROUP BY ALL)`,
    )
    shop.signal.throwIfAborted()
  }
  const counted = await connection.runAndReadAll(
    `SELECT coalesce(sum(k), 0)::DOUBLE FROM (${columns
      .map((_, at) => `SELECT sum(n * len(words)) AS k FROM v${at}`)
      .join(' UNION ALL ')})`,
  )
  const occurrences = counted.value(0, 0) as number
  if (occurrences > OCCURRENCES_AT_MOST) return false
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE dictionary AS SELECT DISTINCT word FROM (${columns
      .map((_, at) => `SELECT unnest(words) AS word FROM v${at}`)
      .join(' UNION ALL ')}) ORDER BY word`,
  )
  for (const at of columns.keys()) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE r${at} AS SELECT v, list(rank) AS ranks FROM ` +
        `(SELECT v, unnest(words) AS word FROM v${at}) JOIN ` +
        `(SELECT word, rowid::UBIGINT AS rank FROM dictionary) USING (word) GROUP BY v`,
    )
    await connection.run(`DROP TABLE v${at}`)
    shop.signal.throwIfAborted()
  }
  return await write(shop, path, bytes)
}

async function write(shop: Workshop, path: string, bytes: number): Promise<boolean> {
  const { connection, source, table } = shop
  const columns = searchedColumns(table.manifest.columns)
  const pairs = columns.map(
    (column, at) =>
      `SELECT (unnest(ranks) << 32) | (_id - 1)::UBIGINT AS pair FROM ${source} AS t ` +
      `JOIN r${at} ON r${at}.v = t.${quoted(column.id)}`,
  )
  const writer = writeWords(path)
  try {
    const words = await connection.stream('SELECT word FROM dictionary ORDER BY rowid')
    const texts: string[] = []
    for (;;) {
      const chunk = await words.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      for (const text of textsOf(chunk, 0)) texts.push(text)
    }
    const result = await connection.stream(
      `SELECT (pair >> 32)::UINTEGER, (pair & 4294967295)::UINTEGER FROM ` +
        `(${pairs.join(' UNION ALL ')}) ORDER BY pair`,
    )
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      shop.signal.throwIfAborted()
      writer.add(texts, numbersOf(chunk, 0), numbersOf(chunk, 1))
      if (writer.bytes() > bytes) {
        writer.abandon()
        return false
      }
    }
    const { parquet, rows } = table.manifest
    writer.finish({ table: parquet.sha256, rows, columns: columns.map((column) => column.id) })
    return true
  } catch (error) {
    writer.abandon()
    throw error
  }
}

// Collects the words of a version and the rows each occurs in.
import type { DuckDBResult } from '@duckdb/node-api'
import type { Column } from '../model.ts'
import type { Workshop } from './build.ts'
import { quoted } from './cells.ts'
import { numbersOf, textsOf } from './chunks.ts'
import { searchedColumns, wordsSql } from './words.ts'
import { writeWords } from './write-words.ts'

/** Word occurrences beyond which sorting them is no longer worth it (several minutes). */
const OCCURRENCES_AT_MOST = 400e6
/** One row in so many is split to estimate the occurrences of columns whose values hardly repeat. */
const ESTIMATED = 64

/** A searched column; where values repeat, each is split only once, in a table of its own. */
interface Searched {
  column: Column
  /** Table of values with their words and, later, the ranks of these; absent where values hardly repeat. */
  values: string | null
}

/**
 * Writes the word index; false, and no file, when it would pass `bytes` or there is nothing to
 * search. Sorting spills to disk within DuckDB's memory; words are read as they are written.
 */
export async function buildWords(shop: Workshop, path: string, bytes: number): Promise<boolean> {
  const { connection, signal, table } = shop
  const columns = searchedColumns(table.manifest.columns)
  if (columns.length === 0 || table.manifest.rows === 0) return false
  const searched = await splitRepeated(shop, columns)
  if ((await occurrences(shop, searched)) > OCCURRENCES_AT_MOST) return false
  const words = searched.map((one) =>
    one.values
      ? `SELECT unnest(words) AS word FROM ${one.values}`
      : `SELECT unnest(${listSql(quoted(one.column.id))}) AS word FROM ${shop.source}`,
  )
  await connection.run(
    `CREATE OR REPLACE TABLE dictionary AS SELECT DISTINCT word FROM (${words.join(' UNION ALL ')}) ` +
      `ORDER BY word`,
  )
  signal.throwIfAborted()
  for (const { values } of searched) {
    if (!values) continue
    await connection.run(
      `CREATE OR REPLACE TABLE ${values} AS SELECT v, list(rank) AS ranks FROM ` +
        `(SELECT v, unnest(words) AS word FROM ${values}) JOIN ` +
        `(SELECT word, rowid AS rank FROM dictionary) USING (word) GROUP BY v`,
    )
    signal.throwIfAborted()
  }
  return await write(shop, searched, path, bytes)
}

function listSql(expression: string): string {
  return `list_filter(list_distinct(${wordsSql(expression)}), lambda w: w <> '')`
}

async function splitRepeated(shop: Workshop, columns: Column[]): Promise<Searched[]> {
  const { connection, source, table } = shop
  const counted = await connection.runAndReadAll(
    `SELECT ${columns.map(({ id }) => `approx_count_distinct(${quoted(id)})::DOUBLE`).join(', ')} FROM ${source}`,
  )
  const searched: Searched[] = []
  for (const [at, column] of columns.entries()) {
    const repeated = (counted.value(at, 0) as number) * 4 <= table.manifest.rows
    searched.push({ column, values: repeated ? `values_${at}` : null })
    if (!repeated) continue
    const name = quoted(column.id)
    await connection.run(
      `CREATE OR REPLACE TABLE values_${at} AS SELECT v, n, ${listSql('v')} AS words FROM ` +
        `(SELECT ${name} AS v, count(*) AS n FROM ${source} WHERE ${name} IS NOT NULL GROUP BY ALL)`,
    )
    shop.signal.throwIfAborted()
  }
  return searched
}

async function occurrences(shop: Workshop, searched: Searched[]): Promise<number> {
  const counts = searched.map(({ column, values }) =>
    values
      ? `SELECT sum(n * len(words)) AS k FROM ${values}`
      : `SELECT ${ESTIMATED} * sum(len(${listSql(quoted(column.id))})) AS k FROM ${shop.source} ` +
        `WHERE _id % ${ESTIMATED} = 0`,
  )
  const sum = `SELECT coalesce(sum(k), 0)::DOUBLE FROM (${counts.join(' UNION ALL ')})`
  return (await shop.connection.runAndReadAll(sum)).value(0, 0) as number
}

/** Pairs of a word's rank and a row number in one sortable number. */
function pairsSql(shop: Workshop, { column, values }: Searched): string {
  const name = quoted(column.id)
  if (values) {
    return (
      `SELECT (unnest(ranks)::UBIGINT << 32) | (_id - 1)::UBIGINT AS pair ` +
      `FROM ${shop.source} AS t JOIN ${values} ON ${values}.v = t.${name}`
    )
  }
  return (
    `SELECT (d.rowid::UBIGINT << 32) | row AS pair FROM ` +
    `(SELECT unnest(${listSql(name)}) AS word, (_id - 1)::UBIGINT AS row FROM ${shop.source}) AS t ` +
    `JOIN dictionary AS d ON d.word = t.word`
  )
}

/** One column after the other: the joins of many columns at once would pass the memory limit. */
async function collectPairs(shop: Workshop, searched: Searched[]): Promise<void> {
  const { connection, signal } = shop
  await connection.run('CREATE OR REPLACE TABLE pairs (pair UBIGINT)')
  await connection.run('SET preserve_insertion_order = false')
  for (const one of searched) {
    await connection.run(`INSERT INTO pairs ${pairsSql(shop, one)}`)
    if (one.values) await connection.run(`DROP TABLE ${one.values}`)
    signal.throwIfAborted()
  }
  await connection.run('SET preserve_insertion_order = true')
}

async function write(
  shop: Workshop,
  searched: Searched[],
  path: string,
  bytes: number,
): Promise<boolean> {
  const { parquet, rows } = shop.table.manifest
  const writer = writeWords(path)
  const reading = await shop.connect()
  try {
    const dictionary = wordReader(
      await reading.stream('SELECT word FROM dictionary ORDER BY rowid'),
    )
    await collectPairs(shop, searched)
    const result = await shop.connection.stream(
      'SELECT (pair >> 32)::UINTEGER, (pair & 4294967295)::UINTEGER FROM pairs ORDER BY pair',
    )
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      shop.signal.throwIfAborted()
      const [ranks, numbers] = [numbersOf(chunk, 0), numbersOf(chunk, 1)]
      const { first, texts } = await dictionary.upTo(ranks[0]!, ranks.at(-1)!)
      writer.add(texts, first, ranks, numbers)
      if (writer.bytes() > bytes) {
        writer.abandon()
        return false
      }
    }
    const columns = searched.map(({ column }) => column.id)
    writer.finish({ table: parquet.sha256, rows, columns })
    return true
  } catch (error) {
    writer.abandon()
    throw error
  } finally {
    reading.closeSync()
  }
}

/** Hands out the words of a stretch of ranks; ranks only grow, so the earlier words are let go. */
function wordReader(result: DuckDBResult) {
  let first = 0
  let texts: string[] = []
  return {
    async upTo(from: number, to: number): Promise<{ first: number; texts: string[] }> {
      texts = texts.slice(from - first)
      first = from
      while (first + texts.length <= to) {
        const chunk = await result.fetchChunk()
        if (!chunk || chunk.rowCount === 0) throw new Error('the dictionary ended too early')
        texts = texts.concat(textsOf(chunk, 0))
      }
      return { first, texts }
    },
  }
}

// Writes the SQL that compares two versions: which rows came, went and changed, and in which cells.
import type { Manifest, TableFiles } from '../model.ts'
import { columnOf, identifier, parquetSource } from '../query/sql-text.ts'

/** Columns of both versions, and what became of the others. */
export interface CommonColumns {
  /** In both, in the order of the later version, keys left out. */
  compared: string[]
  added: string[]
  removed: string[]
  retyped: string[]
}

export function commonColumns(before: Manifest, after: Manifest, key: string[]): CommonColumns {
  const earlier = new Map(before.columns.map((column) => [column.id, column]))
  const later = new Map(after.columns.map((column) => [column.id, column]))
  const both = [...later.keys()].filter((id) => earlier.has(id))
  return {
    compared: both.filter((id) => !key.includes(id)),
    added: [...later.keys()].filter((id) => !earlier.has(id)),
    removed: [...earlier.keys()].filter((id) => !later.has(id)),
    retyped: both.filter((id) => earlier.get(id)!.type !== later.get(id)!.type),
  }
}

export interface Pair {
  before: TableFiles
  after: TableFiles
  key: string[]
  columns: CommonColumns
}

const differences = '"_differences"'

/** A column that changed its type is compared as text, so that `1` and `"1"` are the same. */
function value(pair: Pair, side: 'a' | 'b', id: string): string {
  const name = `${side}.${identifier(id)}`
  return pair.columns.retyped.includes(id) ? `CAST(${name} AS VARCHAR)` : name
}

/** Rows of a side, with the occurrence of equal keys counted where a key is not unique. */
function side(table: TableFiles, key: string[], counted: boolean): string {
  const source = parquetSource(table.parquet)
  if (!counted) return source
  const names = key.map(identifier).join(', ')
  const number = `row_number() OVER (PARTITION BY ${names} ORDER BY "_id") AS "_occurrence"`
  return `(SELECT *, ${number} FROM ${source})`
}

/** A SELECT of one row: whether some key occurs twice in one of the versions. */
export function repeatedKeySql({ before, after, key }: Pair): string {
  const names = key.map(identifier).join(', ')
  const repeated = [before, after].map(
    (table) =>
      `EXISTS (SELECT 1 FROM ${parquetSource(table.parquet)} GROUP BY ${names} HAVING count(*) > 1)`,
  )
  return `SELECT ${repeated.join(' OR ')}`
}

/**
 * Keeps one row per difference: `ida`, `idb` (row numbers before and after, null where there is
 * none) and `cells`, the number of changed cells.
 */
export function keyedDifferencesSql(pair: Pair, counted: boolean): string {
  const { before, after, key, columns } = pair
  const match = [
    ...key.map((id) => `${value(pair, 'a', id)} IS NOT DISTINCT FROM ${value(pair, 'b', id)}`),
    ...(counted ? ['a."_occurrence" = b."_occurrence"'] : []),
  ]
  const changes = columns.compared.map(
    (id) => `CAST(${value(pair, 'a', id)} IS DISTINCT FROM ${value(pair, 'b', id)} AS INTEGER)`,
  )
  return `CREATE OR REPLACE TEMP TABLE ${differences} AS
    SELECT * FROM (
      SELECT a."_id" AS ida, b."_id" AS idb, ${changes.join(' + ') || '0'} AS cells
      FROM ${side(before, key, counted)} a FULL JOIN ${side(after, key, counted)} b
      ON ${match.join(' AND ')})
    WHERE ida IS NULL OR idb IS NULL OR cells > 0`
}

/** The same without a key: equal rows cancel each other out, one for one. */
export function wholeRowDifferencesSql(pair: Pair): string {
  const every: Pair = {
    ...pair,
    key: pair.columns.compared,
    columns: { ...pair.columns, compared: [] },
  }
  return keyedDifferencesSql(every, true)
}

/** One row: added, removed, changed, changed cells, and rows of which most cells changed. */
export function summarySql({ columns }: Pair): string {
  const both = 'ida IS NOT NULL AND idb IS NOT NULL'
  return `SELECT count(*) FILTER (WHERE ida IS NULL), count(*) FILTER (WHERE idb IS NULL),
      count(*) FILTER (WHERE ${both}), coalesce(sum(cells) FILTER (WHERE ${both}), 0),
      count(*) FILTER (WHERE ${both} AND cells * 2 > ${columns.compared.length})
    FROM ${differences}`
}

/** A page of differences in the order of the later version: `ida`, `idb`, then cells of both. */
export function pageSql(pair: Pair, limit: number, offset: number): string {
  const { before, after } = pair
  const cells = [
    ...before.manifest.columns.map(({ id }) => `a.${identifier(id)}`),
    ...after.manifest.columns.map(({ id }) => `b.${identifier(id)}`),
  ]
  const order = 'coalesce(idb, ida), idb IS NULL'
  return `SELECT ${['d.ida', 'd.idb', ...cells].join(', ')}
    FROM (SELECT * FROM ${differences} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}) d
    LEFT JOIN ${parquetSource(before.parquet)} a ON a."_id" = d.ida
    LEFT JOIN ${parquetSource(after.parquet)} b ON b."_id" = d.idb
    ORDER BY coalesce(d.idb, d.ida), d.idb IS NULL`
}

/** One row: how many rows of the later version are in the earlier one but for their key. */
export function sameButForKeySql(pair: Pair): string {
  const { before, after, columns } = pair
  const list = (one: 'a' | 'b') => columns.compared.map((id) => value(pair, one, id)).join(', ')
  const counts = (one: 'a' | 'b', table: TableFiles) =>
    `SELECT hash(${list(one)}) AS h, count(*) AS n FROM ${parquetSource(table.parquet)} ${one} GROUP BY 1`
  return `SELECT coalesce(sum(least(x.n, y.n)), 0)
    FROM (${counts('a', before)}) x JOIN (${counts('b', after)}) y USING (h)`
}

export const dropSql = `DROP TABLE IF EXISTS ${differences}`

/** Throws `unknown-column` unless both versions have the column. */
export function checkKey(before: Manifest, after: Manifest, key: string[]): void {
  for (const id of key) {
    columnOf(before, id)
    columnOf(after, id)
  }
}

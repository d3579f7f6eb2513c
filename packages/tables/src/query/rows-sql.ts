// Turns a question for a page of rows into one SELECT for the page and one for the count.
import type { Cell, Manifest, TableFiles } from '../model.ts'
import { TableError } from '../model.ts'
import type { RowsQuery, Sort } from '../query-model.ts'
import { whereSql } from './conditions.ts'
import { decodeCursor, effectiveSort } from './cursor.ts'
import type { QueryColumn } from './sql-text.ts'
import { columnOf, identifier, parquetSource, valueLiteral } from './sql-text.ts'

/** Rows asked for in one page at most; an answer is bounded in bytes long before. */
const largestPage = 1_000_000

/** The statements that answer a `RowsQuery`, and how to read their results. */
export interface RowsPlan {
  columns: QueryColumn[]
  /** Selects `columns`, then one column per effective sort, then `_id`; one row more than `limit`. */
  page: string
  limit: number
  /** The effective order, as cursors carry it. */
  order: QueryColumn[]
  /** A SELECT of the number of rows, or null when `total` is known or not wanted. */
  count: string | null
  total: number | null
}

/** Throws `unknown-column`, `bad-filter`, `bad-sort` or `bad-page`. */
export function planRows(table: TableFiles, query: RowsQuery): RowsPlan {
  const { manifest } = table
  const source = parquetSource(table.parquet)
  const limit = pageNumber(query.limit ?? 100, largestPage)
  const offset = pageNumber(query.offset ?? 0, Number.MAX_SAFE_INTEGER)
  if (query.after !== undefined && query.offset) throw new TableError('bad-page')
  const columns = selectedColumns(manifest, query.columns)
  const sorts = checkedSort(manifest, query.sort)
  const order = sorts.map((sort) => columnOf(manifest, sort.column))
  const where = whereSql(manifest, query)
  const distinct = query.distinct === true && !columns.some((column) => column.id === '_id')
  if (distinct) checkDistinctSort(columns, sorts)

  const after = query.after === undefined ? null : afterCursor(manifest, query)
  const range = distinct || where ? null : fileRange(manifest, sorts, { limit, offset, after })
  const from = distinct ? distinctRows(source, columns, where) : source
  const filters = [distinct ? null : where, range?.where ?? after].filter((part) => part !== null)
  const selected = [
    ...columns.map((column) => identifier(column.id)),
    ...order.map(cursorValue),
    '"_id"',
  ]
  // Without a sort the file's order is `_id`, which DuckDB preserves and can stop early in.
  const orderBy = sorts.length > 0 || distinct ? ` ORDER BY ${orderSql(sorts)}` : ''
  const page =
    `SELECT ${selected.join(', ')} FROM ${from}` +
    (filters.length > 0 ? ` WHERE ${filters.join(' AND ')}` : '') +
    `${orderBy} LIMIT ${limit + 1}` +
    (offset > 0 && !range ? ` OFFSET ${offset}` : '')
  const counted = query.count !== 'none'
  const known = !where && !distinct
  return {
    columns,
    page,
    limit,
    order,
    total: counted && known ? manifest.rows : null,
    count:
      counted && !known
        ? distinct
          ? `SELECT count(*) FROM ${from}`
          : `SELECT count(*) FROM ${source} WHERE ${where}`
        : null,
  }
}

/** Sixteen digits and more are told apart as text only, not as the doubles that JSON carries. */
function cursorValue(column: QueryColumn): string {
  const name = identifier(column.id)
  return column.decimal && column.decimal.digits > 15 ? `CAST(${name} AS VARCHAR)` : name
}

function pageNumber(value: unknown, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most) {
    throw new TableError('bad-page', { value: String(value).slice(0, 40), most })
  }
  return value as number
}

/** The columns of an answer: those named, else all of the version without `_id`. */
export function selectedColumns(manifest: Manifest, named: string[] | undefined): QueryColumn[] {
  if (!named) return manifest.columns
  return named.map((id) => columnOf(manifest, id))
}

/** Throws `bad-sort`. Repetitions and everything after `_id` fall away. */
export function checkedSort(manifest: Manifest, sort: Sort[] | undefined): Required<Sort>[] {
  if (sort !== undefined && !Array.isArray(sort)) throw new TableError('bad-sort')
  for (const one of sort ?? []) {
    columnOf(manifest, one.column)
    if (one.nulls !== undefined && one.nulls !== 'first' && one.nulls !== 'last') {
      throw new TableError('bad-sort', { column: one.column })
    }
  }
  return effectiveSort(sort)
}

/** ORDER BY terms, ties broken by `_id`. */
export function orderSql(sorts: Required<Sort>[]): string {
  const terms = sorts.map(
    ({ column, descending, nulls }) =>
      `${identifier(column)} ${descending ? 'DESC' : 'ASC'} NULLS ${nulls === 'first' ? 'FIRST' : 'LAST'}`,
  )
  if (sorts.at(-1)?.column !== '_id') terms.push('"_id"')
  return terms.join(', ')
}

function checkDistinctSort(columns: QueryColumn[], sorts: Required<Sort>[]): void {
  for (const { column } of sorts) {
    if (column !== '_id' && !columns.some((one) => one.id === column)) {
      throw new TableError('bad-sort', { column, distinct: true })
    }
  }
}

/** Different rows, each with the `_id` of its first occurrence, so that order and cursors hold. */
export function distinctRows(source: string, columns: QueryColumn[], where: string | null): string {
  const names = columns.map((column) => identifier(column.id))
  const groups = names.length > 0 ? ` GROUP BY ${[...new Set(names)].join(', ')}` : ''
  const list = [...new Set(names), 'min("_id") AS "_id"'].join(', ')
  return `(SELECT ${list} FROM ${source}${where ? ` WHERE ${where}` : ''}${groups})`
}

/**
 * A page in file order without a filter is a range of `_id`: the row groups' minima and maxima
 * lead straight to it, however deep the offset.
 */
function fileRange(
  manifest: Manifest,
  sorts: Required<Sort>[],
  page: { limit: number; offset: number; after: string | null },
): { where: string } | null {
  const { limit, offset, after } = page
  if (after !== null || sorts.length > 1) return null
  if (sorts.length === 1 && sorts[0]!.column !== '_id') return null
  const descending = sorts.length === 1
  if (descending) {
    const last = manifest.rows - offset
    return { where: `"_id" <= ${last} AND "_id" >= ${Math.max(0, last - limit)}` }
  }
  return { where: `"_id" > ${offset} AND "_id" <= ${Math.min(offset + limit + 1, manifest.rows)}` }
}

/** The condition "after the row of this cursor" in the query's order, nulls included. */
function afterCursor(manifest: Manifest, query: RowsQuery): string {
  const sorts = effectiveSort(query.sort)
  const { id, values } = decodeCursor(query.after!, query.sort)
  const ways: string[] = []
  const equal: string[] = []
  sorts.forEach((sort, index) => {
    const name = identifier(sort.column)
    const literal = cursorLiteral(columnOf(manifest, sort.column), values[index]!)
    const later = laterSql(name, literal, sort)
    if (later) ways.push([...equal, later].join(' AND '))
    equal.push(literal === null ? `${name} IS NULL` : `${name} = ${literal}`)
  })
  if (sorts.at(-1)?.column !== '_id') ways.push([...equal, `"_id" > ${id}`].join(' AND '))
  return `(${ways.map((way) => `(${way})`).join(' OR ') || 'false'})`
}

function cursorLiteral(column: QueryColumn, value: Cell): string | null {
  if (value === null) return null
  try {
    return valueLiteral(column, value)
  } catch (cause) {
    throw new TableError('bad-page', { column: column.id }, { cause })
  }
}

function laterSql(name: string, literal: string | null, sort: Required<Sort>): string | null {
  if (literal === null) return sort.nulls === 'first' ? `${name} IS NOT NULL` : null
  const beyond = `${name} ${sort.descending ? '<' : '>'} ${literal}`
  return sort.nulls === 'last' ? `(${beyond} OR ${name} IS NULL)` : beyond
}

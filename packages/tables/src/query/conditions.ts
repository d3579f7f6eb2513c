// Turns filters and searched words into the WHERE clause of DuckDB.
import type { Manifest } from '../model.ts'
import { TableError } from '../model.ts'
import { searchedColumns, wordsOf } from '../index-files/words.ts'
import type { Condition, Search } from '../query-model.ts'
import type { QueryColumn } from './sql-text.ts'
import {
  columnOf,
  foldedLiteral,
  foldedText,
  identifier,
  textLiteral,
  valueLiteral,
} from './sql-text.ts'

const mostConditions = 1000
const deepestNesting = 50
const mostValues = 50_000

/**
 * A condition as SQL with two truth values: an empty cell equals nothing, is different from
 * every value, and is neither less nor greater, so `not` of a condition is its exact complement.
 * Throws `unknown-column` or `bad-filter`.
 */
export function conditionSql(manifest: Manifest, condition: Condition): string {
  const budget = { left: mostConditions }
  return write(manifest, condition, budget, 0)
}

const comparisons = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

function write(
  manifest: Manifest,
  condition: Condition,
  budget: { left: number },
  depth: number,
): string {
  budget.left -= 1
  if (budget.left < 0 || depth > deepestNesting) {
    throw new TableError('bad-filter', { conditions: mostConditions, nesting: deepestNesting })
  }
  if (typeof condition !== 'object' || condition === null) throw new TableError('bad-filter')
  const inner = (child: Condition) => write(manifest, child, budget, depth + 1)
  if ('and' in condition) return join(condition.and, ' AND ', 'true', inner)
  if ('or' in condition) return join(condition.or, ' OR ', 'false', inner)
  if ('not' in condition) return `(NOT coalesce(${inner(condition.not)}, false))`
  if ('within' in condition) return within(manifest, condition.within)
  const column = columnOf(manifest, condition.column)
  const name = identifier(column.id)
  if ('is' in condition) return `(${name} IS ${condition.is === 'null' ? 'NULL' : 'NOT NULL'})`
  switch (condition.op) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return comparison(column, condition.op, condition.value)
    case 'in':
    case 'not-in':
      return membership(column, condition.op, condition.value)
    case 'contains':
    case 'starts': {
      if (typeof condition.value !== 'string') throw new TableError('bad-filter')
      const fn = condition.op === 'contains' ? 'contains' : 'starts_with'
      return `${fn}(${foldedText(column)}, ${foldedLiteral(condition.value)})`
    }
    default:
      throw new TableError('bad-filter', { column: column.id })
  }
}

function join(
  list: Condition[],
  word: string,
  empty: string,
  inner: (child: Condition) => string,
): string {
  if (!Array.isArray(list)) throw new TableError('bad-filter')
  return list.length === 0 ? empty : `(${list.map(inner).join(word)})`
}

type Comparison = Extract<
  Condition,
  { value: unknown; op: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' }
>

function comparison(column: QueryColumn, op: Comparison['op'], value: Comparison['value']): string {
  const name = identifier(column.id)
  if (value === null && op === 'eq') return `(${name} IS NULL)`
  if (value === null && op === 'ne') return `(${name} IS NOT NULL)`
  const sql = `${name} ${comparisons[op]} ${valueLiteral(column, value)}`
  return op === 'ne' ? `(${sql} OR ${name} IS NULL)` : `(${sql})`
}

function membership(column: QueryColumn, op: 'in' | 'not-in', values: unknown): string {
  if (!Array.isArray(values) || values.length > mostValues) {
    throw new TableError('bad-filter', { column: column.id, values: mostValues })
  }
  const name = identifier(column.id)
  const literals = values.filter((one) => one !== null).map((one) => valueLiteral(column, one))
  const found = [
    ...(literals.length > 0 ? [`coalesce(${name} IN (${literals.join(', ')}), false)`] : []),
    ...(literals.length < values.length ? [`${name} IS NULL`] : []),
  ]
  const sql = found.length > 0 ? `(${found.join(' OR ')})` : 'false'
  return op === 'in' ? sql : `(NOT ${sql})`
}

function within(manifest: Manifest, box: [number, number, number, number]): string {
  const points = manifest.geometry
  const valid = Array.isArray(box) && box.length === 4 && box.every((n) => Number.isFinite(n))
  if (points?.kind !== 'points' || !valid) throw new TableError('bad-filter', { within: false })
  const [west, south, east, north] = box
  const longitude = identifier(points.longitude)
  const latitude = identifier(points.latitude)
  // RFC 7946 clause 5.2: a box that crosses the antimeridian has west greater than east.
  const between =
    west <= east
      ? `${longitude} BETWEEN ${west} AND ${east}`
      : `(${longitude} >= ${west} OR ${longitude} <= ${east})`
  return `(${between} AND ${latitude} BETWEEN ${south} AND ${north})`
}

/**
 * Every word must occur, as a whole word, in one of the searched columns; with `prefix` the last
 * may be the beginning of a word. A search without a word finds nothing.
 */
export function searchSql(manifest: Manifest, search: Search): string {
  const columns = search.columns
    ? search.columns.map((id) => columnOf(manifest, id))
    : searchedColumns(manifest.columns)
  const words = wordsOf(search.words)
  if (words.length === 0 || columns.length === 0) return 'false'
  const each = words.map((word, index) => {
    const open = search.prefix === true && index === words.length - 1
    return `(${columns.map((column) => wordSql(column, word, open)).join(' OR ')})`
  })
  return `(${each.join(' AND ')})`
}

/** What stands between two words; words themselves hold letters, marks and digits only. */
const apart = '[^\\p{L}\\p{M}\\p{N}]'

function wordSql(column: QueryColumn, word: string, open: boolean): string {
  const text = foldedText(column)
  const pattern = textLiteral(`(^|${apart})${word}${open ? '' : `($|${apart})`}`)
  // The plain search is quicker than the pattern and refuses most rows first; DuckDB goes on with
  // the rows left only where AND stands bare, not inside a function.
  return `(contains(${text}, ${textLiteral(word)}) AND regexp_matches(${text}, ${pattern}))`
}

/** The whole WHERE clause, or null when every row is wanted. */
export function whereSql(
  manifest: Manifest,
  query: { where?: Condition; search?: Search },
): string | null {
  const parts = [
    ...(query.where ? [conditionSql(manifest, query.where)] : []),
    ...(query.search ? [searchSql(manifest, query.search)] : []),
  ]
  return parts.length > 0 ? parts.join(' AND ') : null
}

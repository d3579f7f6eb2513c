// Reads a question and says, without touching a file, whether index files could answer it, and how.
import { decodeCursor, effectiveSort } from '../query/cursor.ts'
import type { Cursor } from '../query/cursor.ts'
import type { Cell, Column, Manifest } from '../model.ts'
import type { Condition, RowsQuery, Sort } from '../query-model.ts'
import { comparison, keyOf } from './cells.ts'
import { foldsAlike, searchedColumns, wordsOf } from './words.ts'

/** Keys between two bounds; an absent bound is open. Both bounds inside for one value. */
export interface KeyRange {
  from?: Cell
  /** The bound itself is outside. */
  fromAfter?: boolean
  to?: Cell
  toBefore?: boolean
}

/** What one column is asked: keys in any of the ranges, or empty cells. */
export interface ColumnTest {
  column: Column
  ranges: KeyRange[]
  nulls: boolean
}

export interface Plan {
  /** Positions in the manifest's columns, −1 for `_id`. */
  columns: number[]
  /** All of them hold. */
  tests: ColumnTest[]
  /** Row numbers (0-based) wanted at most: from `first` to `last`, and only these if listed. */
  first: number
  last: number
  listed: number[] | null
  words: string[]
  prefix: boolean
  sort: Required<Sort> | null
  limit: number
  offset: number
  after: Cursor | null
  count: boolean
}

const VALUES_AT_MOST = 1000
/** Each test may need a file of its own, and all must fit among the open ones. */
const TESTS_AT_MOST = 32

/** Null when only a scan can answer, or when the question is wrong: the scan then says how. */
export function planOf(manifest: Manifest, query: RowsQuery): Plan | null {
  const { limit = 100, offset = 0, after, sort } = query
  if (query.distinct || !natural(limit) || !natural(offset)) return null
  if (after !== undefined && offset > 0) return null
  const columns = (query.columns ?? manifest.columns.map((column) => column.id)).map((id) =>
    id === '_id' ? -1 : placeOf(manifest, id),
  )
  if (columns.includes(-2) || columns.length === 0) return null
  const order = effectiveSort(sort)
  // Ties follow `_id` anyway: naming it as the second column changes only the cursor.
  const tied = order.length === 2 && order[1]!.column === '_id' && !order[1]!.descending
  if (order.length > (tied ? 2 : 1) || order.some(({ column }) => placeOf(manifest, column) === -2))
    return null
  const plan: Plan = {
    columns,
    tests: [],
    first: 0,
    last: manifest.rows - 1,
    listed: null,
    words: [],
    prefix: false,
    sort: order[0] ?? null,
    limit,
    offset,
    after: null,
    count: query.count !== 'none',
  }
  if (after !== undefined) {
    try {
      plan.after = decodeCursor(after, sort)
    } catch {
      return null
    }
  }
  if (query.where && !addCondition(plan, manifest, query.where)) return null
  if (query.search && !addSearch(plan, manifest, query.search)) return null
  return plan.tests.length > TESTS_AT_MOST ? null : plan
}

function natural(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

/** −1 for `_id`, −2 for a column the table does not have. */
function placeOf(manifest: Manifest, id: string): number {
  if (id === '_id') return -1
  const place = manifest.columns.findIndex((column) => column.id === id)
  return place < 0 ? -2 : place
}

function addSearch(
  plan: Plan,
  manifest: Manifest,
  search: NonNullable<RowsQuery['search']>,
): boolean {
  if (typeof search.words !== 'string' || !foldsAlike(search.words)) return false
  if (search.columns) {
    const asked = new Set(search.columns)
    const searched = searchedColumns(manifest.columns)
    if (asked.size !== searched.length || !searched.every(({ id }) => asked.has(id))) return false
  }
  plan.words = wordsOf(search.words)
  plan.prefix = search.prefix === true
  return plan.words.length > 0 && plan.words.every((word) => word !== '')
}

function addCondition(plan: Plan, manifest: Manifest, condition: Condition): boolean {
  if (typeof condition !== 'object' || condition === null) return false
  if ('and' in condition) {
    return (
      Array.isArray(condition.and) &&
      condition.and.every((one) => addCondition(plan, manifest, one))
    )
  }
  if (!('column' in condition)) return false
  if (condition.column === '_id') return addRowNumbers(plan, condition)
  const column = manifest.columns.find(({ id }) => id === condition.column)
  if (!column || comparison(column) === null) return false
  const test = testOf(column, condition)
  if (test) plan.tests.push(test)
  return test !== null
}

type OnColumn = Extract<Condition, { column: string }>

function testOf(column: Column, condition: OnColumn): ColumnTest | null {
  if ('is' in condition) {
    const empty = condition.is === 'null'
    return { column, ranges: empty ? [] : [{}], nulls: empty }
  }
  if (condition.op === 'in') return membership(column, condition.value)
  if (!COMPARED.has(condition.op)) return null
  if (condition.value === null) {
    return condition.op === 'eq' ? { column, ranges: [], nulls: true } : null
  }
  const key = keyOf(column, condition.value as Cell)
  const range = key === undefined ? null : rangeOf(condition.op, key)
  return range && { column, ranges: [range], nulls: false }
}

const COMPARED: ReadonlySet<string> = new Set(['eq', 'lt', 'lte', 'gt', 'gte'])

function rangeOf(op: string, key: Cell): KeyRange {
  switch (op) {
    case 'lt':
      return { to: key, toBefore: true }
    case 'lte':
      return { to: key }
    case 'gt':
      return { from: key, fromAfter: true }
    case 'gte':
      return { from: key }
    default:
      return { from: key, to: key }
  }
}

function membership(column: Column, values: Cell[]): ColumnTest | null {
  if (!Array.isArray(values) || values.length > VALUES_AT_MOST) return null
  const test: ColumnTest = { column, ranges: [], nulls: values.includes(null) }
  const seen = new Set<Cell>()
  for (const value of values) {
    if (value === null) continue
    const key = keyOf(column, value)
    if (key === undefined) return null
    if (!seen.has(key)) test.ranges.push({ from: key, to: key })
    seen.add(key)
  }
  return test
}

function addRowNumbers(plan: Plan, condition: OnColumn): boolean {
  if ('is' in condition) {
    if (condition.is === 'null') plan.last = -1
    return true
  }
  const { op, value } = condition
  if (op === 'in') {
    if (!Array.isArray(value) || value.length > VALUES_AT_MOST) return false
    if (!value.every((one) => Number.isSafeInteger(one))) return false
    const rows = [...new Set(value as number[])].map((id) => id - 1)
    const kept = plan.listed ? plan.listed.filter((row) => rows.includes(row)) : rows
    plan.listed = kept.sort((a, b) => a - b)
    return true
  }
  const number = typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : value
  if (!Number.isSafeInteger(number)) return false
  const row = (number as number) - 1
  if (op === 'eq' || op === 'gte') plan.first = Math.max(plan.first, row)
  if (op === 'eq' || op === 'lte') plan.last = Math.min(plan.last, row)
  if (op === 'gt') plan.first = Math.max(plan.first, row + 1)
  if (op === 'lt') plan.last = Math.min(plan.last, row - 1)
  return COMPARED.has(op)
}

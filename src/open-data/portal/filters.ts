// The conditions of a view: which fit a column, and whether what was typed can be a value of it.
import type { Cell, Column, ColumnType, Condition } from '@rimaq/tables'

/** One line of the filter form: `f=distrito~eq~Lima` in the address. */
export interface Filter {
  column: string
  op: FilterOp
  value: string
}

export const filterOps = [
  'eq',
  'ne',
  'contains',
  'starts',
  'gte',
  'lte',
  'gt',
  'lt',
  'null',
  'not-null',
] as const
export type FilterOp = (typeof filterOps)[number]

const ordered: readonly FilterOp[] = ['eq', 'gte', 'lte', 'gt', 'lt', 'ne', 'null', 'not-null']
const worded: readonly FilterOp[] = ['eq', 'contains', 'starts', 'ne', 'null', 'not-null']

const fitting: Record<ColumnType, readonly FilterOp[]> = {
  text: worded,
  integer: ordered,
  number: ordered,
  boolean: ['eq', 'null', 'not-null'],
  date: ordered,
  timestamp: ordered,
  time: ordered,
  json: ['contains', 'null', 'not-null'],
  geometry: ['null', 'not-null'],
}

/** The conditions that make sense for a column of this type, the most used first. */
export function opsFor(type: ColumnType): readonly FilterOp[] {
  return fitting[type]
}

/** Whether the condition is complete without a value. */
export function needsNoValue(op: FilterOp): boolean {
  return op === 'null' || op === 'not-null'
}

/** What a value should have been, or `op` where the condition does not fit the column. */
export type FilterNeed = 'integer' | 'number' | 'boolean' | 'date' | 'time' | 'op'

export interface FilterProblem {
  filter: Filter
  column: Column
  needs: FilterNeed
}

/** The filters that cannot be asked; the page names each instead of leaving it out in silence. */
export function filterProblems(
  filters: readonly Filter[],
  columns: readonly Column[],
): FilterProblem[] {
  return filters.flatMap((filter) => {
    const column = columns.find(({ id }) => id === filter.column)
    if (!column) return []
    if (!fitting[column.type].includes(filter.op)) return [{ filter, column, needs: 'op' as const }]
    if (one(filter, column)) return []
    return [{ filter, column, needs: needed(column.type) }]
  })
}

function needed(type: ColumnType): FilterNeed {
  if (type === 'timestamp') return 'date'
  return type === 'integer' || type === 'number' || type === 'boolean' || type === 'time'
    ? type
    : 'date'
}

/** All filters together; those that cannot be asked are left to `filterProblems`. */
export function condition(
  filters: readonly Filter[],
  columns: readonly Column[],
): Condition | undefined {
  const parts = filters.flatMap((filter) => {
    const part = one(
      filter,
      columns.find(({ id }) => id === filter.column),
    )
    return part ? [part] : []
  })
  return parts.length > 1 ? { and: parts } : parts[0]
}

function one(filter: Filter, column: Column | undefined): Condition | undefined {
  const { op } = filter
  if (op === 'null' || op === 'not-null') return { column: filter.column, is: op }
  if (op === 'contains' || op === 'starts') {
    return { column: filter.column, op, value: filter.value }
  }
  const value = typed(filter.value, column)
  if (value === undefined) return undefined
  if (column?.type === 'timestamp' && typeof value === 'string' && value.length === 10) {
    return wholeDay(filter.column, op, value)
  }
  return { column: filter.column, op, value }
}

/** A day named for a column with times means all of that day. */
function wholeDay(
  column: string,
  op: 'eq' | 'ne' | 'gte' | 'lte' | 'gt' | 'lt',
  day: string,
): Condition {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  const from: Condition = { column, op: 'gte', value: day }
  const before: Condition = { column, op: 'lt', value: next }
  if (op === 'eq') return { and: [from, before] }
  if (op === 'ne') return { not: { and: [from, before] } }
  if (op === 'lte') return before
  if (op === 'gt') return { column, op: 'gte', value: next }
  return { column, op, value: day }
}

/** A value as the column's type writes it in JSON; undefined when it cannot be one. */
export function typed(value: string, column: Column | undefined): Cell | undefined {
  const text = value.trim()
  switch (column?.type) {
    case 'integer':
      return /^[-+]?\d{1,30}$/.test(text) ? safeInteger(text) : undefined
    case 'number': {
      const number = Number(text.replace(',', '.'))
      return text === '' || !Number.isFinite(number) ? undefined : number
    }
    case 'boolean':
      if (/^(true|sí|si|1|ari)$/i.test(text)) return true
      return /^(false|no|0|manam)$/i.test(text) ? false : undefined
    case 'date':
      return day(text)
    case 'timestamp':
      return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) && day(text.slice(0, 10))
        ? text.replace(' ', 'T')
        : day(text)
    case 'time':
      return /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text) ? text : undefined
    default:
      return value
  }
}

/** `2024-02-29` and `29/2/2024` are the same day; days that do not exist are none. */
function day(text: string): string | undefined {
  const local = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text)
  const iso = local
    ? `${local[3]}-${local[2]?.padStart(2, '0')}-${local[1]?.padStart(2, '0')}`
    : text
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return undefined
  const time = Date.parse(iso)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined
}

function safeInteger(value: string): Cell {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

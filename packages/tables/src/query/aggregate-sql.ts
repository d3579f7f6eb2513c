// Turns a question for groups and measures into one SELECT.
import type { ColumnType, TableFiles } from '../model.ts'
import { TableError } from '../model.ts'
import type { Aggregate } from '../query-model.ts'
import { whereSql } from './conditions.ts'
import type { QueryColumn } from './sql-text.ts'
import { columnOf, identifier, parquetSource } from './sql-text.ts'

const largestAnswer = 1_000_000
const mostTerms = 64

export interface AggregatePlan {
  sql: string
  columns: { id: string; type: ColumnType }[]
}

interface Term {
  id: string
  type: ColumnType
  sql: string
}

/**
 * Groups come first, then measures. Ids: a group has its column's id, with `_year` … or `_bin`
 * when cut; a measure has its function's name and its column's id, `sum_amount`; `count` of rows
 * is `count`. Sorted by the groups unless told; 1,000 groups unless told.
 * Throws `unknown-column`, `bad-filter`, `bad-sort` or `bad-page`.
 */
export function planAggregate(table: TableFiles, query: Aggregate): AggregatePlan {
  const { manifest } = table
  const groups = query.group.map((group) => groupTerm(columnOf(manifest, group.column), group.by))
  const measures = query.measures.map((measure) =>
    measureTerm(
      measure.fn,
      measure.column === undefined ? null : columnOf(manifest, measure.column),
    ),
  )
  const terms = unique([...groups, ...measures])
  if (terms.length === 0 || terms.length > mostTerms)
    throw new TableError('bad-filter', { terms: terms.length })
  const where = whereSql(manifest, query)
  const limit = query.limit ?? 1000
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > largestAnswer) {
    throw new TableError('bad-page', { value: String(limit), most: largestAnswer })
  }
  const positions = groups.map((_, index) => index + 1)
  const sql =
    `SELECT ${terms.map((term) => `${term.sql} AS ${identifier(term.id)}`).join(', ')}` +
    ` FROM ${parquetSource(table.parquet)}` +
    (where ? ` WHERE ${where}` : '') +
    (positions.length > 0 ? ` GROUP BY ${positions.join(', ')}` : '') +
    orderBy(query, terms.length, groups.length) +
    ` LIMIT ${limit}`
  return { sql, columns: terms.map(({ id, type }) => ({ id, type })) }
}

function orderBy(query: Aggregate, terms: number, groups: number): string {
  const order: string[] = []
  for (const { by, descending } of query.sort ?? []) {
    if (!Number.isInteger(by) || by < 0 || by >= terms) throw new TableError('bad-sort', { by })
    order.push(`${by + 1} ${descending ? 'DESC' : 'ASC'} NULLS LAST`)
  }
  // The groups last make the order complete, so that equal questions have equal answers.
  for (let group = 1; group <= groups; group += 1) order.push(`${group} ASC NULLS LAST`)
  return order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
}

function unique(terms: Term[]): Term[] {
  const seen = new Map<string, number>()
  return terms.map((term) => {
    const before = seen.get(term.id) ?? 0
    seen.set(term.id, before + 1)
    return before === 0 ? term : { ...term, id: `${term.id}_${before + 1}` }
  })
}

const truncations = new Set(['year', 'quarter', 'month', 'week', 'day', 'hour'])

function groupTerm(column: QueryColumn, by: Aggregate['group'][number]['by']): Term {
  const name = identifier(column.id)
  if (by === undefined) return { id: column.id, type: column.type, sql: name }
  if (typeof by === 'string') {
    const dated = column.type === 'date' || column.type === 'timestamp'
    if (!dated || !truncations.has(by))
      throw new TableError('bad-filter', { column: column.id, by })
    const type: ColumnType = by === 'hour' ? 'timestamp' : 'date'
    return {
      id: `${column.id}_${by}`,
      type,
      sql: `CAST(date_trunc('${by}', ${name}) AS ${type.toUpperCase()})`,
    }
  }
  const width = by.width
  const numeric = column.type === 'integer' || column.type === 'number'
  if (!numeric || typeof width !== 'number' || !(width > 0) || !Number.isFinite(width)) {
    throw new TableError('bad-filter', { column: column.id, width: String(width) })
  }
  const whole = column.type === 'integer' && Number.isSafeInteger(width)
  // Twelve decimals take away what multiplying 0.1 by 3 adds.
  const sql = whole
    ? `${name} - ((${name} % ${width}) + ${width}) % ${width}`
    : `round(floor(CAST(${name} AS DOUBLE) / ${width}) * ${width}, 12)`
  return { id: `${column.id}_bin`, type: whole ? 'integer' : 'number', sql }
}

type MeasureName = Aggregate['measures'][number]['fn']

const arithmetic = new Set<ColumnType>(['integer', 'number'])
const ordered = new Set<ColumnType>(['integer', 'number', 'date', 'timestamp'])
const measures: Record<
  MeasureName,
  { fn: string; takes: Set<ColumnType> | null; gives?: ColumnType }
> = {
  count: { fn: 'count', takes: null, gives: 'integer' },
  distinct: { fn: 'count', takes: null, gives: 'integer' },
  sum: { fn: 'sum', takes: arithmetic },
  avg: { fn: 'avg', takes: arithmetic, gives: 'number' },
  min: { fn: 'min', takes: null },
  max: { fn: 'max', takes: null },
  median: { fn: 'median', takes: ordered },
}

function measureTerm(name: MeasureName, column: QueryColumn | null): Term {
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined
  if (!measure || (!column && name !== 'count'))
    throw new TableError('bad-filter', { fn: String(name) })
  if (!column) return { id: 'count', type: 'integer', sql: 'count(*)' }
  if (measure.takes && !measure.takes.has(column.type)) {
    throw new TableError('bad-filter', { fn: name, column: column.id, type: column.type })
  }
  const distinct = name === 'distinct' ? 'DISTINCT ' : ''
  const average = name === 'median' && column.type === 'integer' ? 'number' : column.type
  const cell = identifier(column.id)
  return {
    id: `${name}_${column.id}`,
    type: measure.gives ?? average,
    // The engine's mean of whole numbers is rounded twice, from 64 binary digits to 53.
    sql:
      name === 'avg' && column.type === 'integer'
        ? `sum(${cell}) / count(${cell})`
        : `${measure.fn}(${distinct}${cell})`,
  }
}

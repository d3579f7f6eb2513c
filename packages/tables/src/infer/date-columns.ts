// Settles day/month order and the type of a column whose every cell is written as a date.
import type { Duck } from '../build/duck.ts'
import type { CellSource } from '../columns/known-cells.ts'
import type { RepairStep } from '../model.ts'
import type { DateShape } from './date-shapes.ts'
import { type Order, dateExpression } from './expressions.ts'
import type { Inferred } from './inferred.ts'

type Typed = Pick<Inferred, 'type' | 'format' | 'sql' | 'dates'>

/** `cell` is the SQL of the trimmed cell. A recipe's format decides what the rows leave open. */
export async function typedDates(
  duck: Duck,
  source: CellSource,
  cell: string,
  dates: DateShape[],
  recipe: Extract<RepairStep, { do: 'set-type' }> | undefined,
): Promise<Typed> {
  const open = dates.some((date) => date.order === 'day-or-month')
  const order = open ? await dayMonthOrder(duck, source, cell) : null
  const wanted: Order | null = recipe?.format?.startsWith('mm')
    ? 'mdy'
    : recipe?.format
      ? 'dmy'
      : null
  const chosen: Order = wanted ?? (order?.order === 'mdy' ? 'mdy' : 'dmy')
  const forms = new Set(dates.map((date) => `${date.order}${date.separator}${date.shortYear}`))
  const sql = dateExpression(cell, dates, chosen)
  const facts = {
    ambiguous: order?.order === 'ambiguous' && wanted === null,
    conflict: order?.order === 'both' && wanted === null,
    mixedForms: forms.size > 1,
    rows: order?.rows ?? [],
    count: order?.count ?? 0,
  }
  if (facts.conflict) return { type: 'text', sql: cell, dates: facts }
  const format = formatOf(dates, chosen)
  const timed = dates.some((date) => date.time) && (await hasTimes(duck, source.table, sql))
  const type = timed ? 'timestamp' : 'date'
  return { type, format, sql: timed ? `(${sql})::TIMESTAMP` : `(${sql})::DATE`, dates: facts }
}

interface OrderFacts {
  order: Order | 'ambiguous' | 'both'
  rows: number[]
  count: number
}

/** 25/12 can only be day and month; 12/25 only month and day; 05/12 either. */
async function dayMonthOrder(
  duck: Duck,
  { table, weight }: CellSource,
  cell: string,
): Promise<OrderFacts> {
  const [first, second, firstRows, secondRows] = await duck.row(
    `WITH parts AS (SELECT rowid AS r, ${weight} AS w, regexp_extract(${cell}, '^(\\d{1,2})[-/.](\\d{1,2})[-/.]', ['a', 'b']) AS p
       FROM ${table} WHERE regexp_matches(${cell}, '^\\d{1,2}[-/.]\\d{1,2}[-/.]'))
     SELECT sum(w) FILTER (p['a'] > '12' AND length(p['a']) = 2)::INTEGER,
       sum(w) FILTER (p['b'] > '12' AND length(p['b']) = 2)::INTEGER,
       min(r) FILTER (p['a'] > '12' AND length(p['a']) = 2)::INTEGER,
       min(r) FILTER (p['b'] > '12' AND length(p['b']) = 2)::INTEGER FROM parts`,
  )
  const days = Number(first)
  const months = Number(second)
  if (days > 0 && months > 0) {
    const rare = days < months ? firstRows : secondRows
    return { order: 'both', rows: [Number(rare)], count: Math.min(days, months) }
  }
  if (days > 0) return { order: 'dmy', rows: [], count: 0 }
  if (months > 0) return { order: 'mdy', rows: [], count: 0 }
  return { order: 'ambiguous', rows: [], count: 0 }
}

async function hasTimes(duck: Duck, table: string, sql: string): Promise<boolean> {
  const [timed] = await duck.row(
    `SELECT count(*) FILTER ((${sql})::TIME <> TIME '00:00:00')::INTEGER FROM ${table}`,
  )
  return Number(timed) > 0
}

function formatOf(dates: DateShape[], order: Order): string {
  const first = dates[0]!
  const { separator } = first
  const year = first.shortYear ? 'yy' : 'yyyy'
  const time = first.time ? ' hh:mm:ss' : ''
  switch (first.order) {
    case 'ymd':
      return `yyyy${separator}mm${separator}dd${time}`
    case 'day-or-month':
      return order === 'dmy'
        ? `dd${separator}mm${separator}${year}${time}`
        : `mm${separator}dd${separator}${year}${time}`
    case 'named-dmy':
      return separator === ' de '
        ? `d de mmmm de yyyy${time}`
        : `dd${separator}mmm${separator}${year}${time}`
    case 'named-mdy':
      return `mmmm d, yyyy${time}`
  }
}

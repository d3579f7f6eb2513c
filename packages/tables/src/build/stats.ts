// Computes the statistics of each column once, over the finished Parquet file.
import type { Json } from '@duckdb/node-api'
import type { Cell, ColumnStats, ColumnType } from '../model.ts'
import { type Duck, identifier, literal } from './duck.ts'

export interface StatsColumn {
  id: string
  type: ColumnType
}

const BINS = 24
const TOP = 20
const LONGEST = 200

export async function columnStats(
  duck: Duck,
  parquet: string,
  rows: number,
  column: StatsColumn,
): Promise<ColumnStats> {
  const name = identifier(column.id)
  const from = `read_parquet(${literal(parquet)})`
  if (rows === 0) return { nulls: 0, distinct: 0, min: null, max: null, top: [] }
  if (column.type === 'json' || column.type === 'geometry') {
    const [filled, distinct] = await duck.row(
      `SELECT count(${name})::INTEGER, count(DISTINCT hash(${name}))::INTEGER FROM ${from}`,
    )
    const nulls = rows - Number(filled)
    return { nulls, distinct: Number(distinct), min: null, max: null, top: [] }
  }
  const shown = jsonExpression('v', column.type)
  const mean = column.type === 'integer' || column.type === 'number'
  const [filled, distinct, min, max, average, top] = await duck.row(
    `WITH g AS MATERIALIZED
       (SELECT ${name} AS v, count(*) AS n FROM ${from} WHERE ${name} IS NOT NULL GROUP BY 1),
     t AS (SELECT v, n FROM g WHERE n > 1 ${column.type === 'text' ? `AND length(v) <= ${LONGEST}` : ''}
       ORDER BY n DESC, v LIMIT ${TOP})
     SELECT sum(n)::INTEGER, count(*)::INTEGER, ${jsonExpression('min(v)', column.type)},
       ${jsonExpression('max(v)', column.type)},
       ${mean ? 'sum(v::DOUBLE * n) / sum(n)' : 'NULL'},
       (SELECT list({v: ${shown}, n: n::INTEGER} ORDER BY n DESC, v) FROM t) FROM g`,
  )
  const stats: ColumnStats = {
    nulls: rows - Number(filled ?? 0),
    distinct: Number(distinct ?? 0),
    min: asCell(min, column.type),
    max: asCell(max, column.type),
    top: ((top ?? []) as { v: Json; n: number }[]).map(({ v, n }) => ({
      value: asCell(v, column.type),
      count: Number(n),
    })),
  }
  if (typeof average === 'number' && Number.isFinite(average)) stats.mean = average
  const histogram = await columnHistogram(duck, from, name, column.type)
  return histogram ? { ...stats, histogram } : stats
}

/** SQL of a value as JSON carries it. */
function jsonExpression(value: string, type: ColumnType): string {
  if (type === 'timestamp') return `strftime(${value}, '%Y-%m-%dT%H:%M:%S')`
  if (type === 'text') return `left(${value}, ${LONGEST})`
  if (type === 'date' || type === 'time') return `${value}::VARCHAR`
  return type === 'number' ? `${value}::DOUBLE` : value
}

function asCell(value: Json | undefined, type: ColumnType): Cell {
  if (value === null || value === undefined) return null
  if (type === 'integer') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (type === 'number') return Number(value)
  return typeof value === 'boolean' ? value : String(value)
}

async function columnHistogram(
  duck: Duck,
  from: string,
  name: string,
  type: ColumnType,
): Promise<ColumnStats['histogram'] | null> {
  const position = positionExpression(name, type)
  if (!position) return null
  const [low, high] = await duck.row(
    `SELECT min(${position})::DOUBLE, max(${position})::DOUBLE FROM ${from} WHERE isfinite(${position}::DOUBLE)`,
  )
  const from0 = Number(low)
  const to0 = Number(high)
  if (low === null || high === null || !Number.isFinite(from0) || !(to0 > from0)) return null
  const whole = type !== 'number'
  const width = whole ? Math.ceil((to0 - from0 + 1) / BINS) : (to0 - from0) / BINS
  const bins = whole ? Math.ceil((to0 - from0 + 1) / width) : BINS
  const rows = await duck.rows(
    `SELECT least(${bins - 1}, floor((${position}::DOUBLE - ${from0}) / ${width}))::INTEGER AS b,
      count(*)::INTEGER FROM ${from} WHERE isfinite(${position}::DOUBLE) GROUP BY 1 ORDER BY 1`,
  )
  const counts = new Map(rows.map(([bin, count]) => [Number(bin), Number(count)]))
  return Array.from({ length: bins }, (_, bin) => ({
    from: positionCell(from0 + bin * width, type),
    to: positionCell(bin === bins - 1 && !whole ? to0 : from0 + (bin + 1) * width, type),
    count: counts.get(bin) ?? 0,
  }))
}

/** Days for dates, seconds for timestamps, the value itself for numbers. */
function positionExpression(name: string, type: ColumnType): string | null {
  if (type === 'integer' || type === 'number') return name
  if (type === 'date') return `(${name} - DATE '1970-01-01')`
  if (type === 'timestamp') return `floor(epoch(${name}))`
  return null
}

function positionCell(position: number, type: ColumnType): Cell {
  if (type === 'date') return isoTime(position * 86_400_000, 10)
  if (type === 'timestamp') return isoTime(position * 1000, 19)
  return position
}

function isoTime(milliseconds: number, length: number): Cell {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, length)
}

// Computes the statistics of each column once, over the finished Parquet file.
import type { Json } from '@duckdb/node-api'
import type { Cell, ColumnStats, ColumnType } from '../model.ts'
import { type Duck, identifier, literal } from './duck.ts'
import { inParts } from './narrow.ts'

export interface StatsColumn {
  id: string
  type: ColumnType
}

const BINS = 24
const TOP = 20
const LONGEST = 200

/** Statistics of all columns of a Parquet file, in their order; `done` counts them up. */
export async function tableStats(
  duck: Duck,
  parquet: string,
  { rows, columns }: { rows: number; columns: readonly StatsColumn[] },
  done: (count: number) => void,
): Promise<ColumnStats[]> {
  const all: ColumnStats[] = []
  const table = `read_parquet(${literal(parquet)})`
  const names = columns.map(({ id }) => identifier(id))
  await inParts(duck, { table, columns: names }, async (part) => {
    for (const column of columns.slice(part.from, part.to)) {
      all.push(await columnStats(duck, part.table, rows, column))
      done(all.length)
    }
  })
  return all
}

async function columnStats(
  duck: Duck,
  table: string,
  rows: number,
  column: StatsColumn,
): Promise<ColumnStats> {
  const name = identifier(column.id)
  if (rows === 0) return { nulls: 0, distinct: 0, min: null, max: null, top: [] }
  if (column.type === 'json' || column.type === 'geometry') {
    const [filled, distinct] = await duck.row(
      `SELECT count(${name})::INTEGER, count(DISTINCT hash(${name}))::INTEGER FROM ${table}`,
    )
    const nulls = rows - Number(filled)
    return { nulls, distinct: Number(distinct), min: null, max: null, top: [] }
  }
  const shown = jsonExpression('v', column.type)
  const mean = column.type === 'integer' || column.type === 'number'
  const bins = histogramSql(column.type)
  const [filled, distinct, min, max, average, top, low, high, counts] = await duck.row(
    `WITH g AS MATERIALIZED
       (SELECT ${name} AS v, count(*) AS n FROM ${table} WHERE ${name} IS NOT NULL GROUP BY 1),
     t AS (SELECT v, n FROM g WHERE n > 1 ${column.type === 'text' ? `AND length(v) <= ${LONGEST}` : ''}
       ORDER BY n DESC, v LIMIT ${TOP})${bins === null ? '' : `, ${bins}`}
     SELECT sum(n)::INTEGER, count(*)::INTEGER, ${jsonExpression('min(v)', column.type)},
       ${jsonExpression('max(v)', column.type)},
       ${mean ? 'sum(v::DOUBLE * n) / sum(n)' : 'NULL'},
       (SELECT list({v: ${shown}, n: n::INTEGER} ORDER BY n DESC, v) FROM t)
       ${bins === null ? '' : ', (SELECT low FROM ends), (SELECT high FROM ends), (SELECT list({b: b, n: n}) FROM bins)'}
     FROM g`,
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
  const histogram = bins && columnHistogram(column.type, low, high, counts)
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

/**
 * SQL of the tables `ends` (lowest and highest finite position) and `bins` (number, count) over the
 * values `g`; null where the type has no positions.
 */
function histogramSql(type: ColumnType): string | null {
  const position = positionExpression('v', type)
  if (!position) return null
  const width = type === 'number' ? `(high - low) / ${BINS}` : `ceil((high - low + 1) / ${BINS})`
  const count = type === 'number' ? BINS : `ceil((high - low + 1) / (${width}))`
  return `p AS (SELECT (${position})::DOUBLE AS p, n FROM g WHERE isfinite((${position})::DOUBLE)),
    ends AS (SELECT min(p) AS low, max(p) AS high FROM p),
    bins AS (SELECT least(${count} - 1, floor((p - low) / (${width})))::INTEGER AS b, sum(n)::INTEGER AS n
      FROM p, ends WHERE high > low AND isfinite(high - low) GROUP BY 1)`
}

function columnHistogram(
  type: ColumnType,
  low: Json | undefined,
  high: Json | undefined,
  found: Json | undefined,
): ColumnStats['histogram'] | null {
  const from0 = Number(low)
  const to0 = Number(high)
  if (low === null || high === null || !Number.isFinite(from0) || !(to0 > from0)) return null
  const whole = type !== 'number'
  const width = whole ? Math.ceil((to0 - from0 + 1) / BINS) : (to0 - from0) / BINS
  const bins = whole ? Math.ceil((to0 - from0 + 1) / width) : BINS
  const rows = (found ?? []) as { b: number; n: number }[]
  const counts = new Map(rows.map(({ b, n }) => [Number(b), Number(n)]))
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

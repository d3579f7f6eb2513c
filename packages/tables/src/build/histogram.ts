// Counts the values of a column in ranges of equal width, for numbers, dates and times.
import type { Json } from '@duckdb/node-api'
import type { Cell, ColumnStats, ColumnType } from '../model.ts'

export const BINS = 24

/**
 * SQL of the tables `ends` (lowest and highest finite position) and `bins` (number, count) over the
 * values `g`; null where the type has no positions.
 */
export function histogramSql(type: ColumnType): string | null {
  const position = positionExpression('v', type)
  if (!position) return null
  const width = type === 'number' ? `(high - low) / ${BINS}` : `ceil((high - low + 1) / ${BINS})`
  const count = type === 'number' ? BINS : `ceil((high - low + 1) / (${width}))`
  return `p AS (SELECT k, (${position})::DOUBLE AS p, n FROM g WHERE isfinite((${position})::DOUBLE)),
    ends AS (SELECT k, min(p) AS low, max(p) AS high FROM p GROUP BY k),
    bins AS (SELECT k, list({b: b, n: n}) AS found FROM (
      SELECT k, least(${count} - 1, floor((p - low) / (${width})))::INTEGER AS b, sum(n)::INTEGER AS n
      FROM p JOIN ends USING (k) WHERE high > low AND isfinite(high - low) GROUP BY 1, 2) GROUP BY k)`
}

/** From what the SQL above answers. */
export function columnHistogram(
  type: ColumnType,
  low: Json | undefined,
  high: Json | undefined,
  found: Json | undefined,
): ColumnStats['histogram'] | null {
  const from0 = Number(low)
  const to0 = Number(high)
  if (typeof low !== 'number' || typeof high !== 'number' || !(to0 > from0)) return null
  if (!Number.isFinite(to0 - from0)) return null
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

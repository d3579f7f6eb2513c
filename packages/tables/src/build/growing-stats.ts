// Tells the statistics of a column that only ever grows from its ends, and of numbers from a count.
import type { ColumnStats, ColumnType } from '../model.ts'
import { BINS, columnHistogram } from './histogram.ts'

/** Cells of digits, none empty, each longer than the one before or as long and greater. */
export interface Growing {
  rows: number
  first: string
  last: string
  /** Hands out the numbers of the cells, some at a time; exact below sixteen digits. */
  visit(take: (values: Float64Array) => void): void
}

/** Numbers of so many digits, and sums of them, are exact. */
export const EXACT = 15

/** In what it answers, `nulls` is the number of values. Null where SQL must tell. */
export function growingStats(type: ColumnType, cells: Growing | null): ColumnStats | null {
  if (cells === null || cells.rows === 0 || cells.last.length > EXACT) return null
  const { rows, first, last } = cells
  const known = { nulls: rows, distinct: rows, top: [] }
  // Texts of other lengths are in another order.
  if (type === 'text') {
    return first.length === last.length ? { ...known, min: first, max: last } : null
  }
  if (type !== 'integer') return null
  return wholeStats(known, { low: Number(first), high: Number(last) }, (take) => cells.visit(take))
}

/** Of whole numbers, `known` together with what their sum and their histogram tell. */
export function wholeStats(
  known: Pick<ColumnStats, 'nulls' | 'distinct' | 'top'>,
  { low, high }: { low: number; high: number },
  each: (take: (values: Float64Array | Uint32Array) => void) => void,
): ColumnStats | null {
  const width = Math.ceil((high - low + 1) / BINS)
  const counts = new Float64Array(BINS)
  let sum = 0
  each((values) => {
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!
      counts[Math.floor((value - low) / width)]!++
      sum += value
    }
  })
  if (!Number.isSafeInteger(sum)) return null
  const found = [...counts].flatMap((n, b) => (n === 0 ? [] : [{ b, n }]))
  const histogram = columnHistogram('integer', low, high, found)
  const stats = { ...known, min: low, max: high, mean: sum / known.nulls }
  return histogram ? { ...stats, histogram } : stats
}

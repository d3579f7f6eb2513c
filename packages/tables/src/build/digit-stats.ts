// Tells the statistics of a column of digits from its numbers in order, where it has no dictionary.
import type { ColumnStats, ColumnType } from '../model.ts'
import { EXACT, wholeStats } from './growing-stats.ts'

/** Cells of digits or empty ones, in any order. */
export interface DigitCells {
  /** Cells that are not empty. */
  filled: number
  /** Digits of the shortest and of the longest cell. */
  shortest: number
  longest: number
  /** Hands out the numbers of cells that are not empty, some at a time; exact below sixteen digits. */
  visit(take: (values: Float64Array) => void): void
}

/** As many values as `stats.ts` tells, of those that come more than once. */
export const TOP = 20

/** Numbers of so many digits take four bytes each. */
const SMALL = 9

/** Eight bytes each of these are well within the memory of one ingest. */
const MOST = 1 << 24

/** In what it answers, `nulls` is the number of values. Null where SQL must tell. */
export function digitStats(type: ColumnType, cells: DigitCells | null): ColumnStats | null {
  if (cells === null || cells.filled === 0 || cells.filled > MOST) return null
  const { filled, shortest, longest } = cells
  if (longest > EXACT) return null
  // Texts of other lengths are in another order, and the same number in two ways is two of them.
  if (type === 'text' ? shortest !== longest : type !== 'integer') return null
  const values = longest > SMALL ? new Float64Array(filled) : new Uint32Array(filled)
  let at = 0
  cells.visit((some) => {
    values.set(some, at)
    at += some.length
  })
  values.sort()
  const low = values[0]!
  const high = values.at(-1)!
  const { distinct, top } = countRuns(values)
  if (type === 'integer') {
    const counted = top.map(({ value, count }) => ({ value, count }))
    return wholeStats({ nulls: filled, distinct, top: counted }, { low, high }, (take) =>
      take(values),
    )
  }
  const text = (value: number): string => String(value).padStart(longest, '0')
  const counted = top.map(({ value, count }) => ({ value: text(value), count }))
  return { nulls: filled, distinct, min: text(low), max: text(high), top: counted }
}

interface Run {
  value: number
  count: number
}

/** How many different ones, and the most frequent of those that come again; of equals the least. */
function countRuns(values: Float64Array | Uint32Array): { distinct: number; top: Run[] } {
  const top: Run[] = []
  let distinct = 0
  let start = 0
  for (let at = 1; at <= values.length; at++) {
    if (at < values.length && values[at] === values[start]) continue
    distinct++
    const count = at - start
    if (count > 1 && (top.length < TOP || count > top.at(-1)!.count)) {
      const place = top.findIndex((run) => run.count < count)
      top.splice(place < 0 ? top.length : place, 0, { value: values[start]!, count })
      if (top.length > TOP) top.pop()
    }
    start = at
  }
  return { distinct, top }
}

// Tests of a filter on columns held as small numbers: a look into a table of codes for each row.
import type { Cell } from '../model.ts'
import { comparison } from './cells.ts'
import type { ColumnCodes } from './column-codes.ts'
import { testCodes, testNumbers } from './group-loops.ts'
import { partition } from './order-file.ts'
import type { ColumnTest, KeyRange } from './plan.ts'

/** Narrows `kept` to the rows `from` … `to - 1` that pass; the first test of a slice sets it. */
export type KeepTest = (kept: Uint8Array, from: number, to: number, first: boolean) => void

/** Null when the column as numbers cannot tell: several ranges, or a bound between two numbers. */
export function columnTest(test: ColumnTest, column: ColumnCodes): KeepTest | null {
  if (column.kind === 'codes') {
    const { codes } = column
    const passes = passing(test, column.values)
    return (kept, from, to, first) =>
      testCodes(kept, to - from, codes.subarray(from, to), passes, first)
  }
  const bounds = boundsOf(test)
  const { numbers } = column
  return (
    bounds &&
    ((kept, from, to, first) =>
      testNumbers(kept, to - from, numbers.subarray(from, to), bounds, first))
  )
}

/** 1 for each code whose value lies in one of the ranges; the last is the empty cell. */
function passing({ column, ranges, nulls }: ColumnTest, values: Cell[]): Uint8Array {
  const compare = comparison(column)!
  const passes = new Uint8Array(values.length + 1)
  for (const { from, fromAfter, to, toBefore } of ranges) {
    const below = (bound: Cell, inside: boolean) => (at: number) => {
      const difference = compare(values[at]!, bound)
      return difference < 0 || (inside && difference === 0)
    }
    const start =
      from === undefined ? 0 : partition(0, values.length, below(from, fromAfter === true))
    const end = to === undefined ? values.length : partition(0, values.length, below(to, !toBefore))
    if (start < end) passes.fill(1, start, end)
  }
  if (nulls) passes[values.length] = 1
  return passes
}

function boundsOf({
  column,
  ranges,
  nulls,
}: ColumnTest): { low: number; high: number; empty: boolean } | null {
  if (ranges.length === 0) return { low: 1, high: 0, empty: nulls }
  if (ranges.length > 1) return null
  const scale = column.decimal?.scale ?? 0
  const { from, fromAfter, to, toBefore } = ranges[0] as KeyRange
  const low = from === undefined ? -Infinity : wholeOf(from, scale)
  const high = to === undefined ? Infinity : wholeOf(to, scale)
  if (low === null || high === null) return null
  return { low: fromAfter ? low + 1 : low, high: toBefore ? high - 1 : high, empty: nulls }
}

/** The bound as a number of the last digit; null when it has more digits than the column. */
function wholeOf(bound: Cell, scale: number): number | null {
  if (typeof bound !== 'number') return null
  const decimals = /^-?\d+(?:\.(\d+))?$/.exec(String(bound))
  if (!decimals || (decimals[1] ?? '').length > scale) return null
  return Math.round(bound * 10 ** scale)
}

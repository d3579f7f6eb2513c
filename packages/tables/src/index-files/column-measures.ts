// Counts, sums, means, smallest, largest and different values of a column held as small numbers.
import type { Cell, Column } from '../model.ts'
import type { Aggregate } from '../query-model.ts'
import { NO_NUMBER } from './column-codes.ts'
import type { ColumnCodes } from './column-codes.ts'
import {
  addNumbers,
  addValues,
  countAndAdd,
  keepExtremes,
  markCodes,
  startSums,
  total,
} from './group-loops.ts'
import type { Slice, Sums } from './group-loops.ts'

export interface ColumnMeasure {
  /** Adds a slice that starts at row `from`, or consists of the rows of `list`. */
  add(slice: Slice, from: number, list: Uint32Array | null): void
  /** Counts the rows of each group on the way; only for slices all of whose rows count. */
  addCounting?(slice: Slice, from: number, list: Uint32Array | null, counts: Sums): void
  /** What it adds to, when that is all: such measures of a range are differences. Null for others. */
  sums: Sums[] | null
  /** The measure of each group, once all rows were added; `counts` are the rows of each group. */
  values(counts: Float64Array): (group: number) => Cell
}

interface Extent {
  groups: number
  /** Rows added at most. */
  rows: number
}

/** Bytes for telling different values apart at most: they are counted without a pause. */
const SEEN_AT_MOST = 4 * 2 ** 20

type Fn = Aggregate['measures'][number]['fn']

/** Null for what these columns cannot add up exactly. */
export function startColumnMeasure(
  fn: Fn,
  column: Column | undefined,
  codes: ColumnCodes | null,
  extent: Extent,
): ColumnMeasure | null {
  if (!column || !codes) {
    return { sums: [], add() {}, values: (counts) => (group) => counts[group]! }
  }
  switch (fn) {
    case 'count':
      return counted(codes, unitOf(column), extent)
    case 'sum':
      return summed(column, codes, extent, (sum, _count, unit) => sum / unit)
    case 'avg':
      return summed(column, codes, extent, (sum, count) => sum / count)
    case 'min':
      return extreme(column, codes, extent, -1)
    case 'max':
      return extreme(column, codes, extent, 1)
    case 'distinct':
      return codes.kind === 'codes' ? different(codes, extent) : null
    default:
      return null
  }
}

type Codes = Extract<ColumnCodes, { kind: 'codes' }>

/** Ones of the last digit in one. */
function unitOf(column: Column): number {
  return 10 ** (column.decimal?.scale ?? 0)
}

/** What the loops read: the slice of the column itself, or the listed rows put together. */
function sliced<T extends Uint16Array | Int32Array>(
  column: T,
): (from: number, rows: number, list: Uint32Array | null) => T {
  let scratch: T | null = null
  return (from, rows, list) => {
    if (!list) return column.subarray(from, from + rows) as T
    // The first slice is the longest; a copy of as many cells is an array of the same kind.
    if (!scratch || scratch.length < rows) scratch = column.slice(0, rows) as T
    for (let at = 0; at < list.length; at++) scratch[at] = column[list[at]!]!
    return scratch
  }
}

function counting(codes: ColumnCodes, unit: number, sums: Sums): ColumnMeasure['add'] {
  if (codes.kind === 'numbers') {
    const of = sliced(codes.numbers)
    return (slice, from, list) => addNumbers(slice, of(from, slice.rows, list), true, sums)
  }
  const { present } = tableOf(codes, unit)
  const of = sliced(codes.codes)
  return (slice, from, list) => addValues(slice, of(from, slice.rows, list), present, sums)
}

function counted(codes: ColumnCodes, unit: number, { groups }: Extent): ColumnMeasure {
  const sums = startSums(groups)
  return {
    sums: [sums],
    add: counting(codes, unit, sums),
    values() {
      const counts = total(sums)
      return (group) => counts[group]!
    },
  }
}

function summed(
  column: Column,
  codes: ColumnCodes,
  { groups, rows }: Extent,
  shape: (sum: number, count: number, unit: number) => number,
): ColumnMeasure | null {
  if (column.type !== 'integer' && !column.decimal) return null
  const unit = unitOf(column)
  const table = codes.kind === 'codes' ? tableOf(codes, unit) : null
  if (codes.kind === 'codes' && !table?.whole) return null
  const values = table?.whole
  const largest = table ? table.largest : 2 ** 31
  // No sum on the way may leave the whole numbers a double carries.
  if (largest * rows > Number.MAX_SAFE_INTEGER) return null
  const sums = startSums(groups)
  const present = startSums(groups)
  const count = counting(codes, unit, present)
  let add: ColumnMeasure['add']
  let addCounting: ColumnMeasure['addCounting']
  if (codes.kind === 'codes') {
    const of = sliced(codes.codes)
    add = (slice, from, list) => addValues(slice, of(from, slice.rows, list), values!, sums)
    addCounting = (slice, from, list, counts) =>
      countAndAdd(slice, of(from, slice.rows, list), values!, counts, sums)
  } else {
    const of = sliced(codes.numbers)
    add = (slice, from, list) => addNumbers(slice, of(from, slice.rows, list), false, sums)
  }
  const gaps = codes.kind === 'numbers' || codes.gaps
  return {
    sums: gaps ? [sums, present] : [sums],
    ...(addCounting && !gaps ? { addCounting } : {}),
    add(slice, from, list) {
      add(slice, from, list)
      if (gaps) count(slice, from, list)
    },
    values(counts) {
      const [added, there] = [total(sums), gaps ? total(present) : counts]
      return (group) => (there[group] === 0 ? null : shape(added[group]!, there[group]!, unit))
    },
  }
}

/** What each code adds: its value as a number of the last digit, and 1; nothing for the empty cell. */
interface CodeTable {
  /** Null when one is no number that doubles carry. */
  whole: Float64Array | null
  largest: number
  present: Float64Array
}

/** Made once for a column: a range asks for it several times, and it may be as long as 65,535 values. */
const tables = new WeakMap<Codes, CodeTable>()

function tableOf(codes: Codes, unit: number): CodeTable {
  const known = tables.get(codes)
  if (known) return known
  const { values } = codes
  const present = new Float64Array(values.length + 1).fill(1, 0, values.length)
  const made: CodeTable = { whole: new Float64Array(values.length + 1), largest: 0, present }
  for (const [at, value] of values.entries()) {
    if (typeof value !== 'number') made.whole = null
    if (typeof value !== 'number' || !made.whole) break
    const whole = Math.round(value * unit)
    made.whole[at] = whole
    made.largest = Math.max(made.largest, Math.abs(whole))
  }
  tables.set(codes, made)
  return made
}

function extreme(
  column: Column,
  codes: ColumnCodes,
  { groups }: Extent,
  sign: 1 | -1,
): ColumnMeasure {
  const best = new Float64Array(groups).fill(-Infinity)
  const unit = unitOf(column)
  const found = (of: (value: number) => Cell): ColumnMeasure['values'] => {
    return () => (group) => (best[group] === -Infinity ? null : of(best[group]! * sign))
  }
  if (codes.kind === 'numbers') {
    const of = sliced(codes.numbers)
    return {
      sums: null,
      add: (slice, from, list) =>
        keepExtremes(slice, of(from, slice.rows, list), NO_NUMBER, sign, best),
      values: found((value) => value / unit),
    }
  }
  const of = sliced(codes.codes)
  return {
    sums: null,
    add: (slice, from, list) =>
      keepExtremes(slice, of(from, slice.rows, list), codes.values.length, sign, best),
    values: found((code) => codes.values[code]!),
  }
}

function different({ codes, values }: Codes, { groups }: Extent): ColumnMeasure | null {
  const width = values.length + 1
  if (groups * width > SEEN_AT_MOST) return null
  const seen = new Uint8Array(groups * width)
  const of = sliced(codes)
  return {
    sums: null,
    add: (slice, from, list) => markCodes(slice, of(from, slice.rows, list), width, seen),
    values: () => (group) => {
      let count = 0
      for (let at = group * width; at < group * width + values.length; at++) count += seen[at]!
      return count
    },
  }
}

// Adds up the cells of a group one by one: counts, sums, means, smallest and largest.
import type { Cell, Column } from '../model.ts'
import type { Aggregate } from '../query-model.ts'
import { comparison } from './cells.ts'

export interface Tally {
  /** False when the result would no longer be exact. */
  add(cell: Cell): boolean
  value(): Cell
}

type Measure = Aggregate['measures'][number]['fn']

/** Null for what cannot be added up exactly in doubles. Without a column rows are counted. */
export function startMeasure(fn: Measure, column: Column | undefined): Tally | null {
  if (!column) return fn === 'count' ? counted() : null
  switch (fn) {
    case 'count':
      return counted()
    case 'distinct':
      return different()
    case 'sum':
      return summed(column, false)
    case 'avg':
      return column.type === 'integer' ? summed(column, true) : null
    case 'min':
      return extreme(column, -1)
    case 'max':
      return extreme(column, 1)
    default:
      return null
  }
}

function counted(): Tally {
  let count = 0
  return {
    add(cell) {
      if (cell !== null) count += 1
      return true
    },
    value: () => count,
  }
}

function different(): Tally {
  const seen = new Set<Cell>()
  return {
    add(cell) {
      if (cell !== null) seen.add(cell)
      return true
    },
    value: () => seen.size,
  }
}

/** Whole numbers, or decimals as whole numbers of their last digit, as long as 2⁵³ holds them. */
function summed(column: Column, mean: boolean): Tally | null {
  if (column.type !== 'integer' && !column.decimal) return null
  const unit = 10 ** (column.decimal?.scale ?? 0)
  let sum = 0
  let count = 0
  return {
    add(cell) {
      if (cell === null) return true
      if (typeof cell !== 'number') return false
      sum += Math.round(cell * unit)
      count += 1
      return Number.isSafeInteger(sum)
    },
    value: () => (count === 0 ? null : mean ? sum / count : sum / unit),
  }
}

function extreme(column: Column, sign: 1 | -1): Tally | null {
  const compare = comparison(column)
  if (!compare) return null
  let best: Cell = null
  return {
    add(cell) {
      if (cell !== null && (best === null || compare(cell, best) * sign > 0)) best = cell
      return true
    },
    value: () => best,
  }
}

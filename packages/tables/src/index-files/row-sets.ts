// Sets of rows as a question describes them, read only as far as a page needs.
import type { Keyed } from './keys-at.ts'
import type { KeyRange } from './plan.ts'
import type { OrderFile } from './order-file.ts'
import { partition } from './order-file.ts'
import { ascending, lowerBound, union } from './row-list.ts'
import type { WordEntry, WordsFile } from './words-file.ts'

/** Ascending row numbers that need not all be in memory. */
export interface RowSet {
  length: number
  slice(from: number, to: number): Uint32Array
  /** How many rows of the set are smaller than `row`. */
  below(row: number): number
}

/** A stretch of positions in an order; `single`: all its rows have the same key, so they ascend. */
export interface Segment {
  from: number
  to: number
  single: boolean
}

export function listSet(rows: Uint32Array): RowSet {
  return {
    length: rows.length,
    slice: (from, to) => rows.subarray(from, to),
    below: (row) => (row <= 0 ? 0 : lowerBound(rows, row)),
  }
}

/** Rows `first` … `last`; empty when `last < first`. */
export function rangeSet(first: number, last: number): RowSet {
  const length = Math.max(0, last - first + 1)
  return {
    length,
    slice(from, to) {
      const rows = new Uint32Array(Math.max(0, Math.min(to, length) - from))
      for (let at = 0; at < rows.length; at++) rows[at] = first + from + at
      return rows
    },
    below: (row) => Math.min(length, Math.max(0, row - first)),
  }
}

export function segmentSet(order: OrderFile, { from, to }: Segment): RowSet {
  return {
    length: to - from,
    slice: (start, end) => order.slice(from + start, Math.min(to, from + end)),
    below: (row) => partition(from, to, (position) => order.at(position) < row) - from,
  }
}

export function wordSet(words: WordsFile, entry: WordEntry): RowSet {
  return {
    length: entry.count,
    slice: (from, to) => words.rowsOf(entry, from, to),
    below: (row) => (row <= 0 ? 0 : lowerBound(words.rowsOf(entry), row)),
  }
}

/** Where an order holds the wanted keys: stretches in ascending order that do not touch twice. */
export function segmentsOf(keyed: Keyed, ranges: KeyRange[], nulls: boolean): Segment[] {
  const { order } = keyed
  const segments: Segment[] = []
  for (const range of ranges) {
    const from = range.from === undefined ? 0 : keyed.seek(range.from, range.fromAfter === true)
    const to = range.to === undefined ? order.present : keyed.seek(range.to, !range.toBefore)
    const single = range.from !== undefined && range.from === range.to
    if (from < to) segments.push({ from, to, single })
  }
  if (nulls && order.present < order.rows) {
    segments.push({ from: order.present, to: order.rows, single: true })
  }
  return segments.sort((a, b) => a.from - b.from)
}

/** The positions in both; each list ascending and free of overlaps. */
export function common(a: Segment[], b: Segment[]): Segment[] {
  const out: Segment[] = []
  for (const one of a) {
    for (const other of b) {
      const from = Math.max(one.from, other.from)
      const to = Math.min(one.to, other.to)
      if (from < to) out.push({ from, to, single: one.single || other.single })
    }
  }
  return out.sort((x, y) => x.from - y.from)
}

export function lengthOf(segments: Segment[]): number {
  return segments.reduce((sum, { from, to }) => sum + to - from, 0)
}

/** All rows of the stretches, ascending. */
export function rowsOf(order: OrderFile, segments: Segment[]): Uint32Array {
  const lists = segments.map(({ from, to }) => order.slice(from, to))
  if (lists.length === 1) {
    return segments[0]!.single ? lists[0]! : ascending(lists[0]!, order.rows)
  }
  return lists.length === 0 ? new Uint32Array(0) : union(lists, order.rows)
}

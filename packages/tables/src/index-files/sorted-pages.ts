// Cuts pages out of an order in both directions; rows of equal keys always come by row number.
import type { Cell } from '../model.ts'
import type { Keyed } from './keys-at.ts'
import { partition } from './order-file.ts'
import type { Segment } from './row-sets.ts'

export interface SortedPage {
  /** Row numbers in the order asked for. */
  rows: number[]
  more: boolean
}

export interface SortedQuestion {
  descending: boolean
  nulls: 'first' | 'last'
  offset: number
  limit: number
  /** The last row of the page before: its key, null for an empty cell, and its row number. */
  after: { key: Cell; row: number } | null
}

/** A page of the rows at these positions of the order; segments end where keys change. */
export function sortedPage(
  keyed: Keyed,
  segments: Segment[],
  question: SortedQuestion,
): SortedPage {
  const { offset, limit, after } = question
  const rows: number[] = []
  let skip = offset
  for (const part of partsOf(keyed, segments, question)) {
    const length = part.to - part.from
    const start = after ? startAfter(keyed, part, question) : Math.min(skip, length)
    if (!after) skip -= start
    if (start === length) continue
    if (rows.length === limit) return { rows, more: true }
    const wanted = Math.min(length - start, limit - rows.length)
    if (part.descending) pushDescending(keyed, part, start, wanted, rows)
    else
      for (const row of keyed.order.slice(part.from + start, part.from + start + wanted))
        rows.push(row)
    if (wanted < length - start) return { rows, more: true }
  }
  return { rows, more: false }
}

/** Rows of a group read one by one before its beginning is searched. */
const WALKED = 16

interface Part extends Segment {
  descending: boolean
  empty: boolean
}

function partsOf(keyed: Keyed, segments: Segment[], question: SortedQuestion): Part[] {
  const { present } = keyed.order
  const filled: Part[] = []
  const empty: Part[] = []
  for (const { from, to, single } of segments) {
    const middle = Math.min(to, Math.max(from, present))
    if (from < middle) {
      filled.push({ from, to: middle, single, descending: question.descending, empty: false })
    }
    if (middle < to) empty.push({ from: middle, to, single: true, descending: false, empty: true })
  }
  if (question.descending) filled.reverse()
  return question.nulls === 'first' ? [...empty, ...filled] : [...filled, ...empty]
}

/** How many rows of the part come before or at the cursor. */
function startAfter(keyed: Keyed, part: Part, question: SortedQuestion): number {
  const { key, row } = question.after!
  const { order } = keyed
  const length = part.to - part.from
  const upTo = (from: number, to: number) =>
    partition(from, to, (position) => order.at(position) <= row)
  if (part.empty) {
    if (key !== null) return question.nulls === 'first' ? length : 0
    return upTo(part.from, part.to) - part.from
  }
  if (key === null) return question.nulls === 'first' ? 0 : length
  const from = keyed.seek(key, false)
  const to = keyed.seek(key, true)
  const inside = from >= part.from && to <= part.to ? upTo(from, to) - from : 0
  const clamp = (position: number) => Math.min(part.to, Math.max(part.from, position))
  return part.descending ? part.to - clamp(to) + inside : clamp(from) - part.from + inside
}

/** From the `start`-th row on of a part read from its end, group by group, each group forwards. */
function pushDescending(
  keyed: Keyed,
  part: Part,
  start: number,
  wanted: number,
  rows: number[],
): void {
  const { order } = keyed
  let left = wanted
  let end = part.to
  let skip = 0
  if (start > 0) {
    const key = keyed.keyAt(part.to - 1 - start)
    end = part.single ? part.to : keyed.seek(key, true)
    skip = start - (part.to - end)
  }
  while (left > 0) {
    const from = part.single
      ? part.from
      : groupStart(keyed, part.from, end, skip > WALKED ? 0 : WALKED)
    const take = Math.min(left, end - from - skip)
    for (const row of order.slice(from + skip, from + skip + take)) rows.push(row)
    left -= take
    end = from
    skip = 0
  }
}

/**
 * Where the group that ends before `end` begins. Short groups are walked (at most `near` rows, at
 * most 16), since their rows are on the page anyway; a long one is searched.
 */
export function groupStart(keyed: Keyed, lowest: number, end: number, near: number): number {
  const key = keyed.keyAt(end - 1)
  const { marks } = keyed.order
  if (marks.complete) return Math.max(lowest, keyed.seek(key, false))
  let from = end - 1
  for (let steps = 0; steps < Math.min(near, WALKED) && from > lowest; steps++) {
    if (keyed.compare(keyed.keyAt(from - 1), key) !== 0) return from
    from -= 1
  }
  return from === lowest ? lowest : Math.max(lowest, keyed.seek(key, false))
}

// Sorts the rows of a filter by another column: a few by their keys, many by walking the order.
import type { Keyed } from './keys-at.ts'
import { toBits } from './row-list.ts'
import { groupStart, type SortedPage, type SortedQuestion } from './sorted-pages.ts'

/** Rows whose keys are read and sorted one by one. */
const FEW = 256
/** Positions of an order that are walked at most (about 10 ms). */
const STEPS_AT_MOST = 2e6
/** Rows collected backwards at most: each costs reading its key. */
const BACKWARDS_AT_MOST = 1000

/** Null when it would take longer than a scan is worth. `rows` ascend. */
export function filteredPage(
  keyed: Keyed,
  rows: Uint32Array,
  question: SortedQuestion,
): SortedPage | null {
  if (rows.length <= FEW) return fewSorted(keyed, rows, question)
  const { offset, limit, descending, after } = question
  const { order } = keyed
  // Between cursors and nulls in front the walk would need every case twice; scans answer these.
  if (after || (question.nulls === 'first' && order.present < order.rows)) return null
  const wanted = offset + limit + 1
  if ((wanted / rows.length) * order.rows > STEPS_AT_MOST) return null
  if (descending) {
    return wanted > BACKWARDS_AT_MOST ? null : walkBack(keyed, rows, question)
  }
  const bits = toBits(rows, order.rows)
  const found: number[] = []
  const skip = offset
  let seen = 0
  for (let position = 0; position < order.rows && found.length <= limit; position += 4096) {
    for (const row of order.slice(position, Math.min(order.rows, position + 4096))) {
      if ((bits[row >>> 5]! & (1 << (row & 31))) === 0) continue
      if (seen++ >= skip && found.length <= limit) found.push(row)
    }
  }
  return { rows: found.slice(0, limit), more: found.length > limit }
}

function fewSorted(keyed: Keyed, rows: Uint32Array, question: SortedQuestion): SortedPage {
  const { descending, nulls, offset, limit, after } = question
  const compare = (a: { key: unknown; row: number }, b: { key: unknown; row: number }) => {
    if (a.key === null || b.key === null) {
      if (a.key === b.key) return a.row - b.row
      return (a.key === null) === (nulls === 'first') ? -1 : 1
    }
    const difference = keyed.compare(a.key as string, b.key as string)
    return (descending ? -difference : difference) || a.row - b.row
  }
  const sorted = Array.from(rows, (row) => ({ key: keyed.keyOfRow(row), row })).sort(compare)
  const rest = after ? sorted.filter((one) => compare(one, after) > 0) : sorted.slice(offset)
  return { rows: rest.slice(0, limit).map(({ row }) => row), more: rest.length > limit }
}

/** Descending: whole groups from the end, each turned round so that its rows come forwards. */
function walkBack(keyed: Keyed, rows: Uint32Array, question: SortedQuestion): SortedPage {
  const { order } = keyed
  const bits = toBits(rows, order.rows)
  const has = (row: number) => (bits[row >>> 5]! & (1 << (row & 31))) !== 0
  const wanted = question.offset + question.limit + 1
  const found: number[] = []
  let end = order.present
  while (end > 0 && found.length < wanted) {
    const last = lastWanted(keyed, has, end)
    if (last === 0) break
    const from = groupStart(keyed, 0, last, 8)
    for (const row of order.slice(from, last)) if (has(row)) found.push(row)
    end = from
  }
  for (let at = order.present; at < order.rows && found.length < wanted; at += 4096) {
    for (const row of order.slice(at, Math.min(order.rows, at + 4096)))
      if (has(row)) found.push(row)
  }
  const rest = found.slice(question.offset)
  return { rows: rest.slice(0, question.limit), more: rest.length > question.limit }
}

/** One more than the last position before `end` whose row is wanted; rows dropped need no key. */
function lastWanted(keyed: Keyed, has: (row: number) => boolean, end: number): number {
  for (let to = end; to > 0;) {
    const from = Math.max(0, to - 1024)
    const rows = keyed.order.slice(from, to)
    for (let at = rows.length; at > 0; at--) if (has(rows[at - 1]!)) return from + at
    to = from
  }
  return 0
}

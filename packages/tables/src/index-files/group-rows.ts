// Adds rows to their groups in slices, so that no one waits long: the rows of a list, or all that pass tests.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ColumnCodes } from './column-codes.ts'
import type { ColumnMeasure } from './column-measures.ts'
import type { KeepTest } from './column-tests.ts'
import { countRows } from './group-loops.ts'
import type { Slice, Sums } from './group-loops.ts'

/** Rows added up between two looks at the clock (a fraction of a millisecond). */
const SLICE = 2 ** 16
/** Milliseconds after which others have their turn. */
const TURN = 2

/** Groups are told apart by codes. */
export type Codes = Extract<ColumnCodes, { kind: 'codes' }>

/** The rows that count: a list, or all of them with the tests each must pass. */
export interface Rows {
  length: number
  list: Uint32Array | null
  tests: KeepTest[]
}

/** What rows are added to. */
export interface Sink {
  keys: Codes[]
  measures: ColumnMeasure[]
  /** Rows of each group. */
  counts: Sums
}

export async function addUp(rows: Rows, { keys, measures, counts }: Sink): Promise<void> {
  const groups = new Uint16Array(SLICE)
  const kept = rows.tests.length > 0 ? new Uint8Array(SLICE) : null
  const counting = kept ? undefined : measures.find(({ addCounting }) => addCounting)
  let since = performance.now()
  for (let from = 0; from < rows.length; from += SLICE) {
    if (performance.now() - since > TURN) {
      await nextTurn()
      since = performance.now()
    }
    const to = Math.min(rows.length, from + SLICE)
    const list = rows.list?.subarray(from, to) ?? null
    if (kept) for (const [at, test] of rows.tests.entries()) test(kept, from, to, at === 0)
    const slice: Slice = { rows: to - from, groups: groupsOf(keys, from, to, list, groups), kept }
    if (counting?.addCounting) counting.addCounting(slice, from, list, counts)
    else countRows(slice, counts)
    for (const measure of measures) if (measure !== counting) measure.add(slice, from, list)
  }
}

/** The group of each row of a slice; one column in file order needs no copy. */
function groupsOf(
  keys: Codes[],
  from: number,
  to: number,
  list: Uint32Array | null,
  into: Uint16Array,
): Uint16Array {
  const [only] = keys
  if (only && keys.length === 1 && !list) return only.codes.subarray(from, to)
  into.fill(0, 0, to - from)
  for (const { codes, values } of keys) {
    const width = values.length + 1
    if (list) {
      for (let at = 0; at < list.length; at++) into[at] = into[at]! * width + codes[list[at]!]!
    } else {
      for (let at = 0; at < to - from; at++) into[at] = into[at]! * width + codes[from + at]!
    }
  }
  return into
}

// Groups any number of rows from columns held as small numbers: a few nanoseconds for each row.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Cell, Column, TableFiles } from '../model.ts'
import type { Aggregate } from '../query-model.ts'
import { CODES_AT_MOST } from './column-codes.ts'
import type { ColumnCodes } from './column-codes.ts'
import { startColumnMeasure } from './column-measures.ts'
import type { ColumnMeasure } from './column-measures.ts'
import { columnTest } from './column-tests.ts'
import type { KeepTest } from './column-tests.ts'
import { countRows, startSums, total } from './group-loops.ts'
import type { Slice } from './group-loops.ts'
import type { Plan } from './plan.ts'
import type { IndexReader } from './reader.ts'
import { fewestRows, selectRows } from './select-rows.ts'

/** One row of the answer: the values it is grouped by, and its measures. */
export interface GroupCells {
  keys: Cell[]
  values: Cell[]
}

export interface Grouping {
  groups: Column[]
  measures: { fn: Aggregate['measures'][number]['fn']; column: Column | undefined }[]
}

/** Rows added up between two looks at the clock (a fraction of a millisecond). */
const SLICE = 2 ** 16
/** Milliseconds after which others have their turn. */
const TURN = 2
/** A filter that leaves less than this share is worked out as a list of rows first. */
const LISTED_SHARE = 1 / 8

/** Null when a column is not held so, the groups are too many, or a sum would not be exact. */
export async function groupByColumns(
  table: TableFiles,
  reader: IndexReader,
  asked: Grouping,
  plan: Plan,
): Promise<GroupCells[] | null> {
  const loaded = await load(table, reader, asked)
  if (!loaded) return null
  const keys = loaded.groups
  const width = keys.reduce((product, { values }) => product * (values.length + 1), 1)
  if (width > CODES_AT_MOST + 1) return null
  const rows = await rowsOf(table, reader, plan)
  if (!rows) return null
  const measures = loaded.measures.map(({ fn, column, codes }) =>
    startColumnMeasure(fn, column, codes, { groups: width, rows: rows.length }),
  )
  if (measures.includes(null)) return null
  const counts = startSums(width)
  await addUp(rows, { keys, measures: measures as ColumnMeasure[], counts })
  return cellsOf(keys, total(counts), measures as ColumnMeasure[])
}

type Codes = Extract<ColumnCodes, { kind: 'codes' }>

interface Loaded {
  groups: Codes[]
  measures: (Grouping['measures'][number] & { codes: ColumnCodes | null })[]
}

async function load(
  table: TableFiles,
  reader: IndexReader,
  { groups, measures }: Grouping,
): Promise<Loaded | null> {
  const columns = new Map<string, ColumnCodes>()
  for (const { id } of [...groups, ...measures.flatMap(({ column }) => column ?? [])]) {
    if (columns.has(id)) continue
    const codes = await reader.codes(table, id)
    if (!codes) return null
    columns.set(id, codes)
  }
  const keys = groups.map(({ id }) => columns.get(id)!)
  if (!keys.every((codes) => codes.kind === 'codes')) return null
  return {
    groups: keys,
    measures: measures.map((measure) => ({
      ...measure,
      codes: measure.column ? columns.get(measure.column.id)! : null,
    })),
  }
}

/** The rows that count: a list, or all of them with the tests each must pass. */
interface Rows {
  length: number
  list: Uint32Array | null
  tests: KeepTest[]
}

async function rowsOf(table: TableFiles, reader: IndexReader, plan: Plan): Promise<Rows | null> {
  const { manifest } = table
  const file = reader.rows(table)
  if (!file) return null
  const files = { manifest, table, reader, rows: file }
  const bare = plan.words.length === 0 && plan.listed === null
  if (bare && plan.first <= 0 && plan.last >= manifest.rows - 1) {
    const fewest = plan.tests.length === 0 ? manifest.rows : fewestRows(files, plan)
    if (fewest === null) return null
    if (fewest >= manifest.rows * LISTED_SHARE) {
      const tests = await testsOf(table, reader, plan)
      if (tests) return { length: manifest.rows, list: null, tests }
    }
  }
  // The files may have been closed while columns were unpacked; open again, they are the same.
  const open = reader.rows(table)
  const selected =
    open && selectRows({ ...files, rows: open }, { ...plan, limit: manifest.rows, offset: 0 })
  if (!selected) return null
  const list =
    selected.rows instanceof Uint32Array ? selected.rows : Uint32Array.from(selected.rows)
  return { length: list.length, list, tests: [] }
}

async function testsOf(
  table: TableFiles,
  reader: IndexReader,
  plan: Plan,
): Promise<KeepTest[] | null> {
  const tests: KeepTest[] = []
  for (const test of plan.tests) {
    const codes = await reader.codes(table, test.column.id)
    const keep = codes && columnTest(test, codes)
    if (!keep) return null
    tests.push(keep)
  }
  return tests
}

interface Sink {
  keys: Codes[]
  measures: ColumnMeasure[]
  counts: ReturnType<typeof startSums>
}

async function addUp(rows: Rows, { keys, measures, counts }: Sink): Promise<void> {
  const groups = new Uint16Array(SLICE)
  const kept = rows.tests.length > 0 ? new Uint8Array(SLICE) : null
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
    countRows(slice, counts)
    for (const measure of measures) measure.add(slice, from, list)
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

function cellsOf(keys: Codes[], counts: Float64Array, measures: ColumnMeasure[]): GroupCells[] {
  const found: GroupCells[] = []
  const values = measures.map((measure) => measure.values(counts))
  for (let group = 0; group < counts.length; group++) {
    if (counts[group] === 0 && keys.length > 0) continue
    const cells: Cell[] = []
    let rest = group
    for (const { values: known } of keys.toReversed()) {
      cells.unshift(known[rest % (known.length + 1)] ?? null)
      rest = Math.floor(rest / (known.length + 1))
    }
    found.push({ keys: cells, values: values.map((of) => of(group)) })
  }
  return found
}

// Groups any number of rows from columns held as small numbers: a few nanoseconds for each row.
import type { Cell, Column, TableFiles } from '../model.ts'
import type { Aggregate } from '../query-model.ts'
import { CODES_AT_MOST } from './column-codes.ts'
import type { ColumnCodes } from './column-codes.ts'
import { startColumnMeasure } from './column-measures.ts'
import { columnTest } from './column-tests.ts'
import type { KeepTest } from './column-tests.ts'
import { startSums, total } from './group-loops.ts'
import { addUp } from './group-rows.ts'
import type { Codes, Rows, Sink } from './group-rows.ts'
import type { Plan } from './plan.ts'
import type { IndexReader } from './reader.ts'
import { lengthOf } from './row-sets.ts'
import { sumOfRange } from './running-sums.ts'
import { selectRows, testedColumns } from './select-rows.ts'
import type { Files, Tested } from './select-rows.ts'

/** One row of the answer: the values it is grouped by, and its measures. */
export interface GroupCells {
  keys: Cell[]
  values: Cell[]
}

export interface Grouping {
  groups: Column[]
  measures: { fn: Aggregate['measures'][number]['fn']; column: Column | undefined }[]
}

/** A filter that leaves less than this share is worked out as a list of rows first. */
const LISTED_SHARE = 1 / 8
/** Groups are sorted without a pause: more (about 10 ms) are left to a scan. */
const GROUPS_AT_MOST = 10_000
/** Fewer rows of a range are added up one by one. */
const RANGE_ROWS = 16_384

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
  const start = (rows: number): Sink | null => {
    const measures = loaded.measures.map(({ fn, column, codes }) =>
      startColumnMeasure(fn, column, codes, { groups: width, rows }),
    )
    if (!measures.every((measure) => measure !== null)) return null
    return { keys, measures, counts: startSums(width) }
  }
  const filtered = filterOf(table, reader, plan)
  if (!filtered) return null
  const range = await rangeOf(filtered, asked, start)
  if (range) return cellsOf(range)
  const rows = await rowsOf(filtered, plan)
  const sink = rows && start(rows.length)
  if (!sink) return null
  await addUp(rows, sink)
  return cellsOf(sink)
}

/** The sums of a long range of one column, where they are kept along its order. */
async function rangeOf(
  { files, tested }: Filtered,
  { groups, measures }: Grouping,
  start: (rows: number) => Sink | null,
): Promise<Sink | null> {
  const [only] = tested ?? []
  if (!only || tested!.length > 1 || lengthOf(only.segments) < RANGE_ROWS) return null
  const { table, reader, manifest } = files
  if (!start(manifest.rows)) return null
  const told = measures.map(({ fn, column }) => `${fn} ${column?.id ?? ''}`)
  return sumOfRange({
    table,
    reader,
    column: only.keyed.column.id,
    segments: only.segments,
    name: JSON.stringify([groups.map(({ id }) => id), told]),
    start: () => start(manifest.rows)!,
  })
}

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

interface Filtered {
  files: Files
  /** Stretches of the orders of the tested columns; null when words or row numbers are asked too. */
  tested: Tested[] | null
}

/** Null when a tested column has no order. */
function filterOf(table: TableFiles, reader: IndexReader, plan: Plan): Filtered | null {
  const { manifest } = table
  const rows = reader.rows(table)
  if (!rows) return null
  const files = { manifest, table, reader, rows }
  const bare = plan.words.length === 0 && plan.listed === null
  if (!bare || plan.first > 0 || plan.last < manifest.rows - 1) return { files, tested: null }
  const tested = testedColumns(files, plan.tests)
  return tested && { files, tested }
}

async function rowsOf({ files, tested }: Filtered, plan: Plan): Promise<Rows | null> {
  const { manifest, table, reader } = files
  const fewest = tested
    ? Math.min(manifest.rows, ...tested.map(({ segments }) => lengthOf(segments)))
    : 0
  const [only] = tested ?? []
  if (only && tested!.length === 1 && fewest < manifest.rows * LISTED_SHARE) {
    const { order } = only.keyed
    return listed(only.segments.map(({ from, to }) => order.slice(from, to)))
  }
  if (tested && fewest >= manifest.rows * LISTED_SHARE) {
    const tests = await testsOf(table, reader, plan)
    if (tests) return { length: manifest.rows, list: null, tests }
  }
  // The file may have been closed while columns were unpacked; open again, it is the same.
  const rows = reader.rows(table)
  const selected =
    rows && selectRows({ ...files, rows }, { ...plan, limit: manifest.rows, offset: 0 })
  if (!selected) return null
  const { rows: found } = selected
  return listed([found instanceof Uint32Array ? found : Uint32Array.from(found)])
}

/** Rows in any order: they are only added up. */
function listed(lists: Uint32Array[]): Rows {
  const length = lists.reduce((sum, one) => sum + one.length, 0)
  if (lists.length === 1) return { length, list: lists[0]!, tests: [] }
  const list = new Uint32Array(length)
  let at = 0
  for (const one of lists) {
    list.set(one, at)
    at += one.length
  }
  return { length, list, tests: [] }
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

function cellsOf({ keys, measures, counts: sums }: Sink): GroupCells[] | null {
  const found: GroupCells[] = []
  const counts = total(sums)
  if (counts.filter((count) => count > 0).length > GROUPS_AT_MOST) return null
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

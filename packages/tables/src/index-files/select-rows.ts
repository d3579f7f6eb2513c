// Works out which rows a plan means: their number, and the row numbers of the page.
import type { Cell, Manifest, TableFiles } from '../model.ts'
import { columnOf, cursorKey, keyed } from './keys-at.ts'
import type { Keyed } from './keys-at.ts'
import type { ColumnTest, KeyRange, Plan } from './plan.ts'
import type { IndexReader } from './reader.ts'
import { intersect, union } from './row-list.ts'
import {
  common,
  lengthOf,
  listSet,
  rangeSet,
  rowsOf,
  segmentSet,
  segmentsOf,
  wordSet,
} from './row-sets.ts'
import type { RowSet, Segment } from './row-sets.ts'
import type { RowsFile } from './rows-file.ts'
import { filteredPage } from './filtered-order.ts'
import { sortedPage } from './sorted-pages.ts'
import type { SortedQuestion } from './sorted-pages.ts'

/** Row numbers unpacked for one question at most (about 10 ms); beyond, a scan is as quick. */
const UNPACKED_AT_MOST = 2e6
const WORDS_OF_PREFIX = 2000
/** So few rows are read and asked instead of unpacking another list. */
const ASKED_ONE_BY_ONE = 128

export interface Selected {
  rows: ArrayLike<number>
  total: number
  more: boolean
}

export interface Files {
  manifest: Manifest
  table: TableFiles
  reader: IndexReader
  rows: RowsFile
}

export interface Tested {
  keyed: Keyed
  segments: Segment[]
  tests: ColumnTest[]
}

/** Null when an index is missing, or the question would cost more than a scan. */
export function selectRows(files: Files, plan: Plan): Selected | null {
  const tested = testedColumns(files, plan.tests)
  if (!tested) return null
  const sort = plan.sort && plan.sort.column !== '_id' ? plan.sort : null
  const every = wholeTable(files, plan)
  if (sort) {
    const target = keyedOf(files, sort.column)
    const question = sortedQuestion(files, plan)
    if (!target || !question) return null
    const only = tested.length === 1 && tested[0]!.keyed.column.id === sort.column
    if (every && plan.words.length === 0 && (tested.length === 0 || only)) {
      const segments = only
        ? tested[0]!.segments
        : [{ from: 0, to: files.rows.rows, single: false }]
      return { ...sortedPage(target, segments, question), total: lengthOf(segments) }
    }
    const list = listOf(files, plan, tested)
    const page = list && filteredPage(target, list, question)
    return page && { ...page, total: list.length }
  }
  const set = setOf(files, plan, tested)
  return set && pageOf(set, plan)
}

function pageOf(set: RowSet, plan: Plan): Selected {
  const { limit, offset, after } = plan
  const total = set.length
  if (plan.sort?.descending) {
    const end = after ? set.below(after.id - 1) : Math.max(0, total - offset)
    const from = Math.max(0, end - limit)
    return { rows: set.slice(from, end).slice().reverse(), total, more: from > 0 }
  }
  const from = Math.min(total, after ? set.below(after.id) : offset)
  const to = Math.min(total, from + limit)
  return { rows: set.slice(from, to), total, more: to < total }
}

function wholeTable(files: Files, plan: Plan): boolean {
  return plan.first <= 0 && plan.last >= files.rows.rows - 1 && plan.listed === null
}

function keyedOf(files: Files, column: string): Keyed | null {
  const order = files.reader.order(files.table, column)
  return order && keyed(columnOf(files.manifest, column), order, files.rows)
}

/** One entry per column, its tests combined. */
export function testedColumns(files: Files, tests: ColumnTest[]): Tested[] | null {
  const tested = new Map<string, Tested>()
  for (const test of tests) {
    const earlier = tested.get(test.column.id)
    const target = earlier?.keyed ?? keyedOf(files, test.column.id)
    if (!target) return null
    const segments = segmentsOf(target, test.ranges, test.nulls)
    tested.set(test.column.id, {
      keyed: target,
      segments: earlier ? common(earlier.segments, segments) : segments,
      tests: [...(earlier?.tests ?? []), test],
    })
  }
  return [...tested.values()]
}

function sortedQuestion(files: Files, plan: Plan): SortedQuestion | null {
  const { descending, nulls, column } = plan.sort!
  const { offset, limit } = plan
  const question: SortedQuestion = { descending, nulls, offset, limit, after: null }
  if (!plan.after) return question
  const key = cursorKey(columnOf(files.manifest, column), plan.after.values[0]!)
  if (key === undefined) return null
  return { ...question, after: { key, row: plan.after.id - 1 } }
}

/** The rows as a set: without unpacking them where one index holds them in ascending order. */
function setOf(files: Files, plan: Plan, tested: Tested[]): RowSet | null {
  const first = Math.max(0, plan.first)
  const last = Math.min(files.rows.rows - 1, plan.last)
  if (plan.words.length === 0 && tested.length === 0) {
    if (!plan.listed) return rangeSet(first, last)
    return listSet(Uint32Array.from(plan.listed.filter((row) => row >= first && row <= last)))
  }
  if (wholeTable(files, plan)) {
    if (tested.length === 1 && plan.words.length === 0) {
      const { keyed: target, segments } = tested[0]!
      if (segments.length === 0) return rangeSet(0, -1)
      if (segments.length === 1 && segments[0]!.single)
        return segmentSet(target.order, segments[0]!)
      if (lengthOf(segments) === files.rows.rows) return rangeSet(0, files.rows.rows - 1)
    }
    if (tested.length === 0 && plan.words.length === 1 && !plan.prefix) {
      const words = wordsFile(files)
      if (!words) return null
      const entry = words.word(plan.words[0]!)
      return entry ? wordSet(words, entry) : rangeSet(0, -1)
    }
  }
  const list = listOf(files, plan, tested)
  return list && listSet(list)
}

/** A set of rows not unpacked yet, with the cost of doing so. */
interface Part {
  length: number
  /** The length is only an upper bound. */
  atMost?: boolean
  name: string
  unpack(): Uint32Array
  /** Asks one row by reading it; absent for words. */
  holds?: (row: number) => boolean
}

/** The rows that satisfy everything, ascending; worked out once per version and question. */
function listOf(files: Files, plan: Plan, tested: Tested[]): Uint32Array | null {
  const parts = partsOf(files, plan, tested)
  if (!parts) return null
  parts.sort((a, b) => a.length - b.length)
  if (parts.some(({ length }) => length === 0)) return new Uint32Array(0)
  const name = [files.manifest.parquet.sha256, ...parts.map((part) => part.name)].join('\n')
  const known = files.reader.lists.get(name)
  if (known) return known
  let rows: Uint32Array | null = null
  let unpacked = 0
  for (const part of parts) {
    if (rows && rows.length <= ASKED_ONE_BY_ONE && part.holds) {
      rows = rows.filter(part.holds)
      continue
    }
    unpacked += part.length
    if (unpacked > UNPACKED_AT_MOST) return null
    rows = rows ? intersect(rows, part.unpack()) : part.unpack()
    if (rows.length === 0) break
  }
  const list = rows ?? new Uint32Array(0)
  const kept = list.byteLength < list.buffer.byteLength / 2 ? list.slice() : list
  files.reader.lists.set(name, kept, kept.buffer.byteLength + name.length * 2 + 200)
  return kept
}

function partsOf(files: Files, plan: Plan, tested: Tested[]): Part[] | null {
  const parts: Part[] = tested.map(({ keyed: target, segments, tests }) => ({
    length: lengthOf(segments),
    holds: (row) => holds(target, tests, row),
    name: `${target.column.id} ${segments.map(({ from, to }) => `${from}-${to}`).join(' ')}`,
    unpack: () => rowsOf(target.order, segments),
  }))
  const first = Math.max(0, plan.first)
  const last = Math.min(files.rows.rows - 1, plan.last)
  if (plan.listed) {
    const rows = Uint32Array.from(plan.listed.filter((row) => row >= first && row <= last))
    parts.push({ length: rows.length, name: `rows ${rows.join(' ')}`, unpack: () => rows })
  } else if (!wholeTable(files, plan)) {
    const set = rangeSet(first, last)
    parts.push({
      length: set.length,
      name: `${first}-${last}`,
      unpack: () => set.slice(0, set.length),
    })
  }
  const words = plan.words.length > 0 ? wordParts(files, plan) : []
  if (!words) return null
  const all = [...parts, ...words]
  // What every row satisfies, such as a word that every row holds, need not be looked at.
  const telling = all.filter(({ length, atMost }) => atMost || length < files.rows.rows)
  return telling.length > 0 ? telling : all.slice(0, 1)
}

function holds(target: Keyed, tests: ColumnTest[], row: number): boolean {
  const key = target.keyOfRow(row)
  return tests.every(({ ranges, nulls }) =>
    key === null ? nulls : ranges.some((range) => inRange(target, key, range)),
  )
}

function inRange({ compare }: Keyed, key: Cell, range: KeyRange): boolean {
  const low = range.from === undefined ? 1 : compare(key, range.from)
  const high = range.to === undefined ? -1 : compare(key, range.to)
  return (range.fromAfter ? low > 0 : low >= 0) && (range.toBefore ? high < 0 : high <= 0)
}

function wordParts(files: Files, plan: Plan): Part[] | null {
  const words = wordsFile(files)
  if (!words) return null
  const parts: Part[] = []
  const whole = plan.prefix ? plan.words.slice(0, -1) : plan.words
  for (const word of new Set(whole)) {
    const entry = words.word(word)
    parts.push({ length: entry?.count ?? 0, name: `=${word}`, unpack: () => words.rowsOf(entry!) })
  }
  if (!plan.prefix) return parts
  const beginning = plan.words.at(-1)!
  const entries = words.beginning(beginning, WORDS_OF_PREFIX)
  if (!entries) return null
  parts.push({
    length: entries.reduce((sum, { count }) => sum + count, 0),
    atMost: true,
    name: `^${beginning}`,
    unpack: () =>
      union(
        entries.map((entry) => words.rowsOf(entry)),
        files.rows.rows,
      ),
  })
  return parts
}

function wordsFile(files: Files) {
  return files.reader.words(files.table)
}

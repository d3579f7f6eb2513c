// Groups rows without a scan: from columns held as small numbers, or a few by reading them from the row file.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Cell, Column, TableFiles } from '../model.ts'
import type { Aggregate } from '../query-model.ts'
import { groupByColumns } from './aggregate-columns.ts'
import type { GroupCells, Grouping } from './aggregate-columns.ts'
import { comparison } from './cells.ts'
import type { Compare } from './cells.ts'
import { IndexFileError } from './container.ts'
import { cellsOf } from './keys-at.ts'
import { planOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { sharedReader } from './reader.ts'
import type { IndexReader } from './reader.ts'
import { selectRows } from './select-rows.ts'
import { startMeasure } from './tally.ts'
import type { Tally } from './tally.ts'

/** Beyond, a scan with its two cores is quicker. */
const ROWS_AT_MOST = 2000
const ROWS_PER_TURN = 250
/** Groups of an answer unless told, as for a scan. */
const GROUPS = 1000

/** A column of the answer: where its value comes from, and how it sorts. */
interface Term {
  compare: Compare
  value(group: GroupCells): Cell
}

interface Group {
  keys: Cell[]
  tallies: Tally[]
}

/**
 * The rows of the answer a scan gives, groups first and then measures; null where a column has too
 * many values to be held as small numbers and the filter leaves more than 2,000 rows, for periods and bins, for means of decimals and everything of doubles (whose
 * sums depend on their order), and for whatever `answerByIndex` leaves to a scan.
 */
export async function aggregateByIndex(
  table: TableFiles,
  query: Aggregate,
  reader: IndexReader = sharedReader(),
): Promise<Cell[][] | null> {
  const { manifest } = table
  const find = (id: string | undefined) => manifest.columns.find((column) => column.id === id)
  const grouped = query.group.map(({ column, by }) => (by === undefined ? find(column) : undefined))
  if (!grouped.every((column) => column !== undefined && exact(table, column))) return null
  const groups = grouped as Column[]
  const measures = query.measures.map(({ fn, column }) => ({
    fn,
    column: find(column),
    id: column,
  }))
  for (const { column, id } of measures) {
    if (id !== undefined && (!column || !exact(table, column))) return null
  }
  const started = measures.map(({ fn, column }) => startMeasure(fn, column))
  const plan = planOf(manifest, {
    ...(query.where ? { where: query.where } : {}),
    ...(query.search ? { search: query.search } : {}),
    limit: ROWS_AT_MOST,
  })
  const terms = groups.length + measures.length
  const sorted = (query.sort ?? []).every(({ by }) => Number.isInteger(by) && by >= 0 && by < terms)
  if (!plan || !sorted || started.includes(null)) return null
  try {
    const asked = { groups, measures }
    const found =
      (await groupByColumns(table, reader, asked, plan)) ??
      (await groupByRows(table, reader, asked, plan))
    return found && shaped(found, { ...asked, query })
  } catch (error) {
    if (!(error instanceof IndexFileError)) throw error
    reader.distrust(error)
    return null
  }
}

async function groupByRows(
  table: TableFiles,
  reader: IndexReader,
  { groups, measures }: Grouping,
  plan: Plan,
): Promise<GroupCells[] | null> {
  const { manifest } = table
  const rows = reader.rows(table)
  const selected = rows && selectRows({ manifest, table, reader, rows }, plan)
  if (!selected || selected.more) return null
  const place = (column: Column) => manifest.columns.indexOf(column)
  const found = await collect(table, reader, selected.rows, {
    keys: groups.map(place),
    measured: measures.map(({ column }) => (column ? place(column) : -1)),
    start: () => measures.map(({ fn, column }) => startMeasure(fn, column)!),
  })
  return (
    found &&
    found.map(({ keys, tallies }) => ({ keys, values: tallies.map((tally) => tally.value()) }))
  )
}

/** Cells of the column are told apart and ordered exactly as DuckDB does. */
function exact(table: TableFiles, column: Column): boolean {
  if (comparison(column) === null || (column.type === 'number' && !column.decimal)) return false
  const dated = column.type === 'date' || column.type === 'timestamp'
  // An order exists only where all years compare as text.
  return !dated || table.indexes?.orders?.[column.id] !== undefined
}

interface Places {
  keys: number[]
  /** −1 counts rows. */
  measured: number[]
  start: () => Tally[]
}

async function collect(
  table: TableFiles,
  reader: IndexReader,
  rows: ArrayLike<number>,
  places: Places,
): Promise<Group[] | null> {
  const groups = new Map<string, Group>()
  if (places.keys.length === 0) groups.set('[]', { keys: [], tallies: places.start() })
  for (let at = 0; at < rows.length; at++) {
    if (at > 0 && at % ROWS_PER_TURN === 0) await nextTurn()
    // Asked again for every row: it may have been closed while others had their turn.
    const file = reader.rows(table)
    if (!file) return null
    const cells = cellsOf(file.row(rows[at]!))
    const keys = places.keys.map((place) => cells[place]!)
    const name = JSON.stringify(keys)
    let group = groups.get(name)
    if (!group) groups.set(name, (group = { keys, tallies: places.start() }))
    for (const [index, place] of places.measured.entries()) {
      if (!group.tallies[index]!.add(place < 0 ? 1 : cells[place]!)) return null
    }
  }
  return [...groups.values()]
}

const numbers: Compare = (a, b) => (a as number) - (b as number)

function shaped(found: GroupCells[], asked: Grouping & { query: Aggregate }): Cell[][] {
  const terms: Term[] = [
    ...asked.groups.map((column, at) => ({
      compare: comparison(column)!,
      value: (group: GroupCells) => group.keys[at]!,
    })),
    ...asked.measures.map(({ fn, column }, at) => ({
      compare: column && (fn === 'min' || fn === 'max') ? comparison(column)! : numbers,
      value: (group: GroupCells) => group.values[at]!,
    })),
  ]
  const order = [
    ...(asked.query.sort ?? []),
    ...asked.groups.map((_, by) => ({ by, descending: false })),
  ]
  const rows = found.map((group) => terms.map((term) => term.value(group)))
  rows.sort((a, b) => {
    for (const { by, descending } of order) {
      const difference = compareCells(terms[by]!.compare, a[by]!, b[by]!, descending === true)
      if (difference !== 0) return difference
    }
    return 0
  })
  return rows.slice(0, asked.query.limit ?? GROUPS)
}

/** Empty cells last, either way. */
function compareCells(compare: Compare, a: Cell, b: Cell, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return descending ? -compare(a, b) : compare(a, b)
}

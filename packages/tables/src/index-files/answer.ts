// Answers a question for rows from the index files, or says that it needs a scan.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Cell, TableFiles } from '../model.ts'
import type { RowsAnswer, RowsQuery } from '../query-model.ts'
import { effectiveSort, encodeCursor } from '../query/cursor.ts'
import { IndexFileError } from './container.ts'
import { cellsOf } from './keys-at.ts'
import { planOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { sharedReader } from './reader.ts'
import { canBeRecords, listsOf, recordsOf } from './record-text.ts'
import type { Stretch } from './record-text.ts'
import type { IndexReader } from './reader.ts'
import { rowTexts } from './rows-file.ts'
import type { RowsFile, RowTexts } from './rows-file.ts'
import { selectRows } from './select-rows.ts'
import type { Selected } from './select-rows.ts'

/** Rows far apart cost a block each, rows in file order a few microseconds. */
const SCATTERED_AT_MOST = 2000
const FOLLOWING_AT_MOST = 32_000
/** Rows between two turns of the event loop (about 5 ms). */
const ROWS_PER_TURN = 1000
/** Bytes of rows for which memory is kept between two pages. */
const LARGE = 1 << 20

/**
 * The same answer a scan gives, from index files in milliseconds; null when the question needs a
 * scan, is wrong (the scan then says how), or an index file is missing or damaged.
 */
export async function answerByIndex(
  table: TableFiles,
  query: RowsQuery,
  reader: IndexReader = sharedReader(),
): Promise<RowsAnswer | null> {
  return guarded(reader, async () => {
    const found = find(table, query, reader)
    if (!found) return null
    const { plan, selected } = found
    const rows: Cell[][] = []
    let file = found.file
    for (let at = 0; at < selected.rows.length; at++) {
      if (at > 0 && at % ROWS_PER_TURN === 0) file = await afterTurn(table, reader, file)
      const row = selected.rows[at]!
      rows.push(chosen(cellsOf(file.row(row)), row, plan.columns))
    }
    return {
      columns: columnsOf(table, plan),
      rows,
      total: plan.count ? selected.total : null,
      next: nextOf(plan, selected, file, query),
      by: 'index',
    }
  })
}

/** A page whose rows were never parsed: `json` is an array of arrays in UTF-8, cells as in `RowsAnswer`; its memory may be given back. */
export interface TextAnswer {
  json: Buffer
  total: number | null
  next: string | null
}

/**
 * As `answerByIndex`, for the whole rows in the order of the manifest only: the stored text is cut
 * at row ends and joined. Null also when `columns` asks for anything else.
 */
export async function answerTextByIndex(
  table: TableFiles,
  query: RowsQuery,
  reader: IndexReader = sharedReader(),
): Promise<TextAnswer | null> {
  return guarded(reader, async () => {
    const found = find(table, query, reader)
    if (!found || found.plan.columns.some((place, at) => place !== at)) return null
    if (found.plan.columns.length !== table.manifest.columns.length) return null
    return textOf({ ...found, table, query, reader, perTurn: ROWS_PER_TURN * 4 }, listsOf)
  })
}

/**
 * As `answerTextByIndex`, with each row an object: `_id` first, then all columns in the order of the
 * manifest, which are the columns the question must name. Null also for tables with JSON or geometry.
 */
export async function answerRecordsByIndex(
  table: TableFiles,
  query: RowsQuery,
  reader: IndexReader = sharedReader(),
): Promise<TextAnswer | null> {
  return guarded(reader, async () => {
    const found = find(table, query, reader)
    const { columns } = table.manifest
    if (!found || found.plan.columns.some((place, at) => place !== at - 1)) return null
    if (found.plan.columns.length !== columns.length + 1 || !canBeRecords(columns)) return null
    return textOf({ ...found, table, query, reader, perTurn: ROWS_PER_TURN }, (texts, stretches) =>
      recordsOf(columns, texts, stretches),
    )
  })
}

interface Found {
  plan: Plan
  selected: Selected
  file: RowsFile
}

function find(table: TableFiles, query: RowsQuery, reader: IndexReader): Found | null {
  if (!table.indexes?.rows) return null
  const { manifest } = table
  const plan = planOf(manifest, query)
  const inFileOrder =
    plan && !plan.sort && plan.tests.length === 0 && plan.words.length === 0 && !plan.listed
  if (!plan || plan.limit > (inFileOrder ? FOLLOWING_AT_MOST : SCATTERED_AT_MOST)) return null
  const file = reader.rows(table)
  if (!file) return null
  const selected = selectRows({ manifest, table, reader, rows: file }, plan)
  if (!selected) return null
  if (selected.rows.length <= ROWS_PER_TURN) file.prepare(selected.rows)
  return { plan, selected, file }
}

interface Writing extends Found {
  table: TableFiles
  query: RowsQuery
  reader: IndexReader
  /** Rows between two turns of the event loop. */
  perTurn: number
}

/** For pages that are written before anybody else has a turn. */
let shared: RowTexts | null = null

/** Copies the rows, those that follow each other at once, and has them written. */
async function textOf(
  { plan, selected, table, query, reader, perTurn, file: first }: Writing,
  write: (texts: RowTexts, stretches: Stretch[]) => Buffer,
): Promise<TextAnswer> {
  const { rows } = selected
  const texts = rows.length > perTurn ? rowTexts() : (shared ??= rowTexts())
  texts.rows = 0
  const stretches: Stretch[] = []
  let file = first
  let untilTurn = perTurn
  for (let at = 0; at < rows.length;) {
    if (untilTurn <= 0) {
      file = await afterTurn(table, reader, file)
      untilTurn = perTurn
    }
    const row = rows[at]!
    let following = 1
    while (following < untilTurn && rows[at + following] === row + following) following++
    const count = file.copy(row, following, texts)
    stretches.push({ row, count })
    at += count
    untilTurn -= count
  }
  const json = write(texts, stretches)
  if (shared && shared.bytes.length > LARGE) shared = null
  return {
    json,
    total: plan.count ? selected.total : null,
    next: nextOf(plan, selected, file, query),
  }
}

/** While others had their turn the file may have been closed; open again, it is the same file. */
async function afterTurn(
  table: TableFiles,
  reader: IndexReader,
  file: RowsFile,
): Promise<RowsFile> {
  await nextTurn()
  const open = reader.rows(table)
  if (!open) throw new IndexFileError(file.container.path, 'gone')
  return open
}

async function guarded<T>(reader: IndexReader, work: () => Promise<T | null>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof IndexFileError)) throw error
    reader.distrust(error)
    return null
  }
}

function chosen(cells: Cell[], row: number, columns: number[]): Cell[] {
  return columns.map((place) => (place < 0 ? row + 1 : cells[place]!))
}

function columnsOf(table: TableFiles, plan: Plan): RowsAnswer['columns'] {
  return plan.columns.map((place) => {
    if (place < 0) return { id: '_id', type: 'integer' }
    const { id, type } = table.manifest.columns[place]!
    return { id, type }
  })
}

function nextOf(
  plan: Plan,
  { rows, more }: Selected,
  file: RowsFile,
  query: RowsQuery,
): string | null {
  if (!more || rows.length === 0) return null
  const row = rows[rows.length - 1]!
  const id = row + 1
  if (!plan.sort) return encodeCursor({ values: [], id }, query.sort)
  const { column } = plan.sort
  const value = column === '_id' ? id : cellsOf(file.row(row))[file.columns.indexOf(column)]!
  const tied = effectiveSort(query.sort).length === 2
  return encodeCursor({ values: tied ? [value, id] : [value], id }, query.sort)
}

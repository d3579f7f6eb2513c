// Measures an indicator: asks the portal's table by the sheet's own SQL, and keeps what changed.
import type { Shelf } from '#datasets'
import type { Clock, Database } from '#platform'
import { type Cell, type SqlAnswer, TableError, type TableFiles, type Tables } from '@rimaq/tables'
import type { Check, MeasureFailure, Measurement } from './indicator.ts'
import { type Frequency, frequencies, frequencyOf, periodAt } from './period.ts'
import type { PeriodValue } from './semaphore.ts'
import type { SheetContent } from './sheet.ts'
import {
  addCheck,
  addMeasurement,
  allMeasurements,
  lockSheet,
  sheetVersions,
} from './store-house.ts'

export interface MeasureParts {
  database: Database
  clock: Clock
  /** As a visitor sees it: an indicator rests on what is published. */
  shelf: Pick<Shelf, 'dataset' | 'files'>
  tables: Pick<Tables, 'sql'>
}

export interface Measured extends Check {
  /** Spans whose value is new or different. */
  changed: string[]
}

const mostPeriods = 500

/**
 * Asks and keeps. A failure is kept as an attempt and leaves the last good value standing; values that
 * are the same and come from the same versions of the tables add nothing but the attempt. Null where the
 * sheet is gone or has no query.
 */
export async function measureIndicator(parts: MeasureParts, id: string): Promise<Measured | null> {
  const { database, clock } = parts
  const [sheet] = await sheetVersions(database.kysely, 'indicator', id)
  if (sheet === undefined || sheet.withdrawn) return null
  const content = sheet.content as SheetContent
  if (typeof content['sql'] !== 'string') return null
  const answer = await ask(parts, content)
  return database.transaction(async (trx) => {
    const at = clock.now()
    await lockSheet(trx, 'indicator', id)
    const check: Check = { at, failure: answer.failure, detail: answer.detail }
    await addCheck(trx, id, check)
    const changed: string[] = []
    const known = answer.values.length > 0 ? await allMeasurements(trx, { indicator: id }) : []
    for (const { period, value } of answer.values) {
      const last = known.findLast((each) => each.period === period)
      if (last !== undefined && same(last, value, answer, content)) continue
      await addMeasurement(trx, {
        ...{ indicator: id, period, revision: (last?.revision ?? 0) + 1, value, recorded: at },
        ...{ source: 'query', sql: String(content['sql']), tables: answer.tables, evidence: null },
      })
      changed.push(period)
    }
    return { ...check, changed }
  })
}

function same(last: Measurement, value: number, { tables }: Asked, { sql }: SheetContent): boolean {
  const hashes = (list: Measurement['tables']): string => list.map(({ hash }) => hash).join()
  return last.value === value && last.sql === sql && hashes(last.tables) === hashes(tables)
}

interface Asked {
  values: PeriodValue[]
  failure: MeasureFailure | null
  detail: string
  tables: Measurement['tables']
}

const failed = (failure: MeasureFailure, detail: string): Asked => ({
  ...{ values: [], failure, detail: detail.slice(0, 500), tables: [] },
})

interface OpenTables {
  named: Record<string, TableFiles>
  answered: Measurement['tables'][number][]
}

/** The tables of a dataset by their names and ids, as on the portal's SQL page; null where it has none. */
async function tablesOf({ shelf }: Pick<MeasureParts, 'shelf'>, slug: string) {
  const dataset = await shelf.dataset(slug)
  const published = dataset?.resources.filter(({ version }) => version !== null) ?? []
  if (published.length === 0) return null
  const open: OpenTables = { named: {}, answered: [] }
  for (const { id, name, version } of published) {
    if (version === null) continue
    const files = await shelf.files(version)
    open.named[name] = files
    open.named[id] = files
    open.answered.push({
      ...{ name, resource: id, version: version.number, hash: version.parquetHash },
    })
  }
  return open
}

/** Rows of a question to a published dataset; none while dataset or table are not there. @throws TableError */
export async function askDataset(
  parts: Pick<MeasureParts, 'shelf' | 'tables'>,
  { dataset, sql }: { dataset: string; sql: string },
): Promise<readonly (readonly Cell[])[]> {
  const open = await tablesOf(parts, dataset)
  if (open === null) return []
  try {
    const { rows } = await parts.tables.sql({ sql, tables: open.named, limit: mostPeriods })
    return rows
  } catch (error) {
    // A table that a later release publishes comes with its first night.
    if (error instanceof TableError && error.code === 'sql-unknown-table') return []
    throw error
  }
}

/** The same text works on the portal's SQL page. */
async function ask(parts: MeasureParts, content: SheetContent): Promise<Asked> {
  const { tables, clock } = parts
  const slug = String(content['dataset'])
  const open = await tablesOf(parts, slug)
  if (open === null) return failed('dataset-gone', slug)
  const { named, answered } = open
  try {
    const sql = String(content['sql'])
    const answer = await tables.sql({ sql, tables: named, limit: mostPeriods })
    const frequency = frequencies.find((each) => each === content['frequency']) ?? 'year'
    const read = valuesIn(answer, { frequency, now: clock.now(), percent: content['unit'] === '%' })
    return { ...read, tables: answered }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const said = error.detail['message'] ?? error.detail['name'] ?? error.code
    return failed('query-refused', `${error.code}: ${String(said)}`)
  }
}

/**
 * One row with one number is the value of the span that `now` lies in; rows of span and number are
 * values of those spans.
 */
export function valuesIn(
  { columns, rows, truncated }: Pick<SqlAnswer, 'columns' | 'rows' | 'truncated'>,
  { frequency, now, percent }: { frequency: Frequency; now: Date; percent: boolean },
): Asked {
  if (rows.length === 0) return failed('no-rows', '')
  const spans = columns.length > 1
  if (truncated || (!spans && rows.length > 1)) return failed('many-rows', String(rows.length))
  const values: PeriodValue[] = []
  for (const row of rows) {
    const period = spans ? String(row[0]) : periodAt(now, frequency)
    if (spans && frequencyOf(period) !== frequency) return failed('bad-period', period)
    const cell: Cell = row[spans ? 1 : 0] ?? null
    const value = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell
    // A division by zero comes as no value or as one without end.
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return failed('not-a-number', `${period}: ${String(cell)}`)
    }
    if (percent && (value > 100 || value < 0)) return failed('over-100', `${period}: ${value}`)
    values.push({ period, value })
  }
  const twice = values.find(
    ({ period }, at) => values.findIndex((each) => each.period === period) !== at,
  )
  if (twice !== undefined) return failed('bad-period', twice.period)
  return { values, failure: null, detail: '', tables: [] }
}

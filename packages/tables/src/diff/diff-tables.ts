// Compares two versions of a table by their key: rows and cells that differ.
import type { Cell, Manifest, TableFiles } from '../model.ts'
import { TableError } from '../model.ts'
import type { Diff, DiffRow } from '../query-model.ts'
import type { Pool } from '../query/pool.ts'
import type { Selected } from '../query/protocol.ts'
import type { Engine } from '../query/rows.ts'
import type { Pair } from './diff-sql.ts'
import {
  checkKey,
  commonColumns,
  dropSql,
  keyedDifferencesSql,
  pageSql,
  repeatedKeySql,
  sameButForKeySql,
  summarySql,
  wholeRowDifferencesSql,
} from './diff-sql.ts'

const largestPage = 10_000
/** Milliseconds: both versions are read whole. */
const longestDiff = 120_000
const answerBytes = 64 * 2 ** 20

/**
 * Matches rows by `key`, else by the key of the later or the earlier version, else as whole rows
 * (then nothing is `changed`, and `key` is empty). Repeated keys match in file order. `changed`
 * and `cells` count the columns both versions have. Throws `unknown-column`, `bad-page`.
 */
export async function diffTables(
  engine: Engine,
  before: TableFiles,
  after: TableFiles,
  options: { key?: string[]; limit?: number; offset?: number },
): Promise<Diff> {
  const limit = pageNumber(options.limit ?? 100, largestPage)
  const offset = pageNumber(options.offset ?? 0, Number.MAX_SAFE_INTEGER)
  const key = chosenKey(before.manifest, after.manifest, options.key)
  const columns = commonColumns(before.manifest, after.manifest, key)
  const pair: Pair = { before, after, key, columns }
  const versions = [before, after].map(({ manifest }) => manifest.parquet.sha256)
  const name = JSON.stringify(['diff', ...versions, key, limit, offset])
  const known = engine.cache.get(name)
  if (known !== null) return JSON.parse(known) as Diff
  const diff = await compare(engine.pool, pair, limit, offset)
  engine.cache.set(name, JSON.stringify(diff))
  return diff
}

async function compare(pool: Pool, pair: Pair, limit: number, offset: number): Promise<Diff> {
  const { before, key, columns } = pair
  const keyed = key.length > 0
  const differences = keyed
    ? keyedDifferencesSql(pair, await isRepeated(pool, pair))
    : wholeRowDifferencesSql(pair)
  const statements = [differences, summarySql(pair), pageSql(pair, limit, offset), dropSql]
  const answers = await ask(pool, statements)
  const counts = answers[1]!.rows[0]!.map(Number)
  const [added, removed, changed, cells, mostlyChanged] = counts as [
    number,
    number,
    number,
    number,
    number,
  ]
  const common = before.manifest.rows - removed
  const { added: addedColumns, removed: removedColumns, retyped } = columns
  return {
    key,
    added,
    removed,
    changed,
    unchanged: common - changed,
    cells,
    columns: { added: addedColumns, removed: removedColumns, retyped },
    rows: answers[2]!.rows.map((row) => diffRow(pair, row)),
    unstable: keyed && (await isUnstable(pool, pair, common, mostlyChanged)),
  }
}

function pageNumber(value: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) {
    throw new TableError('bad-page', { value: String(value).slice(0, 40), most })
  }
  return value
}

function chosenKey(before: Manifest, after: Manifest, wanted: string[] | undefined): string[] {
  if (wanted) {
    checkKey(before, after, wanted)
    return wanted
  }
  const inBoth = (key: string[] | null) =>
    key !== null &&
    [before, after].every(({ columns }) => key.every((id) => columns.some((one) => one.id === id)))
  return [after.key, before.key].find(inBoth) ?? []
}

/** A key both versions name as theirs is known to be unique; any other is looked at. */
async function isRepeated(pool: Pool, pair: Pair): Promise<boolean> {
  const text = pair.key.toSorted().join()
  const proven = [pair.before, pair.after].every(
    ({ manifest }) => manifest.key?.toSorted().join() === text,
  )
  if (proven) return false
  const [answer] = await ask(pool, [repeatedKeySql(pair)])
  return answer!.rows[0]![0] === true
}

async function ask(pool: Pool, statements: string[]): Promise<Selected[]> {
  const job = { do: 'select' as const, statements, bytes: answerBytes }
  return JSON.parse(await pool.run(job, { time: longestDiff })) as Selected[]
}

/**
 * An office that numbers its rows anew at each issue (as the health ministry did with its UUIDs)
 * makes a diff meaningless: either most common keys now describe something else, or the keys are
 * gone while more than half of the rows are still there under other keys.
 */
async function isUnstable(
  pool: Pool,
  pair: Pair,
  common: number,
  mostlyChanged: number,
): Promise<boolean> {
  const smaller = Math.min(pair.before.manifest.rows, pair.after.manifest.rows)
  if (smaller === 0 || pair.columns.compared.length === 0) return false
  if (common > 0 && mostlyChanged * 2 > common) return true
  if (common * 2 >= smaller) return false
  const [answer] = await ask(pool, [sameButForKeySql(pair)])
  return Number(answer!.rows[0]![0]) * 2 > smaller
}

function diffRow(pair: Pair, row: Cell[]): DiffRow {
  const [ida, idb, ...cells] = row
  const earlier = pair.before.manifest.columns
  const later = pair.after.manifest.columns
  const before = new Map(earlier.map(({ id }, index) => [id, cells[index]!]))
  const after = new Map(later.map(({ id }, index) => [id, cells[earlier.length + index]!]))
  const kind = ida === null ? 'added' : idb === null ? 'removed' : 'changed'
  const ids =
    kind === 'added' ? after.keys() : kind === 'removed' ? before.keys() : pair.columns.compared
  const changes: DiffRow['cells'] = {}
  for (const id of ids) {
    const change = { before: before.get(id) ?? null, after: after.get(id) ?? null }
    const alike = pair.columns.retyped.includes(id)
      ? String(change.before) === String(change.after)
      : change.before === change.after
    if (kind !== 'changed' || !alike) changes[id] = change
  }
  const side = kind === 'removed' ? before : after
  return { kind, key: pair.key.map((id) => side.get(id) ?? null), cells: changes }
}

// Answers a plain SELECT from the index files with the same names, types and cells as DuckDB, or not at all.
import type { Manifest, TableFiles } from '../model.ts'
import type { SqlAnswer } from '../query-model.ts'
import { plainColumn, plainCondition } from './plain-condition.ts'
import { answerPlainGroups } from './plain-groups.ts'
import type { GroupAnswer } from './plain-groups.ts'
import type { PlainItem, PlainSelect } from './plain-select.ts'
import type { IndexAnswer } from './rows.ts'
import { rowNumber } from './sql-text.ts'

export interface PlainAnswers {
  rows: IndexAnswer
  groups: GroupAnswer
  /** Rows of the answer at most. */
  limit: number
}

/** Rows far apart that index files put together at most. */
const SCATTERED = 2000
/** Rows in file order that they do. */
const FOLLOWING = 32_000

/**
 * Null when the statement is not one for index files: another type of column or literal, a name
 * that means two things, several columns to sort by. Where SQL leaves an order open (ties, no
 * ORDER BY), rows follow `_id` and groups their values.
 */
export async function answerPlain(
  plain: PlainSelect,
  table: TableFiles,
  answers: PlainAnswers,
): Promise<SqlAnswer | null> {
  const { manifest } = table
  const where = plainCondition(plain.where, manifest)
  const items = itemsOf(plain.items, manifest)
  if (where === null || items === null) return null
  const grouped = plain.distinct || plain.groups.length > 0 || items.some((item) => 'fn' in item)
  if (grouped) {
    return answerPlainGroups({ ...plain, items, condition: where }, table, answers)
  }
  const columns: string[] = []
  for (const item of items) if (!('fn' in item)) columns.push(item.column)
  const sort = sortOf(plain, items, manifest)
  if (!sort) return null
  const most = Math.min(plain.limit ?? Infinity, answers.limit)
  const query = { columns, where, sort, offset: plain.offset, count: 'none' as const }
  const scattered = plain.where.length > 0 || sort.length > 0
  if (most === 0 || (!scattered && most > FOLLOWING)) return null
  if (scattered && most > SCATTERED) {
    const first = await answers.rows(table, { ...query, limit: 1, count: 'exact' })
    if (!first || first.total! - plain.offset > SCATTERED) return null
  }
  const limit = scattered ? Math.min(most, SCATTERED) : most
  const answer = await answers.rows(table, { ...query, limit })
  if (!answer) return null
  const more = answer.next !== null && limit < (plain.limit ?? Infinity)
  return {
    columns: items.map(({ name }, at) => ({ name, type: answer.columns[at]!.type })),
    rows: answer.rows,
    truncated: more,
  }
}

export type NamedItem = Exclude<PlainItem, 'star'>

/** Names must be clear: none twice, and none that is another column's. */
function itemsOf(items: PlainItem[], manifest: Manifest): NamedItem[] | null {
  const all = [rowNumber.id, ...manifest.columns.map(({ id }) => id)]
  const named = items.flatMap((item): NamedItem[] =>
    item === 'star' ? all.map((id) => ({ name: id, column: id })) : [item],
  )
  const taken = new Set<string>()
  for (const item of named) {
    const lower = item.name.toLowerCase()
    if (taken.has(lower)) return null
    taken.add(lower)
    const own = !('fn' in item) && item.column === item.name
    if (!own && all.includes(lower)) return null
    if (item.column !== undefined && !plainColumn(manifest, item.column)) return null
  }
  return named
}

function sortOf({ order }: PlainSelect, items: NamedItem[], manifest: Manifest) {
  const sort = []
  for (const { by, descending, nulls } of order) {
    const item = typeof by === 'number' ? items[by] : items.find(({ name }) => name === by)
    const column = item ? item.column : by
    if (typeof column !== 'string' || !plainColumn(manifest, column)) return null
    sort.push({ column, descending, nulls })
  }
  return sort
}

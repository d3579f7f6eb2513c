// Answers a question for a page of rows: from an index file where there is one, else by a scan.
import type { Cell, TableFiles } from '../model.ts'
import type { CallOptions, RowsAnswer, RowsQuery } from '../query-model.ts'
import type { AnswerCache } from './answer-cache.ts'
import { encodeCursor } from './cursor.ts'
import type { Pool } from './pool.ts'
import type { Selected } from './protocol.ts'
import { planRows } from './rows-sql.ts'
import type { RowsPlan } from './rows-sql.ts'

/** Answers from index files, or null when a scan is needed. */
export type IndexAnswer = (table: TableFiles, query: RowsQuery) => Promise<RowsAnswer | null>

export interface Engine {
  pool: Pool
  cache: AnswerCache
  index: IndexAnswer
  /** Bytes of one answer at most. */
  bytes: number
  /** Milliseconds of one question of strangers, where it names none (default 5,000). */
  time?: number
}

/** Throws what `planRows` and the pool throw. */
export async function answerRows(
  engine: Engine,
  table: TableFiles,
  query: RowsQuery,
  call: CallOptions | undefined,
): Promise<RowsAnswer> {
  const indexed = await engine.index(table, query)
  if (indexed) return indexed
  const plan = planRows(table, query)
  const hash = table.manifest.parquet.sha256
  const pageKey = `${hash} page ${plan.page}`
  const countKey = `${hash} count ${plan.count}`
  const page = engine.cache.get(pageKey)
  const count = plan.count === null ? null : engine.cache.get(countKey)
  const statements = [
    ...(page === null ? [plan.page] : []),
    ...(plan.count !== null && count === null ? [plan.count] : []),
  ]
  if (statements.length === 0) return shape(plan, query, parse(page!), count ? parse(count) : null)
  const json = await engine.pool.run({ do: 'select', statements, bytes: engine.bytes }, call)
  const answers = JSON.parse(json) as Selected[]
  const rows = page === null ? answers.shift()!.rows : parse(page)
  const counted = count ? parse(count) : (answers.shift()?.rows ?? null)
  // Large pages are not worth their writing out a second time.
  if (page === null && rows.length <= 1000) engine.cache.set(pageKey, JSON.stringify(rows))
  if (plan.count !== null && count === null) engine.cache.set(countKey, JSON.stringify(counted))
  return shape(plan, query, rows, counted)
}

function parse(text: string): Cell[][] {
  return JSON.parse(text) as Cell[][]
}

function shape(
  plan: RowsPlan,
  query: RowsQuery,
  found: Cell[][],
  counted: Cell[][] | null,
): RowsAnswer {
  const width = plan.columns.length
  const more = found.length > plan.limit
  const rows = found.slice(0, plan.limit)
  const last = more && plan.limit > 0 ? rows.at(-1)! : null
  const next = last
    ? encodeCursor({ id: Number(last.at(-1)), values: last.slice(width, -1) }, query.sort)
    : null
  // The rows were parsed for this answer alone: cutting them in place spares copying large pages.
  for (const row of rows) row.length = width
  return {
    columns: plan.columns.map(({ id, type }) => ({ id, type })),
    rows,
    total: plan.total ?? (counted ? Number(counted[0]![0]) : null),
    next,
    by: 'scan',
  }
}

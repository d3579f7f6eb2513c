// Answers SQL from strangers: one SELECT over the versions handed in, from index files or in a locked child.
import { TableError } from '../model.ts'
import type { CallOptions, SqlAnswer, SqlQuery } from '../query-model.ts'
import type { Job } from './protocol.ts'
import { answerPlain } from './plain-answer.ts'
import type { GroupAnswer } from './plain-groups.ts'
import type { Engine } from './rows.ts'
import type { StatementReader } from './statement-reader.ts'

const longestSql = 100_000
const mostTables = 32
const mostRows = 1_000_000
const defaultRows = 32_000
/** Milliseconds. */
const defaultTime = 5_000

/**
 * Words of functions whose answer changes by itself. A word in a text or a name only means that
 * the answer is not remembered, so the pattern may be wide.
 */
const changing =
  /random|uuid|now|today|current|clock|timestamp\s*\(|\bage\b|\bago\b|sample|setseed/i

/** The engine, and what reads statements without running them. */
export interface SqlEngine extends Engine {
  statements: StatementReader
  groups: GroupAnswer
}

/** Throws `sql-syntax`, `sql-forbidden`, `sql-unknown-table`, `sql-failed` and what the pool throws. */
export async function answerSql(
  engine: SqlEngine,
  query: SqlQuery,
  call: CallOptions | undefined,
): Promise<SqlAnswer> {
  const { sql, dialect = 'duckdb', limit = defaultRows } = query
  const names = Object.keys(query.tables).sort()
  if (sql.length > longestSql || sql.includes('\0')) {
    throw new TableError('sql-syntax', { longest: longestSql, position: 1 })
  }
  if (names.length > mostTables) throw new TableError('sql-failed', { tables: names.length })
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > mostRows) {
    throw new TableError('bad-page', { value: String(limit), most: mostRows })
  }
  const versions = names.map((name) => [name, query.tables[name]!.manifest.parquet.sha256])
  const key = JSON.stringify(['sql', dialect, limit, versions, sql])
  const known = engine.cache.get(key)
  if (known !== null) return JSON.parse(known) as SqlAnswer
  const time = query.time ?? call?.time ?? engine.time ?? defaultTime
  const begun = performance.now()
  const plain = await answerWithoutRunning(engine, query, { dialect, limit, time })
  if (plain) {
    // Large pages are not worth their writing out a second time.
    if (plain.rows.length <= 1000) engine.cache.set(key, JSON.stringify(plain))
    return plain
  }
  const tables = names.map((name) => ({ name, parquet: query.tables[name]!.parquet }))
  const job: Job = { do: 'stranger', sql, dialect, tables, limit, bytes: engine.bytes }
  // Reading the statement was part of its time.
  const left = Math.max(1, Math.floor(time - (performance.now() - begun)))
  const json = await engine.pool.run(job, { ...call, time: left }).catch((cause: unknown) => {
    const late = cause instanceof TableError && cause.code === 'time-limit'
    throw late ? new TableError('time-limit', { milliseconds: time }, { cause }) : cause
  })
  const [answer] = JSON.parse(json) as [SqlAnswer]
  if (!changing.test(sql)) engine.cache.set(key, json.slice(1, -1))
  return answer
}

/** Longer statements list more than a plain one does. */
const longestPlain = 10_000

/**
 * A statement that one of the tables can answer from its index files is parsed and checked in a
 * child like every other, and then needs no scan; null for all others. Throws what its checks throw.
 */
async function answerWithoutRunning(
  engine: SqlEngine,
  { sql, tables }: SqlQuery,
  { dialect, limit, time }: { dialect: 'duckdb' | 'postgres'; limit: number; time: number },
): Promise<SqlAnswer | null> {
  const names = Object.keys(tables)
  const indexed = names.some((name) => tables[name]!.indexes?.rows !== undefined)
  if (!indexed || sql.length > longestPlain || !/^\s*select\b/i.test(sql)) return null
  const question = { sql, dialect, tables: names.map((name) => ({ name })) }
  const plain = await engine.statements.read(question, time)
  if (!plain || !Object.hasOwn(tables, plain.table)) return null
  const { index: rows, groups } = engine
  return answerPlain(plain, tables[plain.table]!, { rows, groups, limit })
}

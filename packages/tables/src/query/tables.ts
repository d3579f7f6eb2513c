// The engine: makes the pools of children once and answers every question about a version.
import { availableParallelism } from 'node:os'
import { rmSync } from 'node:fs'
import type { TableFiles } from '../model.ts'
import type {
  Aggregate,
  AggregateAnswer,
  CallOptions,
  Tables,
  TablesOptions,
} from '../query-model.ts'
import { aggregateByIndex } from '../index-files/aggregate.ts'
import { answerByIndex } from '../index-files/answer.ts'
import { diffTables } from '../diff/diff-tables.ts'
import { exportTable } from '../export/export-table.ts'
import { planAggregate } from './aggregate-sql.ts'
import { answerSql } from './answer-sql.ts'
import { createAnswerCache } from './answer-cache.ts'
import { createPool } from './pool.ts'
import type { Job, Selected } from './protocol.ts'
import { answerRows } from './rows.ts'
import type { Engine, IndexAnswer } from './rows.ts'
import { openSessionFolder } from './session-folder.ts'
import { createStatementReader } from './statement-reader.ts'

const mebibyte = 2 ** 20
const cacheBytes = 64 * mebibyte
const answerBytes = 64 * mebibyte

/** What may be replaced when the engine is put together; defaults serve everyone else. */
export interface TablesParts {
  index?: IndexAnswer
}

/**
 * Four pools, so that no kind of work waits behind another: `children` answer our own questions,
 * half as many (at least one) run SQL from strangers, one only reads their statements, and as many
 * write exports and diffs. All of the first but one, the reader of statements and one that writes are
 * started at once, the others when they are needed; strangers' SQL and writing yield by priority.
 */
export function createTables(options: TablesOptions, parts: TablesParts = {}): Tables {
  const temp = openSessionFolder(options.temp)
  const size = options.children ?? availableParallelism()
  const common = {
    memory: options.memory ?? 1024 * mebibyte,
    time: options.time ?? 10_000,
    queue: options.queue ?? 256,
    temp,
  }
  const pool = createPool({ ...common, size, warm: Math.max(1, size - 1) })
  const half = Math.max(1, Math.floor(size / 2))
  const strangers = createPool({ ...common, size: half, nice: 5, strangers: true })
  // Reading a statement takes a millisecond, so it need not wait behind one that runs.
  const parsers = createPool({ ...common, size: 1, warm: 1, strangers: true })
  const writers = createPool({ ...common, size: half, warm: 1, nice: 5 })
  const statements = createStatementReader(parsers)
  const pools = [pool, strangers, parsers, writers]
  const engine: Engine = {
    pool,
    cache: createAnswerCache(cacheBytes),
    index: parts.index ?? answerByIndex,
    bytes: answerBytes,
  }
  return {
    rows: (table, query, call) => answerRows(engine, table, query, call),
    aggregate: (table, query, call) => answerAggregate(engine, table, query, call),
    sql: (query, call) =>
      answerSql(
        { ...engine, pool: strangers, statements, groups: aggregateByIndex, time: options.time },
        query,
        call,
      ),
    export: (table, query, call) => exportTable({ pool: writers, temp }, table, query, call),
    diff: (before, after, query) => diffTables({ ...engine, pool: writers }, before, after, query),
    state() {
      const states = pools.map((one) => one.state())
      const sum = (key: keyof (typeof states)[number]) =>
        states.reduce((total, state) => total + state[key], 0)
      return {
        children: sum('children'),
        busy: sum('busy'),
        waiting: sum('waiting'),
        killed: sum('killed'),
      }
    },
    async close() {
      await Promise.all(pools.map((one) => one.close()))
      rmSync(temp, { recursive: true, force: true })
    },
  }
}

async function answerAggregate(
  engine: Engine,
  table: TableFiles,
  query: Aggregate,
  call: CallOptions | undefined,
): Promise<AggregateAnswer> {
  const plan = planAggregate(table, query)
  const key = `${table.manifest.parquet.sha256} aggregate ${plan.sql}`
  const known = engine.cache.get(key)
  if (known !== null) return { columns: plan.columns, rows: JSON.parse(known) }
  const rows = await aggregateByIndex(table, query)
  if (rows !== null) {
    engine.cache.set(key, JSON.stringify(rows))
    return { columns: plan.columns, rows }
  }
  const job: Job = { do: 'select', statements: [plan.sql], bytes: engine.bytes }
  const [answer] = JSON.parse(await engine.pool.run(job, call)) as Selected[]
  engine.cache.set(key, JSON.stringify(answer!.rows))
  return { columns: plan.columns, rows: answer!.rows }
}

// Hostile SQL at length: every escape refused, every exhaustion ended by its limit, others served.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { TableFiles, Tables } from '@rimaq/tables'
import { buildIndexes } from '@rimaq/tables/build'
import { createTables } from '@rimaq/tables/query'
import { createFixtures } from '../../packages/tables/src/query/fixtures.ts'
import { escapes, exhaustions } from '../../packages/tables/src/query/sql-attacks.ts'

const mebibyte = 2 ** 20
const memory = 512 * mebibyte
/** Milliseconds of each statement, and what may be added until it is over. */
const time = 3000
const grace = 500
/** Bytes a child may hold beyond its limit before it is gone. */
const overshoot = 64 * mebibyte

/** Throws at the first statement that is not contained; tells time and memory of each. */
export async function run(report: (line: string) => void): Promise<void> {
  const fixtures = createFixtures()
  const tables = createTables({ temp: `${fixtures.folder}/temp`, memory })
  try {
    const bare = await fixtures.table('t', 'SELECT range AS a, range % 97 AS b FROM range(300000)')
    // With index files every statement is read in one child before it is run in another.
    const [outDir, temp] = [join(fixtures.folder, 'indexes'), fixtures.folder]
    mkdirSync(outDir)
    const t = { ...bare, indexes: await buildIndexes({ table: bare, outDir, temp }) }
    await tables.sql({ sql: 'SELECT 1', tables: { t } })
    await refuse(tables, t, report)
    await exhaust(tables, { t, bare }, report)
  } finally {
    await tables.close()
    fixtures.remove()
  }
}

async function refuse(
  tables: Tables,
  t: TableFiles,
  report: (line: string) => void,
): Promise<void> {
  const original = readFileSync(t.parquet)
  for (const dialect of ['duckdb', 'postgres'] as const) {
    for (const [aim, text] of escapes) {
      const sql = text.replaceAll('{parquet}', t.parquet)
      await assert.rejects(tables.sql({ sql, tables: { t }, dialect }), `${aim}: not refused`)
    }
  }
  assert.deepEqual(readFileSync(t.parquet), original)
  report(`${escapes.length} escapes in 2 dialects: refused`)
}

async function exhaust(
  tables: Tables,
  { t, bare }: { t: TableFiles; bare: TableFiles },
  report: (line: string) => void,
): Promise<void> {
  for (const [aim, sql] of exhaustions) {
    const watch = watchChildren()
    const others = serveOthers(tables, bare)
    const begun = performance.now()
    const outcome = await tables.sql({ sql, tables: { t }, time }).then(
      () => 'answered',
      (error: { code: string }) => error.code,
    )
    const took = performance.now() - begun
    const slowest = await others.stop()
    const peak = watch.stop()
    report(
      `${aim}: ${outcome} in ${took.toFixed(0)} ms, child at most ${(peak / mebibyte).toFixed(0)} MiB, ` +
        `${slowest.count} pages for others meanwhile, slowest ${slowest.most.toFixed(0)} ms`,
    )
    assert.ok(took <= time + grace, `${aim} took ${took} ms`)
    assert.ok(peak <= memory + overshoot, `${aim} held ${peak} bytes`)
    const next = await tables.sql({ sql: 'SELECT count(*) FROM t', tables: { t: bare } })
    assert.deepEqual(next.rows, [[300000]], `the pool went on after: ${aim}`)
  }
}

let offset = 0

/** Another reader who turns pages all the while; each must be right. */
function serveOthers(tables: Tables, t: TableFiles) {
  let going = true
  let most = 0
  let count = 0
  const done = (async () => {
    while (going) {
      // Never the same page twice, or the answer would be a remembered one.
      offset = (offset + 1009) % 290_000
      const begun = performance.now()
      const answer = await tables.rows(t, { offset, limit: 2, columns: ['a'] })
      assert.deepEqual(answer.rows, [[offset], [offset + 1]])
      most = Math.max(most, performance.now() - begun)
      count += 1
      await wait(20)
    }
  })()
  return {
    async stop() {
      going = false
      await done
      return { most, count }
    },
  }
}

/** The largest resident memory of any child, looked at every few milliseconds (Linux). */
function watchChildren() {
  let peak = 0
  const timer = setInterval(() => {
    for (const pid of childrenOf(process.pid)) peak = Math.max(peak, residentBytes(pid))
  }, 5)
  return {
    stop() {
      clearInterval(timer)
      return peak
    },
  }
}

function childrenOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'ascii').trim().split(' ')
  } catch {
    return []
  }
}

function residentBytes(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'ascii').split(' ')[1]) * 4096
  } catch {
    return 0
  }
}

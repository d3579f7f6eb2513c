// SQL from strangers stays in its box: no way out, and nobody else notices.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { buildIndexes } from '../index-files/build.ts'
import type { TableError, TableFiles } from '../model.ts'
import type { Tables } from '../query-model.ts'
import { createFixtures } from './fixtures.ts'
import { escapes, exhaustions } from './sql-attacks.ts'
import { createTables } from './tables.ts'

const fixtures = createFixtures()
let tables: Tables
let t: TableFiles
/** With index files, so that its statements are read before they run. */
let indexed: TableFiles

before(async () => {
  t = await fixtures.table('t', 'SELECT range AS a FROM range(1000)')
  const outDir = `${fixtures.folder}/indexes`
  mkdirSync(outDir)
  indexed = { ...t, indexes: await buildIndexes({ table: t, outDir, temp: fixtures.folder }) }
  const temp = `${fixtures.folder}/temp`
  tables = createTables({ temp, children: 1, memory: 400 * 2 ** 20, time: 5_000 })
})

after(async () => {
  await tables.close()
  fixtures.remove()
})

for (const dialect of ['duckdb', 'postgres'] as const) {
  test(`No statement of ${escapes.length} gets out of the ${dialect} box.`, async () => {
    const original = readFileSync(t.parquet)
    const refusals = ['sql-forbidden', 'sql-unknown-table', 'sql-syntax']
    for (const [aim, text] of escapes) {
      const sql = text.replaceAll('{parquet}', t.parquet)
      for (const table of [t, indexed]) {
        const question = tables.sql({ sql, tables: { t: table }, dialect })
        await assert.rejects(question, (error: TableError) => {
          assert.ok(refusals.includes(error.code), `${aim}: ${error.message}`)
          assert.ok(!error.message.includes('root:'), aim)
          return true
        })
      }
    }
    assert.equal(existsSync('/tmp/rimaq-escape.csv'), false)
    assert.deepEqual(readFileSync(t.parquet), original)
    const answer = await tables.sql({ sql: 'SELECT count(*) FROM t', tables: { t }, dialect })
    assert.deepEqual(answer.rows, [[1000]])
  })
}

test('A locked box refuses files by itself, even if every check before it failed.', async () => {
  const { createSandbox } = await import('./sandbox.ts')
  const job = { do: 'stranger', sql: '', dialect: 'duckdb', limit: 1, bytes: 1 } as const
  const named = { ...job, tables: [{ name: 't', parquet: t.parquet }] }
  const box = await createSandbox(named, { memory: 2 ** 28, threads: 1 })
  const found = await box.connection.runAndReadAll('SELECT count(*) FROM t')
  assert.deepEqual(found.getRows(), [[1000n]])
  for (const sql of [
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM glob('${fixtures.folder}/*')`,
    `COPY (SELECT 1) TO '/tmp/rimaq-escape.csv'`,
    `ATTACH '/tmp/rimaq-escape.db'`,
    `SET enable_external_access = true`,
    'INSTALL httpfs',
  ]) {
    await assert.rejects(box.connection.run(sql), sql)
  }
  box.connection.closeSync()
  box.instance.closeSync()
})

test('Statements that never end are killed at their time, and other users are answered meanwhile.', async () => {
  const [, sql] = exhaustions.find(([aim]) => aim === 'a trillion numbers')!
  const endless = assert.rejects(tables.sql({ sql, tables: { t }, time: 300 }), {
    code: 'time-limit',
  })
  const page = await tables.rows(t, { limit: 3, offset: 5 })
  assert.deepEqual(page.rows, [[5], [6], [7]])
  await endless
  const next = await tables.sql({ sql: 'SELECT max(a) FROM t', tables: { t } })
  assert.deepEqual(next.rows, [[999]])
  assert.ok(tables.state().killed >= 1)
})

test('A plain question is answered while a statement that never ends has the only box.', async () => {
  const [, sql] = exhaustions.find(([aim]) => aim === 'a trillion numbers')!
  const endless = assert.rejects(tables.sql({ sql, tables: { t: indexed }, time: 2000 }), {
    code: 'time-limit',
  })
  let ended = false
  void endless.finally(() => (ended = true))
  const plain = await tables.sql({ sql: 'SELECT a FROM t WHERE a > 997', tables: { t: indexed } })
  assert.deepEqual(plain.rows, [[998], [999]])
  assert.equal(ended, false)
  await endless
})

test('Statements that fill the memory end at the limit, and the pool goes on.', async () => {
  for (const aim of ['one enormous text', 'an enormous list', 'an enormous answer']) {
    const [, sql] = exhaustions.find(([name]) => name === aim)!
    await assert.rejects(tables.sql({ sql, tables: { t } }), { code: 'memory-limit' }, aim)
  }
  const next = await tables.sql({ sql: 'SELECT min(a) FROM t', tables: { t } })
  assert.deepEqual(next.rows, [[0]])
})

test('A question that is no longer wanted stops, waiting or running.', async () => {
  const [, sql] = exhaustions.find(([aim]) => aim === 'a cross join')!
  const running = new AbortController()
  const waiting = new AbortController()
  const questions = [running, waiting].map(({ signal }) =>
    assert.rejects(tables.sql({ sql, tables: { t } }, { signal }), { code: 'cancelled' }),
  )
  waiting.abort()
  setTimeout(() => running.abort(), 100)
  await Promise.all(questions)
  const next = await tables.sql({ sql: 'SELECT 1', tables: { t } })
  assert.deepEqual(next.rows, [[1]])
})

test('When too many wait, the next is told so at once.', async () => {
  const temp = `${fixtures.folder}/temp`
  const small = createTables({ temp, children: 1, queue: 1 })
  const sql = 'SELECT sum(sqrt(range)) FROM range(1000000000000)'
  const ends = [1, 2].map(() =>
    assert.rejects(small.sql({ sql, tables: { t }, time: 60_000 }), { code: 'cancelled' }),
  )
  await assert.rejects(small.sql({ sql, tables: { t } }), { code: 'busy' })
  await small.close()
  await Promise.all(ends)
  assert.deepEqual(small.state(), { children: 0, busy: 0, waiting: 0, killed: 0 })
})

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'ascii').trim().split(' ').map(Number)
}

test('A child that dies by itself is replaced, and its question is told so.', async (context) => {
  if (!existsSync('/proc/self/task'))
    return context.skip('Only Linux tells the children of a process.')
  const { createPool } = await import('./pool.ts')
  const temp = fixtures.folder
  const others = new Set(childrenOf(process.pid))
  const pool = createPool({ size: 1, memory: 2 ** 29, time: 20_000, queue: 4, temp })
  const job = (sql: string) => ({ do: 'select' as const, statements: [sql], bytes: 1000 })
  await pool.run(job('SELECT 1'))
  const endless = assert.rejects(
    pool.run(job('SELECT count(*) FROM range(100000000000) WHERE sqrt(range) < 0')),
    { code: 'sql-failed' },
  )
  const [child] = childrenOf(process.pid).filter((pid) => !others.has(pid))
  process.kill(child!, 'SIGKILL')
  await endless
  assert.match(await pool.run(job('SELECT 42')), /42/)
  await pool.close()
})

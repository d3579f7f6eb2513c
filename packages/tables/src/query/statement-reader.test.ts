// Statements read together are answered each for itself, and none is lost with the child.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createPool } from './pool.ts'
import { createStatementReader } from './statement-reader.ts'

const temp = mkdtempSync(join(tmpdir(), 'rimaq-reader-'))
const pool = createPool({
  size: 1,
  memory: 2 ** 29,
  time: 10_000,
  queue: 4,
  temp,
  strangers: true,
})
const reader = createStatementReader(pool)

after(async () => {
  await pool.close()
  rmSync(temp, { recursive: true, force: true })
})

const read = (sql: string, time = 10_000) =>
  reader.read({ sql, dialect: 'postgres', tables: [{ name: 't' }] }, time)

test('Statements that wait together have each its own answer or refusal.', async () => {
  const many = Array.from({ length: 150 }, (_, at) => read(`SELECT a FROM t WHERE b = ${at}`))
  const refused = assert.rejects(read('SELECT a FROM other'), {
    code: 'sql-unknown-table',
    detail: { name: 'other' },
  })
  const broken = assert.rejects(read('SELECT a FRO t'), { code: 'sql-syntax' })
  const [joined, ...plain] = await Promise.all([read('SELECT a FROM t, t AS u'), ...many])
  await Promise.all([refused, broken])
  assert.equal(joined, null)
  assert.deepEqual(
    plain.map((one) => one?.where[0]?.values),
    plain.map((_, at) => [{ kind: 'integer', value: at }]),
  )
})

test('Reading a statement is part of its time.', async () => {
  const others = Array.from({ length: 600 }, (_, at) => read(`SELECT a FROM t WHERE b = ${at}`))
  await assert.rejects(read('SELECT a FROM t', 1), { code: 'time-limit' })
  await Promise.all(others)
})

test('Whatever ends the child, the statements go on as if they were not plain.', async () => {
  const pending = [read('SELECT a FROM t'), read('SELECT b FROM t')]
  await pool.close()
  assert.deepEqual(await Promise.all(pending), [null, null])
})

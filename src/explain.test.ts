// What readers are told when a table's child ends under their question.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlatformError, createLocale } from '#platform'
import { TableError } from '@rimaq/tables'
import { explainError } from './cli/explain-error.ts'
import { explain } from './explain.ts'

const locale = createLocale({
  rooms: ['cli', 'platform'].map((room) => ({
    room,
    folder: new URL(`./${room}/`, import.meta.url),
  })),
})

test('a child that ended is no fault of the question: 503, and later again', async () => {
  const crash = new TableError('sql-failed', { ended: 'crash' })
  const told = explain({ locale })(crash, 'es')
  assert.equal(told?.status, 503)
  assert.equal(told.retryAfter, 2)
  assert.doesNotMatch(told.sentence, /crash|SQL/)
  assert.equal((await explainError(crash, 'es', locale)).exit, 3)
  assert.equal(explain({ locale })(new TableError('sql-failed'), 'es')?.status, 400)
})

test('a database that ended under a step is told as 503, without its reason', () => {
  const lost = new PlatformError('database-stopped', { reason: '57P01' })
  const told = explain({ locale })(lost, 'es')
  assert.equal(told?.status, 503)
  assert.equal(told.retryAfter, 2)
  assert.doesNotMatch(told.sentence, /57P01/)
})

// The log tells what happened and keeps secrets out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

function collect(readable: boolean) {
  const lines: string[] = []
  return { lines, log: createLog({ readable, write: (line) => lines.push(line) }) }
}

test('a line is JSON with level by name and UTC time', () => {
  const { lines, log } = collect(false)
  log.info({ job: 'index-version' }, 'job finished')
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>
  assert.equal(line['level'], 'info')
  assert.equal(line['msg'], 'job finished')
  assert.equal(line['job'], 'index-version')
  assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
})

test('secrets are hidden by their name, however deep, and inside addresses', () => {
  const { lines, log } = collect(false)
  log.warn(
    { databaseUrl: 'postgres://a:b@c/d', s3: { credentials: { secretAccessKey: 'k3y' } } },
    'cannot reach postgresql://rimaq:hunter2@db.example/rimaq',
  )
  assert.doesNotMatch(lines.join(''), /hunter2|k3y|a:b/)
  assert.match(lines.join(''), /rimaq:…@db\.example/)
})

test('an error is told by name, code and causes, without what the driver quotes of the data', () => {
  const { lines, log } = collect(false)
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (dni)=(1)',
  })
  log.error({ err: new Error('could not save', { cause }) }, 'failed')
  const { err } = JSON.parse(lines[0] ?? '') as { err: { message: string; cause: object } }
  assert.equal(err.message, 'could not save')
  assert.deepEqual(Object.keys(err.cause), ['type', 'code', 'message', 'stack'])
})

test('a person at a terminal reads one line per event', () => {
  const { lines, log } = collect(true)
  log.info({ folder: '/srv/data with space' }, 'database started')
  assert.match(
    lines[0] ?? '',
    /^[\d:]{8} INFO  database started folder="\/srv\/data with space"\n$/,
  )
})

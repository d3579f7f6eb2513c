// Instants to restore: with their zone, on days that exist, in the form PostgreSQL takes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant, recoveryTime } from './instant.ts'

test('an instant is read in any zone and written in UTC for PostgreSQL', () => {
  const same = [
    '2026-03-01T14:30:00-05:00',
    '2026-03-01T19:30:00Z',
    '2026-03-01 19:30+00',
    '2026-03-02T01:00:00.000+0530',
  ]
  for (const text of same) {
    assert.equal(recoveryTime(parseInstant(text)), '2026-03-01 19:30:00.000+00', text)
  }
  assert.equal(recoveryTime(parseInstant('2026-03-01T19:30:07.25Z')), '2026-03-01 19:30:07.250+00')
})

test('an instant without zone, and a day that does not exist, are refused in words', () => {
  for (const text of [
    '2026-03-01T14:30:00',
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-03-01T25:00:00Z',
    '2026-03-01',
    'ayer',
    '',
  ]) {
    assert.throws(() => parseInstant(text), { code: 'restore-instant' }, text)
  }
})

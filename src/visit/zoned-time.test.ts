// Civil times of cities at other distances from UTC.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zonedTime } from './zoned-time.ts'

test('a civil time says its distance from UTC, in summer too', () => {
  const at = (text: string): number => Date.parse(`${text}Z`) / 1000
  assert.equal(zonedTime(at('2026-12-25T18:00:00'), 'America/Lima'), '2026-12-25T18:00:00-05:00')
  assert.equal(zonedTime(at('2026-07-01T09:30:00'), 'Europe/Madrid'), '2026-07-01T09:30:00+02:00')
  assert.equal(zonedTime(at('2026-01-01T09:30:00'), 'Europe/Madrid'), '2026-01-01T09:30:00+01:00')
  assert.equal(zonedTime(at('2026-01-01T09:30:00'), 'UTC'), '2026-01-01T09:30:00-00:00')
})

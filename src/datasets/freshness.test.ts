// Checks the freshness of a dataset against its promise, on chosen days and as rules for all days.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Dated, freshness, promises } from './freshness.ts'
import type { Frequency } from './model.ts'

function dated(frequency: Frequency, published: string, asOf: string | null = null): Dated {
  return {
    frequency,
    created: new Date('2020-01-01T00:00:00Z'),
    resources: [{ version: { created: new Date(published), asOf } }],
  }
}

const at = (dataset: Dated, now: string): ReturnType<typeof freshness> =>
  freshness(dataset, new Date(now))

test('a monthly dataset published at the end of January is due at the end of February', () => {
  const dataset = dated('MONTHLY', '2026-01-31T15:00:00Z')
  assert.deepEqual(at(dataset, '2026-02-20T15:00:00Z'), {
    state: 'on-time',
    due: new Date('2026-02-28T15:00:00Z'),
    days: -8,
  })
  assert.equal(at(dataset, '2026-03-05T15:00:00Z').state, 'due')
  assert.deepEqual(at(dataset, '2026-03-20T15:00:00Z').state, 'late')
  assert.equal(at(dataset, '2026-03-20T15:00:00Z').days, 20)
})

test('old data uploaded today are as old as the day they speak of', () => {
  assert.equal(
    at(dated('MONTHLY', '2026-06-01T00:00:00Z', '2025-12-31'), '2026-06-02T00:00:00Z').state,
    'late',
  )
})

test('without a promise nothing is late', () => {
  for (const frequency of ['IRREG', 'NEVER', 'UNKNOWN'] as const) {
    assert.deepEqual(at(dated(frequency, '2001-01-01T00:00:00Z'), '2026-01-01T00:00:00Z'), {
      state: 'no-promise',
      due: null,
      days: null,
    })
  }
})

test('a dataset without data counts from its creation', () => {
  const empty: Dated = {
    frequency: 'ANNUAL',
    created: new Date('2026-01-01T00:00:00Z'),
    resources: [{ version: null }],
  }
  assert.equal(at(empty, '2026-12-31T00:00:00Z').state, 'on-time')
  assert.equal(at(empty, '2027-06-01T00:00:00Z').state, 'late')
})

const order = ['on-time', 'due', 'late']
const moment = fc.date({
  min: new Date('2015-01-01'),
  max: new Date('2035-01-01'),
  noInvalidDate: true,
})
const promised = fc.constantFrom(
  ...(Object.keys(promises) as Frequency[]).filter((code) => promises[code] !== null),
)

test('time only ever makes a dataset less fresh', () => {
  fc.assert(
    fc.property(promised, moment, moment, moment, (frequency, published, a, b) => {
      const dataset = dated(frequency, published.toISOString())
      const [early, late] = a < b ? [a, b] : [b, a]
      const before = freshness(dataset, early)
      const after = freshness(dataset, late)
      assert.ok(order.indexOf(before.state) <= order.indexOf(after.state))
      assert.ok((before.days ?? 0) <= (after.days ?? 0))
      assert.deepEqual(before.due, after.due)
    }),
  )
})

test('days are negative before the due moment and positive after it', () => {
  fc.assert(
    fc.property(promised, moment, moment, (frequency, published, now) => {
      const { due, days, state } = freshness(dated(frequency, published.toISOString()), now)
      assert.equal(Math.sign(days ?? 0), Math.sign(now.getTime() - (due?.getTime() ?? 0)))
      assert.equal(state === 'on-time', (days ?? 0) <= 0)
    }),
  )
})

// Periods, their order, and how an indicator stands against its target.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frequencyOf, lastDayOf, periodAt } from './period.ts'
import { type Judged, judge } from './semaphore.ts'

test('spans are told by their form, and days that do not exist are none', () => {
  const spans = ['2026', '2026-S2', '2026-Q3', '2026-02', '2026-02-28']
  assert.deepEqual(spans.map(frequencyOf), ['year', 'half', 'quarter', 'month', 'day'])
  for (const wrong of ['26', '2026-S3', '2026-Q5', '2026-13', '2026-02-30', '2026-00', 'x', '']) {
    assert.equal(frequencyOf(wrong), null, wrong)
  }
  assert.deepEqual(spans.map(lastDayOf), [
    ...['2026-12-31', '2026-12-31', '2026-09-30', '2026-02-28', '2026-02-28'],
  ])
  assert.equal(lastDayOf('2024-02'), '2024-02-29')
})

test('an instant lies in the span of the city’s calendar', () => {
  // Half past eight in the evening of 31 March in Lima.
  const night = new Date('2026-04-01T01:30:00Z')
  assert.equal(periodAt(night, 'day'), '2026-03-31')
  assert.equal(periodAt(night, 'month'), '2026-03')
  assert.equal(periodAt(night, 'quarter'), '2026-Q1')
  assert.equal(periodAt(night, 'half'), '2026-S1')
  assert.equal(periodAt(night, 'year'), '2026')
})

const at = (value: number, more: Partial<Judged> = {}) =>
  judge({
    ...{
      direction: 'up',
      tolerance: 75,
      override: null,
      targets: [{ period: '2026', value: 100 }],
    },
    ...{ baseline: { period: '2024', value: 20 }, value: { period: '2026-Q1', value } },
    ...more,
  })

test('on target, on the way and far from it, upwards and downwards', () => {
  assert.deepEqual([at(100).light, at(80).light, at(79).light], ['good', 'warn', 'bad'])
  assert.equal(at(80).progress, 75)
  const down: Partial<Judged> = {
    ...{ direction: 'down', baseline: { period: '2024', value: 20 } },
    targets: [{ period: '2026', value: 8 }],
  }
  assert.deepEqual(
    [at(8, down).light, at(11, down).light, at(12, down).light],
    ['good', 'warn', 'bad'],
  )
})

test('within a range the tolerance is the deviation', () => {
  const range: Partial<Judged> = { direction: 'range', tolerance: 5 }
  assert.deepEqual(
    [at(95, range).light, at(105, range).light, at(106, range).light],
    [...['good', 'good', 'bad']],
  )
})

test('the target is the first that is due, else the last', () => {
  const targets = [
    { period: '2027', value: 300 },
    { period: '2026-S1', value: 50 },
  ]
  assert.equal(at(60, { targets }).target?.value, 50)
  assert.equal(at(60, { targets, value: { period: '2026-Q3', value: 60 } }).target?.value, 300)
  assert.equal(at(60, { targets, value: { period: '2028', value: 60 } }).target?.value, 300)
})

test('without value, target or way there is nothing to divide by and nothing is claimed', () => {
  assert.deepEqual(
    [at(1, { value: null }).light, at(1, { value: null }).because],
    [null, 'no-value'],
  )
  assert.deepEqual(
    [at(1, { targets: [] }).light, at(1, { targets: [] }).because],
    [null, 'no-target'],
  )
  const same = at(99, { baseline: { period: '2024', value: 100 } })
  assert.deepEqual([same.progress, same.light], [null, 'bad'])
  const down = at(9, { direction: 'down', baseline: null, targets: [{ period: '2026', value: 8 }] })
  assert.deepEqual([down.progress, down.light], [null, 'bad'])
})

test('an override keeps what the rule says', () => {
  const judged = at(10, { override: { light: 'good', reason: 'x' } })
  assert.deepEqual([judged.light, judged.computed, judged.because], ['good', 'bad', 'override'])
})

// Tests words of days against Intl where it knows the language, and distances and spans by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDay, parseDay } from '../dates/days.ts'
import { writeDay, writeDistance, writeDuration } from './words.ts'

test('days are those of Intl in Peruvian Spanish and in English, for four years', () => {
  const es = new Intl.DateTimeFormat('es-PE', { dateStyle: 'full', timeZone: 'UTC' })
  const en = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' })
  const first = parseDay('2024-01-01')
  for (let day = first; day < first + 4 * 366; day++) {
    const date = formatDay(day)
    const at = new Date(`${date}T00:00:00Z`)
    const plain = (text: string): string =>
      text.replaceAll(',', '').replace('septiembre', 'setiembre')
    assert.equal(writeDay(date, 'es'), plain(es.format(at)))
    assert.equal(writeDay(date, 'en'), plain(en.format(at)))
  }
})

test('Quechua has its own names, and every style is shorter than the one before', () => {
  assert.equal(writeDay('2026-11-28', 'qu'), 'sawatu 28 nuwimri 2026')
  assert.equal(writeDay('2026-11-28', 'es', 'day'), 'sábado 28 de noviembre')
  assert.equal(writeDay('2026-09-01', 'es', 'short'), 'mar 1 set')
  assert.equal(writeDay('2026-09-01', 'qu', 'date'), '1 sit 2026')
  assert.throws(() => writeDay('2026-02-30', 'es'), { code: 'malformed-date' })
})

test('distances and spans are rounded as people say them', () => {
  assert.deepEqual([4, 346, 994, 996, 1549].map(writeDistance), [
    '0 m',
    '350 m',
    '990 m',
    '1.0 km',
    '1.5 km',
  ])
  assert.equal(writeDuration(0.2, 'es'), '1 min')
  assert.equal(writeDuration(70, 'es'), '1 h 10 min')
  assert.equal(writeDuration(120, 'qu'), '2 ura')
})

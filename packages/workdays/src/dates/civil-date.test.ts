// Tests dates by arithmetic that is not ours: JavaScript's Date, Temporal, and published tables of Easter.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { WorkdaysError } from '../workdays-error.ts'
import { civilDate, dateOf, dayNumber, daysInMonth, isCivilDate, weekdayOf } from './civil-date.ts'
import { partsOf, plusDays } from './civil-date.ts'
import { easterSunday } from './easter.ts'

const first = dayNumber(civilDate('1583-01-01'))
const last = dayNumber(civilDate('9999-12-31'))
const anyDay = fc.integer({ min: first, max: last })

describe('civil dates', () => {
  test('agree with the arithmetic of Date for every day of 1583 to 9999 that is asked', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const theirs = new Date(day * 86_400_000)
        assert.equal(dateOf(day), theirs.toISOString().slice(0, 10))
        assert.equal(dayNumber(dateOf(day)), day)
        assert.equal(weekdayOf(day), theirs.getUTCDay() === 0 ? 7 : theirs.getUTCDay())
        const { year, month } = partsOf(day)
        assert.equal(daysInMonth(year, month), new Date(Date.UTC(year, month, 0)).getUTCDate())
      }),
      { numRuns: 2000 },
    )
  })

  test('agree with every day from 2015 to 2040 one by one', () => {
    let day = dayNumber(civilDate('2015-01-01'))
    const theirs = new Date('2015-01-01T00:00:00Z')
    while (theirs.getUTCFullYear() < 2041) {
      assert.equal(dateOf(day), theirs.toISOString().slice(0, 10))
      day += 1
      theirs.setUTCDate(theirs.getUTCDate() + 1)
    }
  })

  test('move by days as Temporal does', (context) => {
    if (typeof Temporal === 'undefined') return context.skip('this Node has no Temporal')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40_000 }),
        fc.integer({ min: -9000, max: 9000 }),
        (day, by) => {
          const date = dateOf(day)
          assert.equal(
            plusDays(date, by),
            Temporal.PlainDate.from(date).add({ days: by }).toString(),
          )
        },
      ),
    )
  })

  test('are refused where there is no such day, in words', () => {
    for (const text of [
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '1582-10-10',
      '26-1-1',
      '',
      '2026-07-21T00:00',
    ]) {
      assert.equal(isCivilDate(text), false, text)
      assert.throws(
        () => civilDate(text),
        (error) => error instanceof WorkdaysError && error.code === 'malformed-date',
      )
    }
    assert.equal(civilDate('2028-02-29'), '2028-02-29')
    assert.equal(isCivilDate(20_260_721), false)
  })
})

/** As the almanacs print it. */
const easters = [
  ...[
    '1818-03-22',
    '1943-04-25',
    '2000-04-23',
    '2008-03-23',
    '2015-04-05',
    '2016-03-27',
    '2017-04-16',
  ],
  ...[
    '2018-04-01',
    '2019-04-21',
    '2020-04-12',
    '2021-04-04',
    '2022-04-17',
    '2023-04-09',
    '2024-03-31',
  ],
  ...[
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2028-04-16',
    '2029-04-01',
    '2030-04-21',
    '2038-04-25',
  ],
]

/**
 * The rule itself, from the tables of the reform of 1582: the Sunday after the first full moon on
 * or after 21 March, the moon being that of the epacts (Clavius), not that of the sky.
 */
function easterByTheTables(year: number): string {
  const golden = (year % 19) + 1
  const century = Math.floor(year / 100) + 1
  const solar = Math.floor((3 * century) / 4) - 12
  const lunar = Math.floor((8 * century + 5) / 25) - 5
  let epact = (((11 * golden + 20 + lunar - solar) % 30) + 30) % 30
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1
  const moon = 44 - epact
  const full = new Date(Date.UTC(year, 2, moon < 21 ? moon + 30 : moon))
  const sunday = new Date(full)
  sunday.setUTCDate(full.getUTCDate() + 7 - full.getUTCDay())
  return sunday.toISOString().slice(0, 10)
}

describe('Easter', () => {
  test('falls on the days printed in almanacs', () => {
    for (const date of easters) assert.equal(dateOf(easterSunday(Number(date.slice(0, 4)))), date)
  })

  test('follows the tables of the reform in every year to 4099', () => {
    for (let year = 1583; year < 4100; year++) {
      assert.equal(dateOf(easterSunday(year)), easterByTheTables(year))
    }
  })
})

// Tests the calendar of Peru against days that were reported, and against what it says of itself.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Calendars } from '../calendar/compile.ts'
import { date, lima, limaCalendars, peru } from '../calendar/test-books.ts'
import { dayByOracle, nextDay } from '../calendar/test-oracle.ts'

const whole = limaCalendars.at()

/** Holidays that are weekdays or not, as lists of each year print them. */
function holidaysOf(year: number): string[] {
  const days: string[] = []
  for (let day: string = `${year}-01-01`; day <= `${year}-12-31`; day = nextDay(day)) {
    const { entries } = whole.reasonsOf(Date.parse(day) / 86_400_000)
    if (entries.some(({ kind }) => kind === 'holiday')) days.push(day.slice(5))
  }
  return days
}

function workingDaysOf(year: number, purpose: string): number {
  return limaCalendars
    .at(undefined, purpose)
    .between(date(`${year - 1}-12-31`), date(`${year}-12-31`))
}

describe('the calendar of Peru', () => {
  test('has the sixteen holidays of 2026 and 2027, and twelve before 2022', () => {
    const fixed = [
      ...['01-01', '05-01', '06-07', '06-29', '07-23', '07-28', '07-29', '08-06', '08-30'],
      ...['10-08', '11-01', '12-08', '12-09', '12-25'],
    ]
    assert.deepEqual(holidaysOf(2026), [...fixed, '04-02', '04-03'].sort())
    assert.deepEqual(holidaysOf(2027), [...fixed, '03-25', '03-26'].sort())
    assert.equal(holidaysOf(2021).length, 12)
    assert.equal(holidaysOf(2019).length, 12)
  })

  test('has each new holiday from the first year in which it was one', () => {
    const since = { '08-06': 2022, '12-09': 2022, '07-23': 2023, '06-07': 2024 }
    for (const [day, year] of Object.entries(since)) {
      assert.ok(holidaysOf(year).includes(day), `${day} of ${year}`)
      assert.ok(!holidaysOf(year - 1).includes(day), `${day} of ${year - 1}`)
    }
  })

  test('has 248 working days in 2026 for taxes, as the reference counted, and two fewer for procedures', () => {
    assert.equal(workingDaysOf(2026, 'tax'), 248)
    assert.equal(workingDaysOf(2026, 'procedure'), 246)
  })

  test('has the days decrees declared, for the public sector and not for taxes', () => {
    const reported = [
      ...['2015-01-02', '2015-07-27', '2017-06-30', '2018-08-31', '2018-12-24', '2019-10-31'],
      ...['2020-12-31', '2021-12-27', '2022-01-03', '2022-10-31', '2023-04-28', '2024-01-02'],
      ...['2024-12-23', '2025-05-02', '2025-12-26', '2026-01-02', '2026-07-27'],
    ]
    for (const day of reported) assert.ok(!whole.works(date(day)), day)
    const tax = limaCalendars.at(undefined, 'tax')
    assert.ok(tax.works(date('2025-05-02')))
    assert.ok(!tax.works(date('2025-05-01')))
  })

  test('has days that were taken back: 27 and 29 July 2020 were worked', () => {
    assert.ok(whole.works(date('2020-07-27')))
    assert.ok(!whole.works(date('2020-07-28')))
    assert.ok(whole.works(date('2020-07-29')))
    const before = limaCalendars.at(date('2020-07-01'))
    assert.ok(!before.works(date('2020-07-27')), 'as it was known before they were taken back')
  })

  test('differs by place: the summit of 2024 closed Lima, Callao and Huaral, not Arequipa', () => {
    const calendarOf = (region: string, province: string) =>
      new Calendars(peru, { nation: 'PE', region, province }).at()
    const summit = date('2024-11-14')
    assert.ok(!whole.works(summit))
    assert.ok(!calendarOf('07', '0701').works(summit))
    assert.ok(!calendarOf('15', '1506').works(summit))
    assert.ok(calendarOf('04', '0401').works(summit))
    assert.ok(calendarOf('15', '1505').works(summit), 'Cañete lies in the region of Lima too')
    assert.ok(!calendarOf('04', '0401').works(date('2025-08-15')))
    assert.ok(whole.works(date('2025-08-15')))
    assert.ok(!calendarOf('08', '0801').works(date('2025-06-24')))
  })

  test('says of every day of 2015 to 2027 what a second reading of its file says', () => {
    for (const purpose of peru.purposes) {
      const calendar = limaCalendars.at(undefined, purpose)
      const oracle = { book: peru, scope: lima, purpose, asOf: null }
      for (let day: string = '2015-01-01'; day <= '2027-12-31'; day = nextDay(day)) {
        const { works, counts } = dayByOracle(oracle, day)
        assert.deepEqual(
          [calendar.works(date(day)), calendar.counts(date(day))],
          [works, counts],
          day,
        )
      }
    }
  })

  test('names a norm for every day and a source for all that somebody checked', () => {
    for (const { id, basis, source, note, checked } of peru.entries) {
      assert.ok(basis.norm.length > 4, id)
      if (checked === 'unverified') assert.ok(note, `${id} is not checked and must say so in words`)
      else assert.ok(source, `${id} needs a source`)
    }
    assert.ok(peru.doubts.length > 0)
  })
})

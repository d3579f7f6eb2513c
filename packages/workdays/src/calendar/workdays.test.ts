// Tests calendars against a second opinion that walks day by day, and editions against time.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { plusDays } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { Calendars, compileCalendar } from './compile.ts'
import { amendBook, editionAt, editionsOf } from './editions.ts'
import type { CalendarEntry } from './model.ts'
import { anyBook, anyDate, date, lima } from './test-books.ts'
import { dayByOracle, nextDay } from './test-oracle.ts'

const someDays = fc.integer({ min: 1, max: 90 })

describe('a calendar', () => {
  test('says of every day what walking through its entries says', () => {
    fc.assert(
      fc.property(anyBook, fc.constantFrom('procedure', 'tax'), (book, purpose) => {
        const calendar = compileCalendar({ book, scope: lima, purpose })
        const oracle = { book, scope: lima, purpose, asOf: null }
        for (let day: string = book.covers.from; day <= '2025-12-31'; day = nextDay(day)) {
          const theirs = dayByOracle(oracle, day)
          assert.equal(calendar.works(date(day)), theirs.works, day)
          assert.equal(calendar.counts(date(day)), theirs.counts, day)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('adds the days that are counted by walking, forward and back', () => {
    fc.assert(
      fc.property(anyBook, anyDate, someDays, (book, start, days) => {
        const calendar = compileCalendar({ book, scope: lima })
        const oracle = { book, scope: lima, purpose: 'procedure', asOf: null }
        let day: string = start
        for (let left = days; left > 0;) {
          day = nextDay(day)
          if (dayByOracle(oracle, day).counts) left -= 1
        }
        assert.equal(calendar.add(start, days), day)
        let back = day
        for (let left = days; left > 0 && back > book.covers.from;) {
          back = nextDay(back, -1)
          if (dayByOracle(oracle, back).counts) left -= 1
        }
        if (back > book.covers.from) assert.equal(calendar.add(date(day), -days), back)
      }),
      { numRuns: 150 },
    )
  })

  test('adding days one by one is adding them at once', () => {
    fc.assert(
      fc.property(anyBook, anyDate, someDays, (book, start, days) => {
        const calendar = compileCalendar({ book, scope: lima })
        let step = start
        for (let count = 0; count < days; count++) step = calendar.add(step, 1)
        assert.equal(step, calendar.add(start, days))
      }),
      { numRuns: 150 },
    )
  })

  test('what was added is what is counted between, and counting back leads back', () => {
    fc.assert(
      fc.property(anyBook, anyDate, someDays, (book, start, days) => {
        const calendar = compileCalendar({ book, scope: lima })
        const reached = calendar.add(start, days)
        assert.equal(calendar.between(start, reached), days)
        assert.equal(calendar.between(reached, start), -days)
        assert.ok(calendar.counts(reached))
        if (calendar.counts(start)) assert.equal(calendar.add(reached, -days), start)
      }),
      { numRuns: 300 },
    )
  })

  test('more days, or a later start, never end earlier', () => {
    fc.assert(
      fc.property(anyBook, anyDate, someDays, fc.nat(40), (book, start, days, later) => {
        const calendar = compileCalendar({ book, scope: lima })
        assert.ok(calendar.add(start, days) < calendar.add(start, days + 1))
        assert.ok(calendar.add(start, days) <= calendar.add(plusDays(start, later), days))
      }),
      { numRuns: 300 },
    )
  })

  test('refuses days it says nothing of, instead of guessing', () => {
    const book = fc.sample(anyBook, { numRuns: 1, seed: 1 })[0]!
    const calendar = compileCalendar({ book, scope: lima })
    const outside = (error: unknown): boolean =>
      error instanceof WorkdaysError && error.code === 'outside-calendar'
    assert.throws(() => calendar.add(date('2027-12-30'), 30), outside)
    assert.throws(() => calendar.add(date('2024-01-03'), -30), outside)
    assert.throws(() => calendar.works(date('2028-01-01')), outside)
    assert.throws(() => calendar.between(date('2023-12-31'), date('2024-05-01')), outside)
  })

  test('refuses a purpose it does not count for, and a week without work', () => {
    const book = fc.sample(anyBook, { numRuns: 1, seed: 1 })[0]!
    const refused = (code: string) => (error: unknown) =>
      error instanceof WorkdaysError && error.code === code
    assert.throws(
      () => compileCalendar({ book, scope: lima, purpose: 'wages' }),
      refused('unknown-purpose'),
    )
    assert.throws(
      () => compileCalendar({ book, scope: { nation: 'BO' } }),
      refused('no-working-days'),
    )
  })
})

function decree(id: string, day: string, published: string): CalendarEntry {
  return {
    id,
    kind: 'non-working',
    date: { on: [date(day)] },
    scope: { nation: 'PE' },
    names: { es: 'Día no laborable', en: 'Non-working day' },
    basis: { norm: 'D.S. 999-2025-PCM' },
    published: date(published),
    compensable: true,
    sector: 'public',
    checked: 'text',
  }
}

describe('editions', () => {
  test('a decree that comes later changes nothing that was known before', () => {
    fc.assert(
      fc.property(anyBook, anyDate, someDays, (book, start, days) => {
        const known = editionsOf(book).at(-1)!.known
        const calendar = compileCalendar({ book, scope: lima, asOf: known })
        const due = calendar.add(start, days)
        const later = plusDays(known, 10)
        const entry = decree('later', due, known)
        const amended = amendBook(book, [entry], { known: later })
        const again = compileCalendar({ book: amended, scope: lima, asOf: plusDays(later, -1) })
        assert.equal(again.version, calendar.version)
        assert.equal(again.add(start, days), due)
        const now = compileCalendar({ book: amended, scope: lima })
        assert.notEqual(now.version, calendar.version)
        assert.ok(now.add(start, days) > due)
        for (const { known: day, version } of editionsOf(book)) {
          assert.equal(editionAt(amended, day).version, version)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('bear the day they were known and a mark of what they hold', () => {
    const book = fc.sample(anyBook, { numRuns: 1, seed: 4 })[0]!
    const entries = [decree('one', '2025-10-10', '2025-09-01')]
    const amended = amendBook(book, entries, { known: date('2025-09-02') })
    assert.match(editionAt(amended).version, /^random@2025-09-02\.[0-9a-f]{12}$/)
    const moved = amendBook(book, [decree('one', '2025-10-13', '2025-09-01')], {
      known: date('2025-09-02'),
    })
    assert.notEqual(editionAt(moved).version, editionAt(amended).version)
  })

  test('cannot be slipped in before the latest one, nor under an id in use', () => {
    const book = fc.sample(anyBook, { numRuns: 1, seed: 4 })[0]!
    const amended = amendBook(book, [decree('one', '2025-10-10', '2025-09-01')], {
      known: date('2025-09-02'),
    })
    const refused = (code: string) => (error: unknown) =>
      error instanceof WorkdaysError && error.code === code
    assert.throws(
      () =>
        amendBook(amended, [decree('two', '2025-10-13', '2025-08-01')], {
          known: date('2025-08-30'),
        }),
      refused('edition-in-the-past'),
    )
    assert.throws(
      () =>
        amendBook(amended, [decree('one', '2025-10-13', '2025-09-01')], {
          known: date('2025-09-03'),
        }),
      refused('malformed-calendar'),
    )
    assert.throws(
      () =>
        amendBook(
          amended,
          [{ ...decree('two', '2025-10-13', '2025-09-01'), exceptFor: ['wages'] }],
          {
            known: date('2025-09-03'),
          },
        ),
      refused('malformed-calendar'),
    )
  })

  test('are laid out once and kept', () => {
    const book = fc.sample(anyBook, { numRuns: 1, seed: 4 })[0]!
    const calendars = new Calendars(book, lima)
    assert.equal(calendars.at(), calendars.at())
    const { known } = editionsOf(book)[0]!
    assert.throws(
      () => calendars.at(plusDays(known, -1)),
      (error) => error instanceof WorkdaysError && error.code === 'unknown-edition',
    )
  })
})

describe('a week', () => {
  test('is that of the service, where it has one of its own', () => {
    const book = fc.sample(anyBook, { numRuns: 1, seed: 4 })[0]!
    const basis = { norm: 'Resolución de horario' }
    const market = { nation: 'PE', institution: 'market' }
    const weeks = [
      { days: [1, 2, 3, 4, 5], scope: { nation: 'PE' }, basis },
      { days: [1, 2, 3, 4, 5, 6], scope: market, basis },
    ]
    const plain = { ...book, weeks, entries: book.entries.slice(0, 1) }
    const saturday = date('2026-08-29')
    const office = compileCalendar({ book: plain, scope: lima })
    assert.ok(!office.works(saturday))
    assert.ok(compileCalendar({ book: plain, scope: market }).works(saturday))
    assert.equal(office.next(saturday), '2026-08-31')
    assert.equal(office.nextOpen(saturday), '2026-08-31')
    assert.equal(office.add(saturday, 0), saturday, 'nothing added is the day itself')
  })
})

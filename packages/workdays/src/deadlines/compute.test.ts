// Tests terms with their suspensions, extensions and distance against counting day by day.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compileCalendar } from '../calendar/compile.ts'
import {
  anyBook,
  anyDate,
  beforeTheDecree,
  date,
  lima,
  limaCalendars,
} from '../calendar/test-books.ts'
import { dayByOracle, dueByOracle, nextDay } from '../calendar/test-oracle.ts'
import { type CivilDate, plusDays } from '../dates/civil-date.ts'
import { peruRules } from '../peru/rules.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { computeDeadline, type ComputeOptions } from './compute.ts'
import { findRule } from './find-rule.ts'
import type { Computation, DeadlineRule } from './model.ts'

const cause = { kind: 'test', id: 'compute' }
const today = date('2026-01-01')
const evaluation = findRule(peruRules, 'EVAL', today)
const appeal = findRule(peruRules, 'RECURSO', today)

/** Any length, for the purpose of random books. */
const anyLength: DeadlineRule = { ...evaluation, most: 400 }

type Given = Partial<ComputeOptions> & { start: CivilDate }

function inLima(rule: DeadlineRule, given: Given, asOf = beforeTheDecree): Computation {
  const calendar = limaCalendars.at(asOf, rule.purpose)
  return computeDeadline({ rule, calendar, cause, ...given })
}

const refused = (code: string) => (error: unknown) =>
  error instanceof WorkdaysError && error.code === code

const anySuspensions = fc.array(
  fc.tuple(fc.integer({ min: -5, max: 60 }), fc.nat(15)).map(([from, days]) => ({ from, days })),
  { maxLength: 3 },
)

describe('a term in working days', () => {
  test('ends where walking day by day ends, whatever is suspended', () => {
    fc.assert(
      fc.property(
        anyBook,
        anyDate,
        fc.integer({ min: 1, max: 60 }),
        anySuspensions,
        (book, start, amount, parts) => {
          fc.pre(start >= '2024-02-01')
          const suspensions = parts.map(({ from, days }) => ({
            from: plusDays(start, from),
            to: plusDays(start, from + days),
            why: 'test',
          }))
          const calendar = compileCalendar({ book, scope: lima })
          const rule = { ...anyLength, purpose: 'procedure' }
          const { due, counted, excluded } = computeDeadline({
            rule,
            calendar,
            start,
            amount,
            suspensions,
            cause,
          })
          const oracle = { book, scope: lima, purpose: 'procedure', asOf: null }
          assert.equal(due, dueByOracle(oracle, { start, days: amount, suspensions }))
          assert.ok(dayByOracle(oracle, due).ends)
          assert.equal(counted.length, amount)
          const stands = (day: string) =>
            suspensions.some(({ from, to }) => day >= from && day <= to)
          assert.ok(counted.every((day) => calendar.counts(day) && !stands(day)))
          assert.ok(excluded.every(({ date: day }) => !calendar.counts(day) || stands(day)))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('lists each day from start to end exactly once, as counted or not', () => {
    fc.assert(
      fc.property(anyBook, anyDate, fc.integer({ min: 1, max: 60 }), (book, start, amount) => {
        const calendar = compileCalendar({ book, scope: lima })
        const { counted, excluded, due, moved } = computeDeadline({
          ...{ rule: anyLength, calendar, start, amount, cause },
        })
        const listed = [...counted, ...excluded.map((day) => day.date)].sort()
        const all: string[] = []
        for (let day: string = nextDay(start); day <= due; day = nextDay(day)) all.push(day)
        // Days a term may not end on are passed over after it was full.
        const passed = moved
          ? all.filter((day) => day > counted.at(-1)! && calendar.counts(date(day)))
          : []
        assert.deepEqual(
          [...listed, ...passed.filter((day) => !listed.includes(date(day)))].sort(),
          all,
        )
      }),
      { numRuns: 200 },
    )
  })

  test('a suspension of k of its working days moves its end by k', () => {
    const calendar = limaCalendars.at(beforeTheDecree)
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2500 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(29),
        fc.nat(40),
        (from, amount, before, length) => {
          fc.pre(before < amount)
          const start = plusDays(date('2021-01-01'), from)
          const plain = inLima(evaluation, { start, amount })
          const first = plain.counted[before]!
          const to = plusDays(first, length)
          const k = calendar.between(plusDays(first, -1), to)
          const held = inLima(evaluation, {
            start,
            amount,
            suspensions: [{ from: first, to, why: 'test' }],
          })
          assert.equal(held.due, calendar.add(plain.counted.at(-1)!, k))
        },
      ),
    )
  })

  test('two suspensions that overlap are one', () => {
    const start = date('2026-03-02')
    const one = inLima(evaluation, {
      ...{ start, amount: 20 },
      suspensions: [{ from: date('2026-03-09'), to: date('2026-03-20'), why: 'a' }],
    })
    const two = inLima(evaluation, {
      ...{ start, amount: 20 },
      suspensions: [
        { from: date('2026-03-12'), to: date('2026-03-20'), why: 'a' },
        { from: date('2026-03-09'), to: date('2026-03-16'), why: 'b' },
      ],
    })
    assert.equal(one.due, two.due)
    assert.deepEqual(one.counted, two.counted)
  })

  test('never ends on a day cut short, though the day counts (134.2)', () => {
    // 26 July 2019 was worked until noon in Lima for the Pan American Games.
    const rule = findRule(peruRules, 'OBS-SUB', date('2019-07-24'))
    const { due, counted, moved } = inLima(rule, { start: date('2019-07-24') }, date('2019-07-24'))
    assert.deepEqual(counted, ['2019-07-25', '2019-07-26'])
    assert.equal(moved?.from, '2019-07-26')
    assert.equal(due, '2019-07-31', '27 to 30 July were not worked')
    const three = inLima({ ...rule, amount: 3 }, { start: date('2019-07-24') }, date('2019-07-24'))
    assert.equal(three.due, '2019-07-31')
    assert.equal(three.moved, null)
  })

  test('does not end in a suspension it is moved into', () => {
    const rule = findRule(peruRules, 'OBS-SUB', date('2019-07-24'))
    // The last day is moved from the half day to 31 July, which is suspended.
    const suspensions = [{ from: date('2019-07-31'), to: date('2019-08-01'), why: 'test' }]
    const { due } = inLima(rule, { start: date('2019-07-24'), suspensions }, date('2019-07-24'))
    assert.equal(due, '2019-08-02')
  })

  test('stands still while terms are suspended for everybody', () => {
    const amount = 30
    const { due } = inLima(evaluation, { start: date('2020-03-02'), amount }, date('2020-06-01'))
    // Nine days to 13 March; twenty-one more from 11 June on.
    assert.equal(due, '2020-07-10')
    const early = inLima(evaluation, { start: date('2020-03-02'), amount }, date('2020-03-02'))
    assert.equal(early.due, '2020-04-15', 'as it was known before the emergency')
  })

  test('says what may still change, and what nobody checked', () => {
    const { provisional } = inLima(evaluation, { start: date('2026-07-20'), amount: 30 })
    assert.equal(provisional, '2026-07-31')
    assert.equal(inLima(evaluation, { start: date('2026-05-04'), amount: 30 }).provisional, null)
    const { unverified } = inLima(
      evaluation,
      { start: date('2020-05-04'), amount: 5 },
      date('2020-06-01'),
    )
    assert.deepEqual(unverified, ['pe-ds-087-2020-pcm'])
  })
})

describe('what is added to a term', () => {
  test('the distance term is the citizen’s only, and names its table', () => {
    const table = 'Cuadro General de Términos de la Distancia'
    const start = date('2026-12-01')
    const plain = inLima(appeal, { start })
    const two = inLima(appeal, { start, distance: { amount: 2, unit: 'working-day', table } })
    assert.equal(plain.due, '2026-12-24')
    assert.equal(two.due, '2026-12-29')
    const calendarDays = inLima(appeal, {
      start,
      distance: { amount: 1, unit: 'calendar-day', table },
    })
    assert.equal(calendarDays.due, '2026-12-28', '25 December is a holiday, then a weekend')
    assert.equal(calendarDays.moved?.from, '2026-12-25')
    const distance = { amount: 2, unit: 'working-day', table } as const
    assert.throws(
      () => inLima(evaluation, { start, amount: 30, distance }),
      refused('no-distance-term'),
    )
    assert.throws(
      () => inLima(appeal, { start, distance: { ...distance, table: '' } }),
      refused('bad-distance'),
    )
    assert.throws(
      () => inLima(appeal, { start, distance: { ...distance, amount: 0 } }),
      refused('bad-distance'),
    )
  })

  test('only what a rule lets be extended is extended, and not for longer', () => {
    const report = findRule(peruRules, 'INF', today)
    const start = date('2026-09-28')
    assert.equal(inLima(report, { start, extension: 3 }).due, '2026-10-13')
    assert.throws(() => inLima(report, { start, extension: 4 }), refused('extension-too-long'))
    assert.throws(() => inLima(appeal, { start, extension: 1 }), refused('not-extendable'))
  })

  test('a length that a law does not allow is refused', () => {
    const start = date('2026-09-28')
    assert.throws(() => inLima(evaluation, { start, amount: 31 }), refused('bad-amount'))
    assert.throws(() => inLima(evaluation, { start }), refused('bad-amount'))
    assert.throws(() => inLima(evaluation, { start, amount: 2.5 }), refused('bad-amount'))
    assert.throws(() => inLima(appeal, { start, amount: 10 }), refused('bad-amount'))
    const law = findRule(peruRules, 'EVAL-LEY', today)
    assert.equal(inLima(law, { start: date('2026-01-05'), amount: 60 }).counted.length, 60)
  })

  test('suspensions that run backwards or have no end are refused', () => {
    const start = date('2026-09-28')
    const held = (from: string, to: string | null) => () =>
      inLima(evaluation, {
        ...{ start, amount: 10 },
        suspensions: [{ from: date(from), to: to === null ? null : date(to), why: 'test' }],
      })
    assert.throws(held('2026-10-05', '2026-10-02'), refused('malformed-suspension'))
    assert.throws(held('2026-10-05', null), refused('term-is-suspended'))
  })

  test('a rule is computed only with a calendar for its purpose', () => {
    const calendar = limaCalendars.at(beforeTheDecree, 'tax')
    assert.throws(
      () => computeDeadline({ rule: appeal, calendar, start: today, cause }),
      refused('unknown-purpose'),
    )
  })
})

describe('terms by date', () => {
  const calendarDays: DeadlineRule = { ...appeal, id: 'CAL', unit: 'calendar-day', amount: null }
  const months: DeadlineRule = { ...appeal, id: 'MONTH', unit: 'month', amount: null }
  const years: DeadlineRule = { ...appeal, id: 'YEAR', unit: 'year', amount: null }

  test('calendar days begin on a working day, count weekends, and end on a working day', () => {
    // Notified on Friday 17 April 2026: counted from Monday 20.
    const { due, counted } = inLima(calendarDays, { start: date('2026-04-17'), amount: 10 })
    assert.equal(counted[0], '2026-04-20')
    assert.equal(due, '2026-04-29')
    const moved = inLima(calendarDays, { start: date('2026-04-17'), amount: 12 })
    assert.equal(moved.moved?.from, '2026-05-01')
    assert.equal(moved.due, '2026-05-04')
    const falls = inLima(
      { ...calendarDays, lastDay: 'as-it-falls' },
      { start: date('2026-04-17'), amount: 12 },
    )
    assert.equal(falls.due, '2026-05-01', 'where a law says so (139.1)')
  })

  test('months and years run from date to date', () => {
    const cases: [start: string, amount: number, due: string][] = [
      ['2026-01-15', 1, '2026-02-16'],
      ['2026-01-28', 1, '2026-03-02'],
      ['2027-12-31', 2, '2028-03-01'],
      ['2028-01-29', 1, '2028-02-29'],
      ['2026-12-01', 3, '2027-03-01'],
      ['2025-11-30', 3, '2026-03-02'],
    ]
    for (const [start, amount, due] of cases) {
      assert.equal(inLima(months, { start: date(start), amount }).due, due, start)
    }
    assert.equal(inLima(years, { start: date('2028-02-29'), amount: 1 }).due, '2029-03-01')
    assert.equal(inLima(years, { start: date('2026-05-04'), amount: 2 }).due, '2028-05-04')
  })

  test('suspended days are added to them', () => {
    const suspensions = [{ from: date('2026-02-02'), to: date('2026-02-06'), why: 'test' }]
    const month = inLima(months, { start: date('2026-01-15'), amount: 1, suspensions })
    assert.equal(month.due, '2026-02-20')
    const days = inLima(calendarDays, { start: date('2026-01-30'), amount: 10, suspensions })
    assert.equal(days.counted[0], '2026-02-07', 'the suspension covers the first working days')
    assert.equal(days.due, '2026-02-16')
  })

  test('are not computed in hours', () => {
    assert.throws(
      () => inLima({ ...appeal, unit: 'hour' }, { start: today }),
      refused('rule-needs-another-way'),
    )
  })
})

describe('rules', () => {
  test('the day of the event chooses the version that was in force', () => {
    assert.equal(findRule(peruRules, 'RECON', date('2022-11-05')).amount, 30)
    assert.equal(findRule(peruRules, 'RECON', date('2022-11-06')).amount, 15)
    assert.throws(
      () => findRule(peruRules, 'CASILLA', date('2023-05-05')),
      refused('rule-not-in-force'),
    )
    assert.throws(() => findRule(peruRules, 'NOPE', today), refused('unknown-rule'))
  })

  test('cite at least one article and say who checked them', () => {
    for (const rule of peruRules) {
      assert.ok(rule.basis.length > 0, rule.id)
      assert.ok(
        rule.amount !== null || rule.id.startsWith('EVAL') || rule.most !== undefined,
        rule.id,
      )
      assert.ok(['text', 'report', 'unverified'].includes(rule.checked))
    }
  })

  test('versions of one rule do not overlap', () => {
    for (const rule of peruRules) {
      const others = peruRules.filter((each) => each.id === rule.id && each !== rule)
      for (const other of others) {
        assert.ok(
          (rule.until ?? '9999') < other.from || (other.until ?? '9999') < rule.from,
          rule.id,
        )
      }
    }
  })
})

// The published table of processing times tells of procedures and of nobody.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Calendars, type CivilDate, peruCalendar } from '@rimaq/workdays'
import { calendarCsv } from './calendar-csv.ts'
import {
  type CaseFacts,
  mediansCsv,
  mediansTable,
  merged,
  timesCsv,
  timesTable,
  whole,
} from './times.ts'

const place = { nation: 'PE', region: '15', province: '1501' }
const calendars = new Calendars(peruCalendar(), place)
const calendar = calendars.at()
const days = (from: string, to: string): number =>
  calendar.between(from as CivilDate, to as CivilDate)

const fact = (given: Partial<CaseFacts> = {}): CaseFacts => ({
  ...{ procedure: 'licencia', name: 'Licencia', office: 'Licencias', receivedOn: '2026-07-20' },
  ...{ decidedOn: null, inTime: null, observed: false, notified: false, silence: false },
  ...{ appealed: false, pending: true, count: 1 },
  ...given,
})

const facts = fc.array(
  fc.record({
    procedure: fc.constantFrom('licencia', 'carta', 'queja', 'acceso'),
    name: fc.constant('Nombre'),
    office: fc.constantFrom('Licencias', 'Archivo', 'Legal'),
    receivedOn: fc.constantFrom('2025-03-03', '2026-06-01', '2026-07-20', '2026-07-21'),
    decidedOn: fc.option(fc.constantFrom('2026-08-03', '2026-09-07')),
    inTime: fc.option(fc.boolean()),
    observed: fc.boolean(),
    notified: fc.boolean(),
    silence: fc.boolean(),
    appealed: fc.boolean(),
    pending: fc.boolean(),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 60 },
)
const sum = (list: readonly { count: number }[]): number =>
  list.reduce((total, { count }) => total + count, 0)

test('no count is a small one, and none is exact, whatever happened', () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: 3, max: 20 }), (given, k) => {
      for (const row of timesTable(given, { k, days })) {
        assert.ok(row.filed >= k)
        for (const value of Object.values(row).slice(4, 13)) {
          assert.equal(typeof value === 'number' && value % k, 0)
        }
        assert.ok(row.median === null || row.decided >= k)
        assert.ok(row.p90 === null || row.decided >= 2 * k)
      }
    }),
  )
})

test('behind each row stand at least k filings, and what is left out is fewer than k', () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: 3, max: 20 }), (given, k) => {
      // With k = 1 nothing is merged or rounded; the real sizes are those.
      const exact = timesTable(given, { k: 1, days })
      const rows = timesTable(given, { k, days })
      for (const { period, procedure, office } of rows) {
        if (office === merged) continue
        const own = exact.find(
          (row) => row.period === period && row.procedure === procedure && row.office === office,
        )
        assert.ok((own?.filed ?? 0) >= k, 'a group of its own is large enough')
      }
      const told = rows.reduce((total, { filed }) => total + filed, 0)
      const rounding = (rows.length * k) / 2
      assert.ok(sum(given) - told <= k - 1 + rounding, 'no more is missing than rounding takes')
    }),
  )
})

test('groups that are too small are merged step by step', () => {
  const rows = timesTable(
    [
      fact({ count: 6 }),
      fact({ office: 'Archivo', count: 3 }),
      fact({ office: 'Legal', count: 2 }),
      fact({ procedure: 'carta', name: 'Carta', count: 4 }),
      fact({ procedure: 'queja', name: 'Queja', count: 2 }),
      fact({ procedure: 'queja', name: 'Queja', receivedOn: '2025-02-03', count: 4 }),
      fact({ procedure: 'queja', name: 'Queja', receivedOn: '2024-02-05', count: 4 }),
    ],
    { k: 5, days },
  )
  assert.deepEqual(
    rows.map(({ period, procedure, office, filed }) => [period, procedure, office, filed]),
    [
      ['2026-07', 'licencia', 'Licencias', 5],
      ['2026-07', 'licencia', merged, 5],
      ['2026-07', merged, merged, 5],
      ['', merged, merged, 10],
    ],
  )
})

test('a table of too few says nothing at all', () => {
  assert.deepEqual(timesTable([fact({ count: 4 })], { k: 5, days }), [])
})

test('days are working days, by nearest rank, and only of enough decisions', () => {
  const decided = { receivedOn: '2026-07-20', pending: false, inTime: true }
  // 21, 22, 24, 30 and 31 July and 3 August count; 23, 27 (by decree), 28 and 29 do not.
  const given = [
    fact({ ...decided, decidedOn: '2026-07-21', count: 4 }),
    fact({ ...decided, decidedOn: '2026-07-24', count: 4 }),
    fact({ ...decided, decidedOn: '2026-08-03', count: 2 }),
  ]
  const [row] = timesTable(given, { k: 5, days })
  assert.deepEqual([row?.median, row?.p90, row?.decided], [3, 6, 10])
  const [fewer] = timesTable(given.slice(0, 2), { k: 5, days })
  assert.deepEqual([fewer?.median, fewer?.p90], [1, null])
  const [none] = timesTable([...given.slice(0, 1), fact({ count: 9 })], { k: 5, days })
  assert.equal(none?.median, null)
})

test('the median of the city is that of all its cases, which no median of medians gives', () => {
  const decided = { receivedOn: '2026-07-20', pending: false, inTime: true }
  const given = [
    // 1, 2 and 3 working days; see above.
    fact({ ...decided, decidedOn: '2026-07-21', count: 12 }),
    fact({ ...decided, office: 'Archivo', decidedOn: '2026-07-24', count: 5 }),
    fact({ ...decided, procedure: 'carta', name: 'Carta', decidedOn: '2026-08-03', count: 6 }),
    fact({ ...decided, procedure: 'queja', name: 'Queja', decidedOn: '2026-08-03', count: 2 }),
  ]
  const rows = mediansTable(given, { k: 5, days })
  assert.deepEqual(
    rows.map(({ procedure, decided: count, median, p90 }) => [procedure, count, median, p90]),
    [
      ['carta', 5, 6, null],
      ['licencia', 15, 1, 3],
      // The 13th of 25; the medians by office are 1, 3 and 6.
      [whole.procedure, 25, 3, 6],
    ],
  )
  const byOffice = timesTable(given, { k: 5, days }).flatMap(({ median }) => median ?? [])
  assert.deepEqual(byOffice.toSorted(), [1, 3, 6])
  assert.match(mediansCsv(rows), /^2026-07,todos,Todos los trámites,25,3,6\r$/m)
})

test('a median stands only where enough were decided, whatever happened', () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: 3, max: 20 }), (given, k) => {
      const exact = new Map(
        mediansTable(given, { k: 1, days }).map((row) => [`${row.period} ${row.procedure}`, row]),
      )
      for (const row of mediansTable(given, { k, days })) {
        const real = exact.get(`${row.period} ${row.procedure}`)
        assert.ok((real?.decided ?? 0) >= k)
        assert.equal(row.median, real?.median)
        assert.equal(row.decided % k, 0)
        assert.ok(row.p90 === null || (real?.decided ?? 0) >= 2 * k)
      }
    }),
  )
})

test('the order of cases makes no other file', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const csv = (list: readonly CaseFacts[]): string => timesCsv(timesTable(list, { k: 5, days }))
      assert.equal(csv(given), csv(given.toReversed()))
    }),
  )
})

test('the calendar names each day, and the norm of those that do not count', () => {
  const lines = calendarCsv(calendars, '2026-07-20' as CivilDate).split('\r\n')
  const line = (day: string): string => lines.find((each) => each.startsWith(day)) ?? ''
  assert.match(line('2026-07-28'), /^2026-07-28,martes,no,Fiestas Patrias,"D\.Leg\. 713, art\. 6",/)
  assert.match(line('2026-07-25'), /^2026-07-25,sábado,no,Fin de semana,,,/)
  assert.match(line('2026-07-20'), /^2026-07-20,lunes,sí,,,,/)
  assert.equal(lines.filter((each) => each.startsWith('2027-12-31')).length, 1)
  assert.ok(!lines.some((each) => each.startsWith('2028')))
})

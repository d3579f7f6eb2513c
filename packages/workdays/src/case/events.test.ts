// Tests decrees that appear while a term runs, and events that cannot have happened.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Calendars } from '../calendar/compile.ts'
import { amendBook, editionsOf } from '../calendar/editions.ts'
import { date, lima, peru } from '../calendar/test-books.ts'
import { describeWorkdaysError, WorkdaysError } from '../workdays-error.ts'
import type { CaseOptions } from './draft.ts'
import type { CaseEvent } from './events.ts'
import { at, filed, holidaysOnly, instant, options, refused, state, term } from './test-cases.ts'

describe('a decree published while a term runs', () => {
  const events = [filed('2026-05-04', 'positive', { days: 30 })]
  const long = [filed('2026-07-20')]
  const decreed: CaseOptions = { ...options, calendars: new Calendars(peru, lima) }

  test('recomputes it from the day it is known, says so, and keeps what was computed', () => {
    const book = amendBook(
      holidaysOnly,
      [{ ...peru.entries.find(({ id }) => id === 'pe-ds-075-2026-pcm')!, id: 'late' }],
      {
        known: date('2026-07-24'),
      },
    )
    const given = { calendars: new Calendars(book, lima) }
    assert.equal(term(state(long, '2026-07-23', given), 'EVAL').due, '2026-09-04')
    const now = state(long, '2026-07-24', given)
    assert.equal(term(now, 'EVAL').due, '2026-09-07')
    assert.equal(term(now, 'SAP').due, '2026-09-14')
    const [before, after] = term(now, 'EVAL').computations
    assert.equal(before?.due, '2026-09-04')
    assert.equal(after?.cause.kind, 'calendar')
    assert.equal(after?.cause.id, editionsOf(book).at(-1)?.version)
    assert.notEqual(before?.calendar, after?.calendar)
  })

  test('leaves a term alone that it does not touch', () => {
    const now = state(events, '2026-06-01', decreed)
    assert.equal(term(now, 'EVAL').computations.length, 1)
  })

  test('taken in on the last day of a term still moves it', () => {
    const decree = peru.entries.find(({ id }) => id === 'pe-ds-075-2026-pcm')!
    const entry = { ...decree, id: 'late', date: { on: [date('2026-09-04')] } }
    const book = amendBook(holidaysOnly, [entry], { known: date('2026-09-04') })
    const now = state(long, '2026-09-04', { calendars: new Calendars(book, lima) })
    assert.deepEqual([term(now, 'EVAL').due, term(now, 'EVAL').status], ['2026-09-07', 'running'])
  })

  test('taken in after a term ended does not change it', () => {
    const entry = { ...peru.entries.find(({ id }) => id === 'pe-ds-075-2026-pcm')!, id: 'late' }
    const book = amendBook(holidaysOnly, [entry], { known: date('2026-10-01') })
    const now = state(long, '2026-10-02', { calendars: new Calendars(book, lima) })
    assert.deepEqual([term(now, 'EVAL').due, now.silence?.on], ['2026-09-04', '2026-09-12'])
  })
})

describe('events', () => {
  test('out of order, twice, or of no kind are refused', () => {
    const [first, second] = [filed('2026-07-20'), at('2026-07-19', { kind: 'decided' })]
    assert.throws(
      () => state([first, second], '2026-07-21'),
      refused('event-out-of-order', second.id, first.id),
    )
    assert.throws(
      () => state([first, { ...first }], '2026-07-21'),
      refused('event-repeated', first.id),
    )
    const odd = { id: 'odd', at: instant('2026-07-20'), kind: 'eaten' } as unknown as CaseEvent
    assert.throws(() => state([odd], '2026-07-21'), refused('malformed-event', 'odd'))
  })

  test('before the filing, or after the end, are refused in both languages', () => {
    const decision = at('2026-07-20', { kind: 'decided' })
    assert.throws(
      () => state([decision], '2026-07-21'),
      (error) => {
        assert.ok(error instanceof WorkdaysError)
        assert.equal(
          describeWorkdaysError(error, 'es'),
          `No cabe la resolución (${decision.id}): el expediente no empezó; registra primero la presentación.`,
        )
        assert.equal(
          describeWorkdaysError(error, 'en'),
          `the decision (${decision.id}) cannot follow: the case has not begun; record its filing first.`,
        )
        return true
      },
    )
    const closed = [
      filed('2026-07-20'),
      at('2026-07-21', { kind: 'withdrawn' }),
      at('2026-07-22', { kind: 'decided' }),
    ]
    assert.throws(() => state(closed, '2026-07-23'), refused('event-not-now', 'closed'))
  })

  test('that lie ahead of the instant asked for do not count yet', () => {
    const events = [filed('2026-07-20'), at('2026-07-30', { kind: 'withdrawn' })]
    assert.equal(state(events, '2026-07-29').phase, 'open')
    assert.equal(state(events, '2026-07-19').phase, 'before')
  })

  test('replayed give the same state, and states of earlier instants are not changed by later events', () => {
    const events = [
      filed('2026-07-20'),
      at('2026-08-03', { kind: 'suspended', days: 5, why: 'x' }),
      at('2026-09-02', { kind: 'decided' }),
    ]
    assert.deepEqual(state(events, '2026-08-04'), state(events, '2026-08-04'))
    assert.deepEqual(state(events, '2026-08-04'), state(events.slice(0, 2), '2026-08-04'))
  })
})

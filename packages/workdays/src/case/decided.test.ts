// Tests what follows a decision, and the terms that run within a case.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { date } from '../calendar/test-books.ts'
import type { CaseEvent } from './events.ts'
import { at, filed, refused, state, term } from './test-cases.ts'

describe('a decision', () => {
  const decided = [filed('2026-07-20'), at('2026-09-02', { kind: 'decided' })]

  test('in time and notified in time ends silence, and opens the term for appeals', () => {
    const events = [...decided, at('2026-09-04', { kind: 'notified', channel: 'personal' })]
    const now = state(events, '2026-09-07')
    assert.deepEqual(
      [now.phase, term(now, 'EVAL').status, term(now, 'SAP').status, term(now, 'NOTIF').status],
      ['notified', 'met', 'met', 'met'],
    )
    assert.equal(term(now, 'RECURSO').due, '2026-09-25')
    assert.equal(state(events, '2026-09-26').phase, 'firm')
    const late = [
      ...events,
      at('2026-09-28', { kind: 'appealed', rule: 'RECON', silence: 'negative' }),
    ]
    assert.throws(() => state(late, '2026-09-29'), refused('event-not-now', 'firm', 'another case'))
  })

  test('in time but notified on the thirty-sixth day is too late', () => {
    const box = at('2026-09-04', { kind: 'deposited', consent: true, alert: true })
    // Deposited on the last day of the term; without an acknowledgement effective on Monday 14.
    const over = state([...decided, box], '2026-09-14')
    assert.deepEqual([over.phase, over.silence?.on], ['approved', '2026-09-12'])
    assert.equal(term(over, 'CASILLA').status, 'cancelled')
    const acknowledged = [...decided, box, at('2026-09-09', { kind: 'acknowledged' })]
    const now = state(acknowledged, '2026-09-14')
    assert.deepEqual(
      [now.phase, term(now, 'RECURSO').computations[0]?.start],
      ['notified', '2026-09-09'],
    )
  })

  test('in the mailbox takes effect by itself after five working days (E8)', () => {
    const events = [
      filed('2026-07-01'),
      at('2026-07-21', { kind: 'decided' }),
      at('2026-07-22', { kind: 'deposited', consent: true, alert: true }),
    ]
    assert.equal(state(events, '2026-08-03').phase, 'notifying')
    const now = state(events, '2026-08-04')
    assert.deepEqual(
      [now.phase, term(now, 'CASILLA').status, term(now, 'RECURSO').computations[0]?.start],
      ['notified', 'took-effect', '2026-08-04'],
    )
    const noConsent = [
      ...events.slice(0, 2),
      at('2026-07-22', { kind: 'deposited', consent: false, alert: true }),
    ]
    assert.throws(
      () => state(noConsent, '2026-07-23'),
      refused('no-consent', noConsent[2]!.id, 'Notify at the address'),
    )
  })

  test('by mail without an acknowledgement goes back to be notified on paper (20.4)', () => {
    const events = [...decided, at('2026-09-03', { kind: 'mailed' })]
    assert.equal(state(events, '2026-09-07').phase, 'notifying')
    const now = state(events, '2026-09-08')
    assert.deepEqual(
      [now.phase, term(now, 'MAIL-ACK').effect, term(now, 'NOTIF/2').due],
      ['decided', 'notify-on-paper', '2026-09-14'],
    )
    const answered = [...events, at('2026-09-07', { kind: 'acknowledged' })]
    assert.equal(
      term(state(answered, '2026-09-08'), 'RECURSO').computations[0]?.start,
      '2026-09-07',
    )
  })

  test('registered later than it was made takes effect on the day of its proof', () => {
    const made = (effective: string): CaseEvent[] => [
      ...decided,
      at('2026-09-07', { kind: 'notified', channel: 'letter', effective: date(effective) }),
    ]
    const now = state(made('2026-09-04'), '2026-09-08')
    assert.deepEqual(
      [term(now, 'RECURSO').due, term(now, 'SAP').metOn],
      ['2026-09-25', '2026-09-04'],
    )
    for (const outside of ['2026-09-01', '2026-09-08']) {
      assert.throws(() => state(made(outside), '2026-09-09'), refused('effective-outside'))
    }
  })

  test('that was defective never took effect: it is made again, and silence goes on (26.1)', () => {
    const voided = [
      ...decided,
      at('2026-09-04', { kind: 'notified', channel: 'personal' }),
      at('2026-09-07', { kind: 'voided' }),
    ]
    const now = state(voided, '2026-09-08')
    assert.deepEqual(
      [now.phase, term(now, 'RECURSO').status, term(now, 'NOTIF/2').due, term(now, 'SAP').status],
      ['decided', 'cancelled', '2026-09-14', 'running'],
    )
    const again = [...voided, at('2026-09-09', { kind: 'notified', channel: 'personal' })]
    assert.equal(state(again, '2026-09-10').phase, 'notified')
    assert.equal(term(state(again, '2026-09-10'), 'RECURSO/2').computations[0]?.start, '2026-09-09')
    assert.equal(state(voided, '2026-09-14').phase, 'approved')
    const box = [
      ...decided,
      at('2026-09-03', { kind: 'deposited', consent: true, alert: true }),
      at('2026-09-04', { kind: 'voided' }),
    ]
    const waiting = state(box, '2026-09-11')
    assert.deepEqual([waiting.phase, term(waiting, 'CASILLA').status], ['decided', 'cancelled'])
  })

  test('appealed in time is decided again (E7)', () => {
    const events = [
      filed('2026-10-20'),
      at('2026-11-27', { kind: 'decided' }),
      at('2026-12-01', { kind: 'notified', channel: 'personal' }),
      at('2026-12-22', { kind: 'appealed', rule: 'APEL', silence: 'negative' }),
    ]
    const now = state(events, '2026-12-23')
    assert.equal(term(now, 'RECURSO').due, '2026-12-24')
    assert.equal(term(now, 'APEL').due, '2027-02-04')
    const again = state(
      [
        ...events,
        at('2027-01-20', { kind: 'decided' }),
        at('2027-01-22', { kind: 'notified', channel: 'letter' }),
      ],
      '2027-01-25',
    )
    assert.deepEqual([again.phase, term(again, 'APEL').status], ['firm', 'met'])
    assert.ok(!again.terms.some(({ key }) => key === 'RECURSO/2'), 'the route is exhausted')
    const early = [
      filed('2026-10-20'),
      at('2026-10-21', { kind: 'appealed', rule: 'APEL', silence: 'negative' }),
    ]
    assert.throws(() => state(early, '2026-10-22'), refused('nothing-to-appeal'))
  })
})

describe('terms within a case', () => {
  const events = [
    filed('2026-09-21'),
    at('2026-09-28', { kind: 'requested', task: 'report-1', rule: 'INF' }),
  ]

  test('are extended once, in time and within what the law allows', () => {
    assert.equal(term(state(events, '2026-09-29'), 'report-1').due, '2026-10-07')
    const extend = (when: string, days: number): CaseEvent =>
      at(when, { kind: 'extended', task: 'report-1', days })
    const once = [...events, extend('2026-10-06', 3)]
    assert.equal(term(state(once, '2026-10-07'), 'report-1').due, '2026-10-13')
    assert.throws(
      () => state([...once, extend('2026-10-07', 1)], '2026-10-08'),
      refused('extended-already'),
    )
    assert.throws(
      () => state([...events, extend('2026-10-09', 3)], '2026-10-09'),
      refused('term-is-over'),
    )
    assert.throws(
      () => state([...events, extend('2026-10-06', 4)], '2026-10-07'),
      refused('extension-too-long'),
    )
    const appeal = [
      filed('2026-09-21'),
      at('2026-09-22', { kind: 'requested', task: 'x', rule: 'MERO' }),
    ]
    const wrong = [...appeal, at('2026-09-23', { kind: 'extended', task: 'x', days: 1 })]
    assert.throws(() => state(wrong, '2026-09-24'), refused('not-extendable'))
  })

  test('are met, or met late, or late', () => {
    const answer = (when: string): CaseEvent[] => [
      ...events,
      at(when, { kind: 'answered', task: 'report-1' }),
    ]
    assert.equal(term(state(answer('2026-10-07'), '2026-10-30'), 'report-1').status, 'met')
    assert.equal(term(state(answer('2026-10-09'), '2026-10-30'), 'report-1').status, 'met-late')
    assert.equal(term(state(events, '2026-10-09'), 'report-1').status, 'overdue')
    assert.equal(term(state(events, '2026-10-09'), 'report-1').effect, 'decide-without')
    assert.throws(
      () =>
        state(
          [...answer('2026-10-07'), at('2026-10-08', { kind: 'answered', task: 'report-1' })],
          '2026-10-09',
        ),
      refused('unknown-task', 'report-1'),
    )
    const twice = [
      ...events,
      at('2026-09-29', { kind: 'requested', task: 'report-1', rule: 'INF' }),
    ]
    assert.throws(() => state(twice, '2026-09-30'), refused('task-repeated'))
  })

  test('begin anew at the competent office (130.1)', () => {
    const moved = [filed('2026-07-20'), at('2026-07-30', { kind: 'transferred' })]
    assert.equal(term(state(moved, '2026-07-31'), 'EVAL').due, '2026-09-11')
  })

  test('end with the case', () => {
    const over = state([...events, at('2026-09-29', { kind: 'withdrawn' })], '2026-12-01')
    assert.equal(over.phase, 'closed')
    assert.deepEqual(
      over.terms.map(({ key, status }) => [key, status]),
      [
        ['DERIV', 'cancelled'],
        ['EVAL', 'cancelled'],
        ['SAP', 'cancelled'],
        ['report-1', 'cancelled'],
      ],
    )
  })

  test('end here when it is forwarded to another entity (130.1)', () => {
    const gone = state([...events, at('2026-09-29', { kind: 'forwarded' })], '2026-12-01')
    assert.equal(gone.phase, 'closed')
    assert.equal(term(gone, 'EVAL').status, 'cancelled')
    assert.equal(gone.silence, null)
  })

  test('end when what was missing makes it approved by itself (31.1)', () => {
    const complete = [filed('2026-07-20', 'none'), at('2026-07-22', { kind: 'approved' })]
    const now = state(complete, '2026-07-23')
    assert.equal(now.phase, 'approved')
    assert.equal(term(now, 'EVAL').status, 'cancelled')
    assert.equal(term(now, 'AA-DOC').due, '2026-08-03')
  })
})

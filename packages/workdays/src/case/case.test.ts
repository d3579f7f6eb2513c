// Tests cases as they are lived: filed, observed, stopped, or met by silence.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CaseEvent } from './events.ts'
import { at, filed, refused, state, term } from './test-cases.ts'

describe('a case that is only filed', () => {
  const events = [filed('2026-07-20')]

  test('runs, with half, most and all of its days known', () => {
    const now = state(events, '2026-07-21')
    const evaluation = term(now, 'EVAL')
    assert.deepEqual(
      [now.phase, evaluation.status, evaluation.due, term(now, 'SAP').due],
      ['open', 'running', '2026-09-04', '2026-09-11'],
    )
    assert.deepEqual(evaluation.alarms, [
      { percent: 50, on: '2026-08-14' },
      { percent: 80, on: '2026-08-27' },
      { percent: 100, on: '2026-09-04' },
    ])
    assert.equal(evaluation.share, 1 / 30)
    assert.equal(state(events, '2026-08-14').terms.find(({ key }) => key === 'EVAL')?.share, 0.5)
  })

  test('is due to the last moment of the last day, then overdue, then approved', () => {
    assert.equal(term(state(events, '2026-09-04 23:59'), 'EVAL').status, 'due-today')
    const late = state(events, '2026-09-05 00:00')
    assert.deepEqual([term(late, 'EVAL').status, late.phase], ['overdue', 'open'])
    const lastDay = state(events, '2026-09-11 23:59')
    assert.deepEqual([term(lastDay, 'SAP').status, lastDay.silence], ['due-today', null])
    const over = state(events, '2026-09-12 00:00')
    assert.deepEqual(
      [over.phase, term(over, 'SAP').status, over.silence],
      ['approved', 'silence', { kind: 'positive', on: '2026-09-12' }],
    )
    assert.equal(term(over, 'SAP').effect, 'positive-silence')
  })

  test('cannot be denied after it was approved by silence', () => {
    const denied = [...events, at('2026-09-14', { kind: 'decided' })]
    assert.throws(
      () => state(denied, '2026-09-15'),
      refused('event-not-now', 'approved', 'annulled'),
    )
  })

  test('names the next date that matters', () => {
    const routed = [...events, at('2026-07-20 11:00', { kind: 'answered', task: 'DERIV' })]
    assert.deepEqual(state(routed, '2026-07-21').next, { on: '2026-08-14', term: 'EVAL', what: 50 })
    assert.deepEqual(state(routed, '2026-08-28').next, {
      on: '2026-09-04',
      term: 'EVAL',
      what: 'due',
    })
    assert.deepEqual(state(routed, '2026-09-05').next, { on: '2026-09-09', term: 'SAP', what: 50 })
    assert.equal(state(routed, '2026-09-14').next, null)
  })

  test('with negative silence stays to be decided, and an appeal is open', () => {
    const negative = [filed('2026-07-20', 'negative')]
    const over = state(negative, '2026-09-05')
    assert.deepEqual([over.phase, over.silence?.kind], ['open', 'negative'])
    const appealed = [
      ...negative,
      at('2026-10-20', { kind: 'appealed', rule: 'APEL', silence: 'negative' }),
    ]
    const now = state(appealed, '2026-10-21')
    assert.deepEqual([now.phase, term(now, 'EVAL').status], ['appealed', 'cancelled'])
    assert.equal(term(now, 'APEL').due, '2026-12-01')
    const later = state(negative, '2026-09-09', { negativeSilenceAfter: 5 })
    assert.equal(later.silence, null, 'where the office adds the days for notifying')
  })

  test('approved at once has only its document outstanding', () => {
    const now = state([filed('2026-07-20', 'none', { automatic: true })], '2026-07-21')
    assert.equal(now.phase, 'approved')
    assert.equal(term(now, 'AA-DOC').due, '2026-07-30')
    assert.ok(!now.terms.some(({ key }) => key === 'EVAL'))
  })

  test('on a Saturday evening counts from Monday and keeps its instant', () => {
    const now = state([filed('2026-08-29 21:00')], '2026-08-31')
    assert.equal(now.reception?.received, '2026-08-31')
    assert.equal(now.reception?.at, '2026-08-29T21:00:00-05:00')
    assert.equal(term(now, 'EVAL').computations[0]?.start, '2026-08-31')
  })
})

describe('an observation', () => {
  test('on the day of the filing puts off its routing until the correction (125.3)', () => {
    const observed = [
      filed('2026-07-20'),
      at('2026-07-20 11:00', { kind: 'observed', stage: 'reception' }),
    ]
    assert.equal(term(state(observed, '2026-07-21'), 'DERIV').status, 'cancelled')
    const corrected = [...observed, at('2026-07-22', { kind: 'corrected' })]
    const routing = term(state(corrected, '2026-07-24'), 'DERIV/2')
    assert.deepEqual([routing.due, routing.status], ['2026-07-22', 'overdue'])
    const routed = [...corrected, at('2026-07-22 12:00', { kind: 'answered', task: 'DERIV/2' })]
    assert.equal(term(state(routed, '2026-07-24'), 'DERIV/2').status, 'met')
    const late = [filed('2026-07-20'), at('2026-07-21', { kind: 'observed', stage: 'reception' })]
    assert.equal(term(state(late, '2026-07-22'), 'DERIV').status, 'overdue', 'the day had passed')
  })

  const events = [
    filed('2026-07-20', 'positive', { electronic: true }),
    at('2026-07-27', { kind: 'observed', stage: 'reception' }),
  ]

  test('comes too late after the two days the office has (125.6)', () => {
    assert.throws(
      () => state(events, '2026-07-27'),
      refused('term-is-over', 'OBS-REQ', '2026-07-22'),
    )
  })

  // Filed at the counter, where 125.1 lets reception observe and no two days run.
  const counter = [filed('2026-07-20'), at('2026-07-27', { kind: 'observed', stage: 'reception' })]

  test('stops the clock; corrected, the term begins anew and the day of filing is kept (E4, E5)', () => {
    const waiting = state(counter, '2026-07-28')
    assert.deepEqual(
      [waiting.phase, term(waiting, 'EVAL').status, term(waiting, 'OBS-SUB').due],
      ['observed', 'suspended', '2026-07-31'],
    )
    const now = state([...counter, at('2026-07-30', { kind: 'corrected' })], '2026-07-31')
    assert.equal(now.phase, 'open')
    assert.equal(term(now, 'EVAL').due, '2026-09-11')
    assert.equal(term(now, 'SAP').due, '2026-09-18')
    assert.equal(now.reception?.received, '2026-07-20')
    assert.equal(term(now, 'EVAL').alternative, null)
    assert.equal(term(now, 'OBS-SUB').status, 'met')
    const causes = now.computed
      .filter((each) => each.term === 'EVAL')
      .map(({ computation }) => computation.cause.kind)
    assert.deepEqual(causes, ['filed', 'corrected'])
  })

  test('not corrected in time, the request is deemed not filed', () => {
    const over = state(counter, '2026-08-01')
    assert.deepEqual(
      [over.phase, term(over, 'OBS-SUB').effect, term(over, 'EVAL').status],
      ['not-filed', 'deemed-not-filed', 'cancelled'],
    )
    const late = [...counter, at('2026-08-03', { kind: 'corrected' })]
    assert.throws(
      () => state(late, '2026-08-04'),
      refused('event-not-now', 'deemed not filed', 'new request'),
    )
  })

  test('is made once; again only for what was not corrected (126.2)', () => {
    const twice = [...counter, at('2026-07-30', { kind: 'corrected' })]
    const again = at('2026-08-04', { kind: 'observed', stage: 'later' })
    assert.throws(
      () => state([...twice, again], '2026-08-05'),
      refused('second-observation', again.id),
    )
    const rest = at('2026-08-04', { kind: 'observed', stage: 'later', uncorrectedOnly: true })
    assert.equal(state([...twice, rest], '2026-08-05').phase, 'observed')
  })

  test('of what could not be seen at first shows both readings of 125.5', () => {
    const later = [
      filed('2026-07-20'),
      at('2026-08-10', { kind: 'observed', stage: 'later' }),
      at('2026-08-12', { kind: 'corrected' }),
    ]
    const anew = term(state(later, '2026-08-13'), 'EVAL')
    assert.deepEqual([anew.due, anew.alternative?.due], ['2026-09-23', '2026-09-08'])
    const goesOn = term(state(later, '2026-08-13', { laterObservation: 'suspend' }), 'EVAL')
    assert.deepEqual([goesOn.due, goesOn.alternative?.due], ['2026-09-08', '2026-09-23'])
  })

  test('and its correction at one instant are refused', () => {
    const both = [
      filed('2026-07-20'),
      at('2026-07-21', { kind: 'observed', stage: 'reception' }),
      at('2026-07-21', { kind: 'corrected' }),
    ]
    assert.throws(() => state(both, '2026-07-22'), refused('events-contradict', 'record its hour'))
  })
})

describe('a suspension', () => {
  test('the citizen asked for moves the end by its working days, and ends by itself', () => {
    const events = [
      filed('2026-07-20'),
      at('2026-08-03', { kind: 'suspended', days: 10, why: 'certificate of another office' }),
    ]
    const now = state(events, '2026-08-05')
    assert.deepEqual([now.phase, term(now, 'EVAL').status], ['suspended', 'suspended'])
    assert.equal(term(now, 'SUSP-ADM').due, '2026-08-18')
    assert.equal(term(now, 'EVAL').due, '2026-09-18')
    assert.equal(term(now, 'SAP').due, '2026-09-25')
    const after = state(events, '2026-08-19')
    assert.deepEqual([after.phase, term(after, 'EVAL').status], ['open', 'running'])
    const early = [...events, at('2026-08-10', { kind: 'resumed' })]
    // 4, 5, 7 and 10 August were not counted.
    assert.equal(term(state(early, '2026-08-11'), 'EVAL').due, '2026-09-10')
  })

  test('needs positive silence, thirty days at most, and a term that still runs', () => {
    const pause = (when: string, days: number): CaseEvent =>
      at(when, { kind: 'suspended', days, why: 'test' })
    assert.throws(
      () => state([filed('2026-07-20', 'negative'), pause('2026-08-03', 5)], '2026-08-04'),
      refused('suspension-needs-positive-silence', 'Go on with the case'),
    )
    const twice = [filed('2026-07-20'), pause('2026-08-03', 20), pause('2026-09-02', 11)]
    assert.throws(() => state(twice, '2026-09-03'), refused('suspension-too-long', '10 are left'))
    const early = [
      filed('2026-07-20'),
      pause('2026-08-03', 20),
      at('2026-08-04', { kind: 'resumed' }),
      pause('2026-08-05', 29),
    ]
    assert.equal(
      state(early, '2026-08-06').phase,
      'suspended',
      'only the days that were taken count',
    )
    assert.throws(
      () => state([filed('2026-07-20'), pause('2026-09-07', 5)], '2026-09-08'),
      refused('term-is-over', 'EVAL', '2026-09-04'),
    )
  })

  test('by law has no end until it is resumed', () => {
    const events = [filed('2026-07-20'), at('2026-08-03', { kind: 'stopped', why: 'court order' })]
    const now = state(events, '2027-01-15')
    assert.deepEqual(
      [now.phase, term(now, 'EVAL').due, term(now, 'SAP').due],
      ['suspended', null, null],
    )
    const resumed = [...events, at('2027-01-15', { kind: 'resumed' })]
    assert.equal(term(state(resumed, '2027-01-18'), 'EVAL').status, 'running')
    assert.equal(term(state(resumed, '2027-01-18'), 'EVAL').computations.at(-1)?.counted.length, 30)
    const again = [...events, at('2026-08-04', { kind: 'stopped', why: 'twice' })]
    assert.throws(
      () => state(again, '2026-08-05'),
      refused('event-not-now', 'suspended', 'resumption'),
    )
  })

  test('as a standstill proposes abandonment after thirty working days, and never declares it', () => {
    const events = [filed('2026-03-02', 'negative'), at('2026-04-01', { kind: 'paralysed' })]
    const over = state(events, '2026-05-19')
    assert.deepEqual(
      [over.phase, term(over, 'ABANDONO').due, term(over, 'ABANDONO').effect],
      ['paralysed', '2026-05-18', 'propose-abandonment'],
    )
    const decided = state([...events, at('2026-05-20', { kind: 'decided' })], '2026-05-21')
    assert.deepEqual([decided.phase, term(decided, 'NOTIF').due], ['decided', '2026-05-27'])
  })
})

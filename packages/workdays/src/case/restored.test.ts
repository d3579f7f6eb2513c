// Tests what follows when a decided case is decided anew, and when others than the applicant are to be notified.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, filed, refused, state, term } from './test-cases.ts'

describe('a case that is put back', () => {
  // Filed on 20 July, decided and notified; appealed; the superior annuls and orders a new decision.
  const upheld = [
    filed('2026-07-20'),
    at('2026-08-10', { kind: 'decided' }),
    at('2026-08-12', { kind: 'notified', channel: 'personal' }),
    at('2026-09-01', { kind: 'appealed', rule: 'APEL', silence: 'negative' }),
    at('2026-09-30', { kind: 'decided' }),
    at('2026-10-01', { kind: 'notified', channel: 'personal' }),
  ]

  test('has the whole term of its procedure again from the next working day, with its silence', () => {
    assert.equal(state(upheld, '2026-10-02').phase, 'firm', 'a decided appeal ends the route')
    const restored = [...upheld, at('2026-10-02', { kind: 'restored', why: 'appeal' })]
    const now = state(restored, '2026-10-05')
    // 5 October is the first day, 8 October does not count: 30 working days end on 16 November.
    const again = term(now, 'EVAL/2')
    assert.deepEqual([now.phase, again.status, again.due], ['open', 'running', '2026-11-16'])
    assert.deepEqual(again.computations[0]?.cause.kind, 'restored')
    assert.equal(term(now, 'SAP/2').due, '2026-11-23')
    assert.equal(term(now, 'EVAL').status, 'met', 'what was is not written over')
    assert.equal(now.reception?.received, '2026-07-20', 'the day of the filing stays (126.1)')
    assert.equal(state(restored, '2026-11-24').phase, 'approved', 'silence comes again')
    const decided = [...restored, at('2026-11-10', { kind: 'decided' })]
    assert.equal(term(state(decided, '2026-11-11'), 'NOTIF/3').due, '2026-11-17')
  })

  test('goes on after an approval by silence was annulled, and after it was closed', () => {
    const silent = [filed('2026-07-20')]
    const annulled = [...silent, at('2026-10-02', { kind: 'restored', why: 'nullity' })]
    const now = state(annulled, '2026-10-05')
    assert.deepEqual(
      [now.phase, now.silence, term(now, 'EVAL/2').due],
      ['open', null, '2026-11-16'],
    )
    const closed = [...upheld, at('2026-10-02', { kind: 'closed' })]
    const later = [...closed, at('2026-10-05', { kind: 'restored', why: 'court' })]
    assert.equal(state(later, '2026-10-06').phase, 'open')
  })

  test('was decided before: what was withdrawn, or never decided, is not put back', () => {
    const withdrawn = [
      filed('2026-07-20'),
      at('2026-07-21', { kind: 'withdrawn' }),
      at('2026-07-22', { kind: 'restored', why: 'nullity' }),
    ]
    assert.throws(() => state(withdrawn, '2026-07-23'), refused('nothing-to-restore'))
    const open = [filed('2026-07-20'), at('2026-07-22', { kind: 'restored', why: 'nullity' })]
    assert.throws(() => state(open, '2026-07-23'), refused('event-not-now'))
  })
})

describe('a decision about several', () => {
  const decided = [
    filed('2026-07-20'),
    at('2026-09-01', { kind: 'decided', others: ['second', 'third'] }),
    at('2026-09-02', { kind: 'notified', channel: 'personal' }),
  ]
  const second = at('2026-09-07', { kind: 'informed', party: 'second' })

  test('is firm when the term of the last of them is over, and never while one was not notified', () => {
    assert.equal(term(state(decided, '2026-09-03'), 'RECURSO').due, '2026-09-23')
    assert.equal(state(decided, '2027-03-01').phase, 'notified')
    assert.equal(state([...decided, second], '2027-03-01').phase, 'notified')
    const third = at('2026-09-10', { kind: 'informed', party: 'third' })
    const all = [...decided, second, third]
    const now = state(all, '2026-09-11')
    assert.deepEqual(
      [term(now, 'RECURSO').due, term(now, 'RECURSO/2').due, term(now, 'RECURSO/3').due],
      ['2026-09-23', '2026-09-28', '2026-10-01'],
    )
    assert.equal(state(all, '2026-10-01').phase, 'notified')
    assert.equal(state(all, '2026-10-02').phase, 'firm')
  })

  test('takes effect for the applicant by the own notification alone: silence is met by that', () => {
    const other = [...decided.slice(0, 2), at('2026-09-02', { kind: 'informed', party: 'second' })]
    assert.equal(state(other, '2026-09-12').phase, 'approved', 'the applicant was told nothing')
    assert.equal(term(state(decided, '2026-09-03'), 'SAP').status, 'met')
  })

  test('is told to each once, and to nobody whom it does not concern', () => {
    const again = [...decided, second, at('2026-09-08', { kind: 'informed', party: 'second' })]
    assert.throws(() => state(again, '2026-09-09'), refused('unknown-party', 'second'))
    const early = at('2026-09-07', {
      kind: 'informed',
      party: 'second',
      effective: '2026-08-31' as never,
    })
    assert.throws(() => state([...decided, early], '2026-09-08'), refused('effective-outside'))
  })
})

// Tests the thirteen worked examples of the domain reference, on the calendar it was computed with.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { beforeTheDecree, date, limaCalendars } from '../calendar/test-books.ts'
import { peruRules } from '../peru/rules.ts'
import { computeDeadline } from './compute.ts'
import { findRule } from './find-rule.ts'
import type { DeadlineRule } from './model.ts'
import { notificationEffect } from './notification.ts'
import { receive, type ReceptionPolicy } from './reception.ts'

const cause = { kind: 'example', id: 'reference' }

/**
 * The examples know the holidays of 2026 and no decree for 27 July 2026: that is the calendar as
 * it was known before 16 May 2026, when D.S. 075-2026-PCM was published.
 */
function due(id: string, start: string, amount?: number, asOf = beforeTheDecree): string {
  const rule = findRule(peruRules, id, date(start))
  return dueBy(rule, start, amount, asOf)
}

function dueBy(rule: DeadlineRule, start: string, amount?: number, asOf = beforeTheDecree): string {
  const calendar = limaCalendars.at(asOf, rule.purpose)
  const given = amount === undefined ? {} : { amount }
  return computeDeadline({ rule, calendar, start: date(start), cause, ...given }).due
}

function received(at: string, policy: ReceptionPolicy, asOf = beforeTheDecree): string {
  return receive({ at, calendar: limaCalendars.at(asOf), policy, closesAt: '16:30' }).received
}

/** A rule in months, which no row of the table is: the reference gives the law's own example. */
const months: DeadlineRule = {
  ...findRule(peruRules, 'RECURSO', date('2026-01-01')),
  unit: 'month',
  amount: null,
}

const mailbox = findRule(peruRules, 'CASILLA', date('2026-07-22'))
const portal = findRule(peruRules, 'PORTAL', date('2026-07-22'))

const examples: [name: string, found: () => unknown, expected: unknown][] = [
  [
    'E1 filed on Friday 24 July at 18:10, by office hours',
    () => received('2026-07-24T18:10:00-05:00', 'office-hours'),
    '2026-07-27',
  ],
  [
    'E1 the same until midnight',
    () => received('2026-07-24T18:10:00-05:00', 'until-midnight'),
    '2026-07-24',
  ],
  [
    'E2 filed on Saturday 29 August',
    () => received('2026-08-29T11:00:00-05:00', 'until-midnight'),
    '2026-08-31',
  ],
  ['E3 30 working days from 20 July', () => due('EVAL', '2026-07-20', 30), '2026-09-04'],
  ['E3 positive silence matures', () => due('SAP', due('EVAL', '2026-07-20', 30)), '2026-09-11'],
  [
    'E3 approved from',
    () => limaCalendars.at(beforeTheDecree).add(date('2026-09-11'), 1),
    '2026-09-14',
  ],
  [
    'E4 correction required on 27 July, two working days',
    () => due('OBS-SUB', '2026-07-27'),
    '2026-07-31',
  ],
  ['E5 corrected on 30 July, 30 working days', () => due('EVAL', '2026-07-30', 30), '2026-09-11'],
  ['E6 mere procedure from 28 September', () => due('MERO', '2026-09-28'), '2026-10-01'],
  ['E6 report', () => due('INF', '2026-09-28'), '2026-10-07'],
  ['E6 act of the citizen', () => due('ADM', '2026-09-28'), '2026-10-13'],
  ['E6 notification', () => due('NOTIF', '2026-09-28'), '2026-10-05'],
  ['E7 notified on 1 December, appeal', () => due('RECURSO', '2026-12-01'), '2026-12-24'],
  ['E7 appeal filed on 22 December', () => due('APEL', '2026-12-22'), '2027-02-04'],
  ['E7 reconsideration filed on 22 December', () => due('RECON', '2026-12-22'), '2027-01-14'],
  ['E8 deposited on 22 July, five days', () => due('CASILLA', '2026-07-22'), '2026-08-03'],
  [
    'E8 effective without an acknowledgement',
    () =>
      notificationEffect(
        {
          channel: 'mailbox',
          deposited: date('2026-07-22'),
          acknowledged: null,
          consent: true,
          alert: true,
        },
        { calendar: limaCalendars.at(beforeTheDecree, 'other'), rules: { mailbox, portal }, cause },
      ).effective,
    '2026-08-04',
  ],
  ['E9 information asked for on 25 March', () => due('SAIP', '2026-03-25'), '2026-04-10'],
  ['E9 warning', () => due('SAIP-AVISO', '2026-03-25'), '2026-03-27'],
  ['E10 one month from 31 January 2026', () => dueBy(months, '2026-01-31', 1), '2026-03-02'],
  [
    'E10 three months from 30 November 2025',
    () => dueBy(months, '2025-11-30', 3, date('2025-11-30')),
    '2026-03-02',
  ],
  ['E11 paralysed on 1 April', () => due('ABANDONO', '2026-04-01'), '2026-05-18'],
  [
    'E12 27 July declared non-working, two days from 24 July',
    () => due('OBS-SUB', '2026-07-24', undefined, date('2026-05-16')),
    '2026-07-31',
  ],
  ['E13 complaint on 6 October', () => due('QUEJA', '2026-10-06'), '2026-10-12'],
]

describe('the worked examples', () => {
  for (const [name, found, expected] of examples) {
    test(name, () => assert.equal(found(), expected))
  }

  test('with the decree of 16 May 2026 the same questions end a working day later', () => {
    const known = date('2026-05-16')
    assert.equal(due('EVAL', '2026-07-20', 30, known), '2026-09-07')
    assert.equal(due('SAP', '2026-09-07', undefined, known), '2026-09-14')
    assert.equal(received('2026-07-24T18:10:00-05:00', 'office-hours', known), '2026-07-30')
    assert.equal(due('CASILLA', '2026-07-22', undefined, known), '2026-08-04')
  })
})

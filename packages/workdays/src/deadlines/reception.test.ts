// Tests reception, hours and notifications: where instants and channels become days.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { beforeTheDecree, date, limaCalendars } from '../calendar/test-books.ts'
import { instantOf, localTime } from '../dates/instants.ts'
import { peruRules } from '../peru/rules.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { findRule } from './find-rule.ts'
import { computeHours } from './hours.ts'
import { laterOf, type Notification, notificationEffect } from './notification.ts'
import { isInTime, receive } from './reception.ts'

const calendar = limaCalendars.at(beforeTheDecree, 'other')
const lima = 'America/Lima'
const cause = { kind: 'test', id: 'reception' }
const rules = {
  mailbox: findRule(peruRules, 'CASILLA', date('2026-07-01')),
  portal: findRule(peruRules, 'PORTAL', date('2026-07-01')),
}

const refused = (code: string) => (error: unknown) =>
  error instanceof WorkdaysError && error.code === code

describe('an instant', () => {
  test('is a day and an hour in Lima, five hours behind UTC', () => {
    assert.deepEqual(localTime('2026-07-25T04:59:59Z', lima), { date: '2026-07-24', minute: 1439 })
    assert.deepEqual(localTime('2026-07-25T05:00:00Z', lima), { date: '2026-07-25', minute: 0 })
    assert.deepEqual(localTime('2026-07-24T23:59:59.999-05:00', lima), {
      date: '2026-07-24',
      minute: 1439,
    })
  })

  test('had another hour in the summers in which Peru changed its clocks', () => {
    assert.deepEqual(localTime('1990-02-01T04:30:00Z', lima), { date: '1990-02-01', minute: 30 })
  })

  test('on a day on which clocks are changed has the hour before or after', () => {
    const minuteIn = (instant: string) => localTime(instant, 'Europe/Madrid').minute
    assert.equal(minuteIn('2026-03-29T00:59:00Z'), 119)
    assert.equal(minuteIn('2026-03-29T01:00:00Z'), 180)
    assert.equal(minuteIn('2026-10-25T00:59:00Z'), 179)
    assert.equal(minuteIn('2026-10-25T01:00:00Z'), 120)
    assert.equal(instantOf(date('2026-03-29'), 1440, 'Europe/Madrid'), '2026-03-29T22:00:00.000Z')
  })

  test('is found again from its day and minute in any zone', () => {
    const zones = fc.constantFrom(
      lima,
      'Europe/Madrid',
      'Asia/Kathmandu',
      'America/Santiago',
      'UTC',
    )
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 900_000_000 }), (zone, seconds) => {
        const at = new Date(1_420_070_400_000 + seconds * 1000)
        at.setUTCSeconds(0, 0)
        const { date: day, minute } = localTime(at.toISOString(), zone)
        const again = localTime(instantOf(day, minute, zone), zone)
        assert.deepEqual(again, { date: day, minute })
      }),
      { numRuns: 300 },
    )
  })

  test('without an offset is refused, since it could be any', () => {
    for (const text of [
      '2026-07-24T18:10:00',
      '2026-07-24',
      '2026-07-24T25:10:00Z',
      'now',
      '2026-02-30T00:00:00Z',
    ]) {
      assert.throws(
        () => receive({ at: text, calendar, policy: 'until-midnight' }),
        refused('malformed-instant'),
        text,
      )
    }
    assert.throws(() => localTime('2026-07-24T18:10:00Z', 'Lima'), refused('unknown-zone'))
  })
})

describe('a filing', () => {
  test('counts the same day until midnight, and the next working day otherwise', () => {
    const at = (instant: string) => receive({ at: instant, calendar, policy: 'until-midnight' })
    assert.equal(at('2026-07-24T23:59:59-05:00').received, '2026-07-24')
    assert.deepEqual(
      [at('2026-07-25T00:00:00-05:00').received, at('2026-07-25T00:00:00-05:00').why],
      ['2026-07-27', 'non-working-day'],
    )
    assert.equal(at('2026-07-28T10:00:00-05:00').received, '2026-07-30')
  })

  test('after closing time counts the next working day only by office hours', () => {
    const at = (instant: string, closesAt = '16:30') =>
      receive({ at: instant, calendar, policy: 'office-hours', closesAt })
    assert.equal(at('2026-07-22T16:30:59-05:00').why, 'same-day')
    assert.equal(at('2026-07-22T16:31:00-05:00').received, '2026-07-24', '23 July is a holiday')
    assert.throws(() => at('2026-07-22T16:31:00-05:00', '4 pm'), refused('malformed-hour'))
  })

  test('on a day cut short closes with the day', () => {
    const then = limaCalendars.at(date('2019-07-20'))
    const at = (instant: string) =>
      receive({ at: instant, calendar: then, policy: 'office-hours', closesAt: '16:30' })
    assert.equal(at('2019-07-26T11:59:00-05:00').received, '2019-07-26')
    assert.equal(at('2019-07-26T12:01:00-05:00').received, '2019-07-31')
  })

  test('is received while terms do not run, since offices worked', () => {
    const then = limaCalendars.at(date('2020-06-01'))
    const { received } = receive({
      at: '2020-05-05T10:00:00-05:00',
      calendar: then,
      policy: 'until-midnight',
    })
    assert.equal(received, '2020-05-05')
  })

  test('by a citizen is in time to the last second of the last day, whatever the policy', () => {
    assert.ok(isInTime('2026-09-04T23:59:59.999-05:00', date('2026-09-04'), lima))
    assert.ok(!isInTime('2026-09-05T00:00:00-05:00', date('2026-09-04'), lima))
    assert.ok(isInTime('2026-09-05T04:59:59Z', date('2026-09-04'), lima))
  })
})

describe('a term in hours', () => {
  const start = '2026-07-22T15:00:00-05:00'
  test('runs day and night, or only while the office attends', () => {
    const day = computeHours({ rule: 'H', calendar, start, hours: 24, running: 'continuous' })
    assert.equal(day.due, '2026-07-23T20:00:00.000Z')
    const working = {
      rule: 'H',
      calendar,
      start,
      running: 'working',
      opensAt: '08:00',
      closesAt: '16:30',
    } as const
    // An hour and a half on the 22nd, the rest on Friday the 24th.
    assert.equal(computeHours({ ...working, hours: 4 }).due, '2026-07-24T15:30:00.000Z')
    assert.equal(computeHours({ ...working, hours: 1.5 }).due, '2026-07-22T21:30:00.000Z')
  })

  test('is refused without hours of attention or of no length', () => {
    const given = { rule: 'H', calendar, start, running: 'working', opensAt: '08:00' } as const
    assert.throws(() => computeHours({ ...given, hours: 4 }), refused('malformed-hour'))
    assert.throws(
      () => computeHours({ ...given, hours: 4, closesAt: '08:00' }),
      refused('malformed-hour'),
    )
    assert.throws(
      () => computeHours({ ...given, hours: 0, closesAt: '16:30' }),
      refused('bad-amount'),
    )
  })
})

describe('a notification', () => {
  const effect = (notification: Notification) =>
    notificationEffect(notification, { calendar, rules, cause })

  test('takes effect by its channel', () => {
    const on = date('2026-07-22')
    const cases: [Notification, string, string][] = [
      [{ channel: 'personal', on }, '2026-07-22', 'done'],
      [{ channel: 'letter', received: on }, '2026-07-22', 'acknowledged'],
      [
        { channel: 'email', sent: on, acknowledged: date('2026-07-24') },
        '2026-07-24',
        'acknowledged',
      ],
      [
        { channel: 'publication', days: [on, date('2026-07-20')] },
        '2026-07-22',
        'last-publication',
      ],
      [{ channel: 'portal', published: on }, '2026-08-03', 'after-days'],
    ]
    for (const [notification, effective, why] of cases) {
      const found = effect(notification)
      assert.deepEqual([found.effective, found.why], [effective, why], notification.channel)
    }
  })

  test('in the mailbox takes effect when it is acknowledged, and after five working days in any case', () => {
    const box = {
      channel: 'mailbox',
      deposited: date('2026-07-22'),
      consent: true,
      alert: true,
    } as const
    assert.equal(effect({ ...box, acknowledged: date('2026-07-30') }).effective, '2026-07-30')
    assert.equal(effect({ ...box, acknowledged: date('2026-08-03') }).effective, '2026-08-03')
    assert.equal(effect({ ...box, acknowledged: date('2026-08-05') }).why, 'not-acknowledged')
    assert.equal(effect({ ...box, acknowledged: null }).effective, '2026-08-04')
    assert.throws(
      () => effect({ ...box, consent: false, acknowledged: null }),
      refused('no-consent'),
    )
    assert.throws(() => effect({ ...box, alert: false, acknowledged: null }), refused('no-alert'))
  })

  test('without proof of reception has no effect', () => {
    assert.throws(() => effect({ channel: 'letter', received: null }), refused('no-proof'))
    assert.throws(
      () => effect({ channel: 'email', sent: date('2026-07-22'), acknowledged: null }),
      refused('no-proof'),
    )
    assert.throws(() => effect({ channel: 'publication', days: [] }), refused('no-proof'))
  })

  test('made in two ways takes effect with the later one', () => {
    const one = effect({ channel: 'personal', on: date('2026-07-22') })
    const other = effect({ channel: 'publication', days: [date('2026-07-24')] })
    assert.equal(laterOf(one, other), other)
    assert.equal(laterOf(other, one), other)
  })
})

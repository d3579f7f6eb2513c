// Tests recurrence with the examples of the standard, and against another program on 10,000 rules.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatClock, parseClock } from '../dates/clock-time.ts'
import { seeded } from '../test-random.ts'
import { WalksError } from '../walks-error.ts'
import { occurrences } from './occurrences.ts'
import { parseRule } from './parse-rule.ts'

function first(rule: string, start: string, count: number): string[] {
  const times = occurrences(parseRule(rule), { start: parseClock(start)!.time })
  return [...times.take(count)].map((time) => formatClock(time))
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

function randomRule(random: (below: number) => number): { rule: string; start: string } {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!
  // In order and once each: rrule gives times of a day in the order in which a rule names them.
  const some = (least: number, most: number, signed = false): string => {
    const all = Array.from({ length: 1 + random(3) }, () => {
      const value = least + random(most - least + 1)
      return signed && random(3) === 0 ? -value : value
    })
    return [...new Set(all)].sort((one, other) => one - other).join()
  }
  const frequency = pick(['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'])
  const short = ['HOURLY', 'MINUTELY', 'SECONDLY'].includes(frequency)
  const parts = [`FREQ=${frequency}`]
  const interval =
    random(2) === 0 ? [`INTERVAL=${1 + random(frequency === 'YEARLY' ? 3 : 20)}`] : []
  if (random(4) === 0) parts.push(`WKST=${pick(weekdays)}`)
  const by: string[] = []
  if (random(4) === 0) by.push(`BYMONTH=${some(1, 12)}`)
  const weekNo = frequency === 'YEARLY' && random(5) === 0
  if (weekNo) by.push(`BYWEEKNO=${some(1, 50, true)}`)
  const counted = !weekNo && (frequency === 'MONTHLY' || frequency === 'YEARLY') && random(2) === 0
  if (weekNo || (random(3) === 0 && !(short && by.length > 0))) {
    const named = Array.from({ length: 1 + random(3) }, () => {
      const nth = counted ? String((1 + random(4)) * (random(2) === 0 ? 1 : -1)) : ''
      return nth + pick(weekdays)
    })
    by.push(`BYDAY=${[...new Set(named)].join()}`)
  }
  // Days that never come keep rrule counting minutes until the year 9999: one part about days is enough.
  const free = !short || by.length === 0
  if (free && frequency !== 'WEEKLY' && random(4) === 0) by.push(`BYMONTHDAY=${some(1, 28, true)}`)
  const ofYear = (frequency === 'YEARLY' || short) && by.length === 0
  if (ofYear && random(8) === 0) by.push(`BYYEARDAY=${some(1, 365, true)}`)
  // Nor does it find an hour again on a day it jumped to.
  const timed = !short || by.length === 0
  if (timed && random(5) === 0) by.push(`BYHOUR=${some(0, 23)}`)
  if (timed && random(8) === 0) by.push(`BYMINUTE=${some(0, 59)}`)
  if (timed && random(12) === 0) by.push(`BYSECOND=${some(0, 59)}`)
  // rrule counts positions in its first week from the first time on, wraps a position that a set has
  // not, and looks until the year 9999 for one that none has: only weekdays of months and years.
  const counts = frequency === 'YEARLY' || frequency === 'MONTHLY'
  const plain = by.length === 1 && /^BYDAY=[A-Z]/.test(by[0] ?? '')
  if (counts && plain && random(2) === 0) {
    // From both ends at once it gives a day twice where they meet.
    const ahead = some(1, 4)
    by.push(`BYSETPOS=${random(2) === 0 ? ahead : ahead.replace(/\d/g, '-$&')}`)
  }
  const digits = (value: number): string => String(value).padStart(2, '0')
  const start = `20${digits(20 + random(10))}${digits(1 + random(12))}${digits(1 + random(28))}T${digits(random(24))}${digits(random(60))}${digits(random(60))}`
  // With an interval that never meets the hour, rrule looks for it for ever.
  const meets =
    !(short && !timed) &&
    !by.some((part) => (short ? /BY(HOUR|MINUTE|SECOND)/ : /BYMONTH=/).test(part))
  const step = meets ? interval : []
  return { rule: [...parts, ...step, ...by].join(';'), start }
}

describe('recurrence', () => {
  test('follows the examples of RFC 5545, 3.8.5.3', () => {
    const start = '19970902T090000'
    const cases: [rule: string, start: string, expected: string][] = [
      ['FREQ=DAILY;COUNT=3', start, '0902 0903 0904'],
      ['FREQ=DAILY;INTERVAL=10;COUNT=5', start, '0902 0912 0922 1002 1012'],
      [
        'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
        start,
        '0902 0904 0916 0918 0930 1002 1014 1016',
      ],
      [
        'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
        '19970905T090000',
        '0905 1003 1107 1205 0102 0206 0306 0403 0501 0605',
      ],
      ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '19970922T090000', '0922 1020 1117 1222 0119 0216'],
      ['FREQ=MONTHLY;BYMONTHDAY=-3', '19970928T090000', '0928 1029 1128 1229 0129 0226'],
      ['FREQ=YEARLY;BYDAY=20MO', '19970519T090000', '0519 0518 0517'],
      ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '19970512T090000', '0512 0511 0517'],
      ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', start, '0213 0313 1113 0813 1013'],
      [
        'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
        '19961105T090000',
        '1105 1107 1102',
      ],
      ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '19970904T090000', '0904 1007 1106'],
      [
        'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
        '19970929T090000',
        '0929 1030 1127 1230 0129 0226 0330',
      ],
      [
        'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
        '19970805T090000',
        '0805 0810 0819 0824',
      ],
      [
        'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
        '19970805T090000',
        '0805 0817 0819 0831',
      ],
      ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '20070115T090000', '0115 0130 0215 0315 0330'],
    ]
    for (const [rule, from, expected] of cases) {
      const days = expected.split(' ')
      assert.deepEqual(
        first(rule, from, days.length).map((time) => time.slice(4, 8)),
        days,
        rule,
      )
    }
    assert.deepEqual(first('FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z', start, 9).length, 3)
    assert.deepEqual(
      first('FREQ=MINUTELY;INTERVAL=90;COUNT=4', start, 9).map((t) => t.slice(9, 13)),
      ['0900', '1030', '1200', '1330'],
    )
    const daily = first('FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40', start, 60)
    assert.deepEqual(
      first('FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16', start, 60),
      daily,
    )
  })

  test('knows the last Friday of the month, as the night of museums has it', () => {
    assert.deepEqual(first('FREQ=MONTHLY;BYDAY=-1FR', '20211029T180000', 4), [
      '20211029T180000',
      '20211126T180000',
      '20211231T180000',
      '20220128T180000',
    ])
  })

  test('gives what rrule gives, on 10,000 generated rules', async () => {
    const found = await import('rrule')
    // Its CommonJS build hides names from import.
    const { RRule } = 'RRule' in found ? found : (found as { default: typeof found }).default
    const random = seeded(31)
    const until = new Date('2036-01-01T00:00:00Z')
    let compared = 0
    let some = 0
    while (compared < 10_000) {
      const { rule, start } = randomRule(random)
      const { time } = parseClock(start)!
      const short = /FREQ=(HOURLY|MINUTELY|SECONDLY)/.test(rule)
      const before = short ? time + 5 * 86400 : until.getTime() / 1000
      const ours = [...occurrences(parseRule(rule), { start: time, before }).take(12)]
      // What never comes rrule looks for until the year 9999, a second each time: some of these are enough.
      if (ours.length === 0 && random(50) > 0) continue
      const theirs: number[] = []
      const options = RRule.parseString(rule)
      const other = new RRule({
        ...options,
        dtstart: new Date(time * 1000),
        until: new Date(before * 1000),
      })
      other.all((date) => theirs.push(date.getTime() / 1000) < 12)
      assert.deepEqual(
        ours.map((each) => formatClock(each)),
        theirs.map((each) => formatClock(each)),
        `${start} ${rule}`,
      )
      compared += 1
      if (ours.length > 0) some += 1
    }
    assert.equal(compared, 10_000)
    assert.ok(some > 9500, `${some} of them have times`)
  })

  test('that never comes ends', () => {
    assert.deepEqual(first('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '20260101T000000', 1), [])
    assert.deepEqual(first('FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30', '99900101T000000', 1), [])
  })

  test('a rule that the standard forbids is refused by its part', () => {
    const cases: [rule: string, part: string][] = [
      ['FREQ=FORTNIGHTLY', 'FREQ'],
      ['COUNT=3', 'FREQ'],
      ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
      ['FREQ=DAILY;COUNT=2;UNTIL=20260101', 'COUNT'],
      ['FREQ=DAILY;UNTIL=20260231', 'UNTIL'],
      ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY'],
      ['FREQ=MONTHLY;BYDAY=XX', 'BYDAY'],
      ['FREQ=MONTHLY;BYWEEKNO=3', 'BYWEEKNO'],
      ['FREQ=WEEKLY;BYMONTHDAY=3', 'BYMONTHDAY'],
      ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
      ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
      ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS'],
      ['FREQ=DAILY;FREQ=DAILY', 'FREQ'],
      ['FREQ=DAILY;BYMOON=1', 'BYMOON'],
      ['FREQ=DAILY;;COUNT=1', 'RRULE'],
    ]
    for (const [rule, part] of cases) {
      assert.throws(
        () => parseRule(rule),
        (error: unknown) => {
          assert.ok(error instanceof WalksError)
          assert.equal(error.evidence['part'], part, rule)
          return true
        },
      )
    }
  })
})

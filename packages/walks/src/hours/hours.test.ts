// Tests opening hours against another program on what both understand, and that doubt stays doubt.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatDay, parseDay } from '../dates/days.ts'
import { seeded } from '../test-random.ts'
import { WalksError } from '../walks-error.ts'
import { hoursOn, slotsOn, stateAt, windowsOn } from './hours-on.ts'
import { parseHours, readHours } from './parse-hours.ts'

type Pick = <T>(list: readonly T[]) => T

/** Texts of the subset, without PH and moments, which the other program needs more for. */
function randomHours(random: (below: number) => number): string {
  const pick: Pick = (list) => list[random(list.length)]!
  const days = () =>
    pick(['Mo-Fr', 'Tu-Su', 'Sa,Su', 'We', 'Fr-Mo', 'Th[1]', 'Fr[-1]', 'Su[2,4]', 'Mo,We-Fr'])
  const dates = () =>
    pick(['Jan-Mar', 'Dec 20-Jan 10', 'Jul 28-29', 'Nov-Feb', 'Aug', 'Jan 18', 'Jun,Sep'])
  const times = () =>
    pick([
      '10:00-13:00,14:00-18:00',
      '09:30-17:30',
      '22:00-02:00',
      '08:00-12:00',
      '20:00-26:00',
      '00:00-24:00',
    ])
  const rule = (first: boolean): string => {
    // The other program takes one counted weekday in a span of months, not two.
    const inMonths = `${dates()} ${days().replace('[2,4]', '[2]')}`
    const when = pick([days(), inMonths, dates(), days()])
    if (!first && random(4) === 0) return `${when} ${pick(['off', 'closed'])}`
    if (!first && random(6) === 0) return `${when} 12:00-13:00 off`
    if (random(10) === 0) return `${when} ${times()} ${pick(['unknown', '"con cita"'])}`
    return `${when} ${times()}`
  }
  let text = rule(true)
  // A year before a month belongs to that date in the other program; before weekdays it is a rule's own.
  const ofWeekdays = /^(Mo|Tu|We|Th|Fr|Sa|Su)/.test(text)
  if (ofWeekdays && random(4) === 0) text = pick(['2026 ', '2026-2027 ', '2025+ ']) + text
  for (let left = random(3); left > 0; left--) text += pick(['; ', '; ', ', ']) + rule(false)
  // Rules for want of others stand alone: with nights and days off beside them the two programs differ.
  return random(8) === 0 ? 'Mo-Fr 10:00-13:00 || Sa 09:30-17:30 unknown' : text
}

describe('opening hours', () => {
  test('say what opening_hours says, at 30,000 moments of 1,500 generated texts', async () => {
    const found = await import('opening_hours')
    const random = seeded(21)
    let compared = 0
    for (let turn = 0; turn < 1500; turn++) {
      const text = randomHours(random)
      const theirs = new found.default(text, null)
      const first = parseDay('2025-12-15') + random(500)
      const ours = parseHours(text)
      for (let day = first; day < first + 9; day++) {
        const date = formatDay(day)
        const spans = hoursOn(ours, date)
        for (const { from, to, state } of spans) {
          for (const minute of [from, Math.floor((from + to) / 2), to - 1]) {
            const [year, month, ofMonth] = date.split('-').map(Number) as [number, number, number]
            const at = new Date(year, month - 1, ofMonth, 0, minute)
            const said: string = theirs.getStateString(at, true)
            assert.equal(
              state,
              said === 'close' ? 'closed' : said,
              `${text} on ${date} at ${minute}`,
            )
            compared += 1
          }
        }
      }
    }
    assert.ok(compared > 30_000)
  })

  test('of a split day have a pause', () => {
    const hours = parseHours('Tu-Su 10:00-13:00,14:00-18:00')
    assert.deepEqual(windowsOn(hours, '2026-07-21', { visit: 30 }), [
      { from: 600, to: 780 },
      { from: 840, to: 1080 },
    ])
    assert.deepEqual(windowsOn(hours, '2026-07-20', { visit: 30 }), [])
    assert.deepEqual(stateAt(hours, '2026-07-21', 800), {
      from: 780,
      to: 840,
      state: 'closed',
      comment: '',
    })
  })

  test('with fixed beginnings give a window for each visit', () => {
    const hours = parseHours('Tu-Su 10:00,11:30,14:00,15:30,17:00 "visitas guiadas" ; PH off')
    assert.equal(hours.rules[0]!.state, 'unknown')
    assert.equal(windowsOn(hours, '2026-07-21', { visit: 60, holiday: () => false }), null)
    const sure = parseHours('Tu-Su 10:00,11:30,14:00 open "visitas guiadas"')
    assert.deepEqual(slotsOn(sure, '2026-07-21'), [600, 690, 840])
    assert.deepEqual(windowsOn(sure, '2026-07-21', { visit: 60 }), [
      { from: 600, to: 660 },
      { from: 690, to: 750 },
      { from: 840, to: 900 },
    ])
    assert.deepEqual(slotsOn(sure, '2026-07-20'), [])
  })

  test('that depend on holidays are unknown where nobody says which days are', () => {
    const hours = parseHours('Mo-Fr 09:00-17:00; PH off')
    const states = (options = {}) => hoursOn(hours, '2026-07-28', options).map(({ state }) => state)
    assert.deepEqual(states(), ['closed', 'unknown', 'closed'])
    assert.deepEqual(states({ holiday: () => true }), ['closed'])
    assert.deepEqual(states({ holiday: () => false }), ['closed', 'open', 'closed'])
    assert.equal(windowsOn(hours, '2026-07-28', { visit: 30 }), null)
  })

  test('that nobody wrote, or that are not understood, are unknown all day', () => {
    for (const text of [
      null,
      '',
      'Tu-Su 10:00-20:00 (Saturday differs)',
      'sunrise-sunset',
      '18:00+',
    ]) {
      const hours = readHours(text)
      assert.equal(hours.understood, false)
      assert.deepEqual(hoursOn(hours, '2026-07-28'), [
        { from: 0, to: 1440, state: 'unknown', comment: '' },
      ])
      assert.equal(windowsOn(hours, '2026-07-28', { visit: 30 }), null)
    }
  })

  test('are refused at the character where they stop making sense', () => {
    const places: [text: string, at: number, word: string][] = [
      ['Tu-Su 10:00-20:00 (Saturday differs)', 19, '(Saturday'],
      ['Mo-Fr 9-17', 7, '9-17'],
      ['Mo-Fr 25:00-26:00', 18, '…'],
      ['Lu-Vi 09:00-17:00', 1, 'Lu-Vi'],
      ['', 1, '…'],
    ]
    for (const [text, at, word] of places) {
      assert.throws(
        () => parseHours(text),
        (error: unknown) => {
          assert.ok(error instanceof WalksError)
          assert.equal(error.code, 'malformed-hours')
          assert.deepEqual([error.evidence['at'], error.evidence['word']], [at, word], text)
          return true
        },
      )
    }
  })

  test('of all times are always open', () => {
    assert.equal(stateAt(parseHours('24/7'), '2026-01-01', 0).state, 'open')
    assert.throws(() => hoursOn(parseHours('24/7'), '2026-02-30'), { code: 'malformed-date' })
  })
})

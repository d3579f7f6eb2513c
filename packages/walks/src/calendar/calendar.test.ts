// Tests that calendars are read, listed and written by the standard, and that faults name their line.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatIso, parseClock } from '../dates/clock-time.ts'
import { describeWalksError } from '../walks-error.ts'
import { listInstances } from './instances.ts'
import { readCalendar } from './read-calendar.ts'
import { writeCalendar } from './write-calendar.ts'

const clock = (text: string): number => parseClock(text)!.time

function file(...lines: string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Test//ES',
    ...lines,
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}

function event(...lines: string[]): string[] {
  return ['BEGIN:VEVENT', ...lines, 'END:VEVENT']
}

const museums = event(
  'UID:noche-de-museos',
  'DTSTART;TZID=America/Lima:20211029T180000',
  'DTEND;TZID=America/Lima:20211029T200000',
  'RRULE:FREQ=MONTHLY;BYDAY=-1FR',
  'EXDATE;TZID=America/Lima:20211231T180000',
  'SUMMARY:Noche de Museos\\, ingreso',
  '  libre\\; todos\\nvengan',
  'CATEGORIES:museos,noche\\, larga',
  'GEO:-12.0464;-77.0428',
)

function starts(text: string, from: string, to: string): string[] {
  const { events, zones } = readCalendar(text)
  return listInstances(events, { from: clock(from), to: clock(to), zones }).map(
    ({ start, moved, cancelled }) =>
      `${formatIso(start)}${moved ? ' moved' : ''}${cancelled ? ' cancelled' : ''}`,
  )
}

describe('a calendar', () => {
  test('is read with folded lines, escapes and categories', () => {
    const { events, faults } = readCalendar(file('X-WR-CALNAME:Agenda', ...museums))
    assert.deepEqual(faults, [])
    const [one] = events
    assert.equal(one!.summary, 'Noche de Museos, ingreso libre; todos\nvengan')
    assert.deepEqual(one!.categories, ['museos', 'noche, larga'])
    assert.deepEqual(one!.geo, [-77.0428, -12.0464])
    assert.equal(one!.duration, 7200)
  })

  test('lists a series without its exceptions, with what was added, moved and cancelled', () => {
    const moved = event(
      'UID:noche-de-museos',
      'RECURRENCE-ID;TZID=America/Lima:20211126T180000',
      'DTSTART;TZID=America/Lima:20211127T190000',
      'SUMMARY:Noche de Museos',
    )
    const cancelled = event(
      'UID:noche-de-museos',
      'RECURRENCE-ID:20220128T230000Z',
      'DTSTART;TZID=America/Lima:20220128T180000',
      'STATUS:CANCELLED',
    )
    const text = file(...museums, ...moved, ...cancelled).replace(
      'EXDATE',
      'RDATE;TZID=America/Lima:20220205T170000\r\nEXDATE',
    )
    assert.deepEqual(starts(text, '20211001', '20220301'), [
      '2021-10-29T18:00:00',
      '2021-11-27T19:00:00 moved',
      '2022-01-28T18:00:00 cancelled',
      '2022-02-05T17:00:00',
      '2022-02-25T18:00:00',
    ])
    assert.deepEqual(starts(file(...cancelled), '20220101', '20220301'), [
      '2022-01-28T18:00:00 cancelled',
    ])
  })

  test('takes an event that is still going on, and whole days as days', () => {
    const serenade = event('UID:s', 'DTSTART:20200117T140000', 'DURATION:PT13H', 'SUMMARY:Serenata')
    assert.deepEqual(starts(file(...serenade), '20200118', '20200119'), ['2020-01-17T14:00:00'])
    const birthday = event('UID:b', 'DTSTART;VALUE=DATE:20200118', 'RRULE:FREQ=YEARLY')
    assert.deepEqual(starts(file(...birthday), '20260118', '20260119'), ['2026-01-18T00:00:00'])
    assert.deepEqual(starts(file(...birthday), '20260119', '20260120'), [])
  })

  test('reads a zone with summer time as its file describes it', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Madrid',
      'BEGIN:STANDARD',
      'DTSTART:19961027T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:19960331T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ]
    const { zones, faults } = readCalendar(file(...zone))
    assert.deepEqual(faults, [])
    const madrid = zones.get('Madrid')!
    for (const [local, utc] of [
      ['20260115T120000', '20260115T110000'],
      ['20260715T120000', '20260715T100000'],
      ['20260329T015959', '20260329T005959'],
      ['20260329T030000', '20260329T010000'],
      ['20261025T040000', '20261025T030000'],
    ] as const) {
      assert.equal(madrid.instantOf(clock(local)), clock(utc), local)
      assert.equal(madrid.clockOf(clock(utc)), clock(local), utc)
    }
    // Intl knows Madrid too: an outside judge for a year of hours.
    const format = new Intl.DateTimeFormat('sv', {
      timeZone: 'Europe/Madrid',
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    for (let hour = 0; hour < 366 * 24; hour += 5) {
      const instant = clock('20260101') + hour * 3600
      const ours = formatIso(madrid.clockOf(instant)).replace('T', ' ')
      assert.equal(ours, format.format(instant * 1000))
    }
  })

  test('tells each fault with its line and keeps the good events', () => {
    const good = event('UID:good', 'DTSTART:20260101T100000')
    const cases: [lines: string[], line: number, es: RegExp][] = [
      [
        event('UID:a', 'DTSTART:20260101T100000', 'RRULE:FREQ=WEEKLY;BYDAY=1MO'),
        11,
        /Línea 11: RRULE, BYDAY no vale: «FREQ=WEEKLY»/,
      ],
      [
        event('UID:a', 'DTSTART:20260231T100000'),
        10,
        /Línea 10: DTSTART no vale: «20260231T100000»/,
      ],
      [event('DTSTART:20260101T100000'), 8, /Línea 8: al evento le falta UID/],
      [
        event('UID:a', 'DTSTART;TZID=Mars/Base:20260101T100000'),
        10,
        /«Mars\/Base» no está descrita/,
      ],
      [event('UID:a', 'DTSTART:20260102T100000', 'DTEND:20260101T100000'), 11, /DTEND/],
      [event('UID:a', 'DTSTART:20260102T100000', 'EXDATE;VALUE=DATE:20260102'), 11, /EXDATE/],
      [
        event('UID:a', 'esto no es nada', 'DTSTART:20260102T100000'),
        10,
        /no es una línea de iCalendar/,
      ],
      [event('UID:a', 'DTSTART:20260102T100000', 'GEO:-120.05;-77.04'), 11, /GEO/],
      [event('UID:a', 'DTSTART:20260102T100000', 'DURATION:1H'), 11, /DURATION/],
      [event('UID:a', 'UID:b', 'DTSTART:20260102T100000'), 10, /UID/],
    ]
    for (const [lines, line, sentence] of cases) {
      const { events, faults } = readCalendar(file(...good, ...lines))
      assert.deepEqual(
        events.map(({ uid }) => uid),
        ['good'],
        lines.join(' '),
      )
      assert.equal(faults.length, 1)
      assert.equal(faults[0]!.line, line, lines.join(' '))
      assert.match(describeWalksError(faults[0]!, 'es'), sentence)
    }
    const cut = readCalendar(file(...good, 'BEGIN:VEVENT', 'UID:x'))
    assert.equal(cut.faults[0]!.code, 'unclosed-component')
    assert.equal(readCalendar('not a calendar').faults[0]!.line, 1)
  })

  test('written and read again says the same, in lines of at most 75 octets', () => {
    const whole = event('UID:b', 'DTSTART;VALUE=DATE:20200118', 'RRULE:FREQ=YEARLY')
    const utc = event('UID:c', 'DTSTART:20200118T150000Z', `SUMMARY:${'Ñandú y cañón '.repeat(12)}`)
    const { events } = readCalendar(file(...museums, ...whole, ...utc))
    const written = writeCalendar(events, { name: 'Agenda', producer: '-//Rimaq//ES', now: 0 })
    const again = readCalendar(written)
    assert.deepEqual(again.faults, [])
    assert.deepEqual(again.events, events)
    assert.equal(again.zones.get('America/Lima')!.clockOf(1.8e9), 1.8e9 - 18000)
    for (const line of written.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
    assert.ok(!/[^\r]\n/.test(written))
  })

  test('a value cannot begin a line of its own', () => {
    const [one] = readCalendar(file(...museums)).events
    const sly = { ...one!, url: 'https://a.example/\r\nATTENDEE:x', summary: 'a\r\nEND:VEVENT' }
    const written = writeCalendar([sly], { name: 'A', producer: 'B', now: 0 })
    assert.doesNotMatch(written, /^ATTENDEE|^END:VEVENT\r\nEND:VEVENT/m)
    assert.equal(readCalendar(written).events[0]!.summary, 'a\nEND:VEVENT')
  })
})

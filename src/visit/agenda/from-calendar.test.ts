// A calendar of an office becomes rows of the agenda, on the city's clock, and Vive shows them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeWalksError } from '@rimaq/walks'
import { readEvents } from '../content/read-events.ts'
import { rowsOf } from '../content/rows.ts'
import type { RowFault } from '../content/model.ts'
import { type FromCalendar, agendaFromCalendar } from './from-calendar.ts'

const options: FromCalendar = {
  source: 'https://cultura.example.pe/agenda',
  checked: '2026-11-28',
  confidence: 'alta',
  timeZone: 'America/Lima',
}

const calendar = [
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'UID:cine',
  'DTSTART:20261204T200000Z',
  'DTEND:20261204T220000Z',
  'RRULE:FREQ=WEEKLY;BYDAY=FR',
  'SUMMARY:Cine "en" el parque\\, gratis',
  'LOCATION:Parque',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:cine',
  'RECURRENCE-ID:20261211T200000Z',
  'DTSTART:20261212T000000Z',
  'STATUS:CANCELLED',
  'SUMMARY:Cine',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:dia',
  'DTSTART;VALUE=DATE:20261209',
  'SUMMARY:Un día',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:rota',
  'DTSTART:20261204T000000Z',
  'RRULE:FREQ=WEEKLY;BYDAY=8FR',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n')

test('rows stand on the clock of the city, and a broken rule is told by its line', () => {
  const { csv, rows, faults } = agendaFromCalendar(calendar, options)
  assert.equal(rows, 3)
  const [, cinema = '', moved = '', day = ''] = csv.split('\r\n')
  assert.match(
    cinema,
    /^cine,"Cine ""en"" el parque, gratis",2026-12-04T15:00:00,2026-12-04T17:00:00,no,/,
  )
  assert.match(moved, /,cine,2026-12-11T15:00:00,cancelado,/)
  assert.match(day, /^dia,Un día,2026-12-09T00:00:00,,si,/)
  assert.deepEqual(
    faults.map((fault) => describeWalksError(fault, 'es')),
    ['Línea 25: RRULE, BYDAY no vale: «FREQ=WEEKLY».'],
  )
})

test('the rows are events again for Vive', () => {
  const { csv } = agendaFromCalendar(calendar.replace('"en" ', '').replace('\\,', ''), options)
  const [heading = '', ...lines] = csv.trimEnd().split('\r\n')
  const columns = ['_id', ...heading.split(',')]
  const faults: RowFault[] = []
  const events = readEvents(
    rowsOf({
      ...{ slug: 'agenda-cultural', resource: 'agenda-cultural', among: false, geometry: null },
      ...{ title: { es: 'Agenda' }, version: 1, published: '2026-11-28T00:00:00Z', columns },
      rows: lines.map((line, at) => [at + 1, ...line.split(',')]),
    }),
    'America/Lima',
    faults,
  )
  assert.deepEqual(faults, [])
  assert.deepEqual(
    events.map(({ when }) => [when.uid, when.status]),
    [
      ['cine', 'CONFIRMED'],
      ['cine', 'CANCELLED'],
      ['dia', 'CONFIRMED'],
    ],
  )
})

test('a rule that counts days of another zone is not turned into one of wrong days', () => {
  const late = calendar.replace('DTSTART:20261204T200000Z', 'DTSTART:20261204T020000Z')
  const { csv, otherDays } = agendaFromCalendar(
    late.replace('DTEND:20261204T220000Z\r\n', ''),
    options,
  )
  assert.deepEqual(otherDays, ['cine'])
  assert.doesNotMatch(csv, /cine/)
})

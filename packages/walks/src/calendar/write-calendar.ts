// Writes events as an iCalendar file that every calendar program can subscribe to.
import { formatClock } from '../dates/clock-time.ts'
import type { ClockTime } from '../recurrence/model.ts'
import { escapeText } from './content-lines.ts'
import type { CalendarEvent } from './model.ts'

export interface WriteOptions {
  /** Name of the calendar, as programs show it. */
  name: string
  /** Who made it, for instance `-//Municipalidad//Vive//ES` (3.7.3). */
  producer: string
  /** When it was made: seconds since 1 January 1970, UTC. */
  now: number
  /** Descriptions of zones other than `America/Lima`, whole VTIMEZONE components by name. */
  zones?: Readonly<Record<string, string>>
}

/** Lima has had no summer time since 1994; what was before is not told here. */
const lima = [
  'BEGIN:VTIMEZONE',
  'TZID:America/Lima',
  'BEGIN:STANDARD',
  'DTSTART:19940401T000000',
  'TZOFFSETFROM:-0400',
  'TZOFFSETTO:-0500',
  'TZNAME:-05',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n')

/** RFC 5545, lines of at most 75 octets that end in CRLF. */
export function writeCalendar(
  events: readonly CalendarEvent[],
  { name, producer, now, zones = {} }: WriteOptions,
): string {
  const described: Readonly<Record<string, string>> = { 'America/Lima': lima, ...zones }
  const used = new Set(events.map(({ zone }) => zone).filter((zone) => zone && zone !== 'UTC'))
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${escapeText(producer)}`,
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escapeText(name)}`,
    ...[...used].flatMap((zone) => described[zone!]?.split(/\r?\n/) ?? []),
    ...events.flatMap((event) => eventLines(event, now)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

function eventLines(event: CalendarEvent, now: number): string[] {
  const time = (name: string, clocks: readonly ClockTime[]): string[] => {
    if (clocks.length === 0) return []
    const { allDay, zone } = event
    const utc = zone === 'UTC'
    const param = allDay ? ';VALUE=DATE' : zone === null || utc ? '' : `;TZID=${oneLine(zone)}`
    return [`${name}${param}:${clocks.map((clock) => formatClock(clock, { allDay, utc })).join()}`]
  }
  const text = (name: string, value: string): string[] =>
    value === '' ? [] : [`${name}:${escapeText(value)}`]
  const end = event.duration === null ? [] : [event.start + event.duration]
  return [
    'BEGIN:VEVENT',
    `UID:${oneLine(event.uid)}`,
    `DTSTAMP:${formatClock(now, { utc: true })}`,
    ...time('DTSTART', [event.start]),
    ...time('DTEND', end),
    ...time('RECURRENCE-ID', event.recurrenceId === null ? [] : [event.recurrenceId]),
    ...(event.rule ? [`RRULE:${oneLine(event.ruleText)}`] : []),
    ...time('RDATE', event.rdates),
    ...time('EXDATE', event.exdates),
    ...text('SUMMARY', event.summary),
    ...text('DESCRIPTION', event.description),
    ...text('LOCATION', event.location),
    ...(event.url === '' ? [] : [`URL:${oneLine(event.url)}`]),
    ...(event.status ? [`STATUS:${event.status}`] : []),
    ...(event.categories.length === 0
      ? []
      : [`CATEGORIES:${event.categories.map(escapeText).join()}`]),
    ...(event.geo ? [`GEO:${event.geo[1]};${event.geo[0]}`] : []),
    ...(event.sequence > 0 ? [`SEQUENCE:${event.sequence}`] : []),
    'END:VEVENT',
  ]
}

/** A value that is not escaped must not begin a line of its own. */
function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ')
}

/** Never within a letter: the limit counts octets of UTF-8. */
function fold(line: string): string {
  let out = ''
  let octets = 0
  for (const letter of line) {
    const size = new TextEncoder().encode(letter).length
    if (octets + size > 75) {
      out += '\r\n '
      octets = 1
    }
    out += letter
    octets += size
  }
  return out
}

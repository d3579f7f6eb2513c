// Makes an event from the lines of a VEVENT, or says which line stops it.
import type { ClockTime } from '../recurrence/model.ts'
import { WalksError } from '../walks-error.ts'
import { unescapeText, type ContentLine } from './content-lines.ts'
import type { CalendarEvent, EventStatus, Zone } from './model.ts'
import { onClockOf, readDuration, readRule, readTime, refuse } from './read-values.ts'

const once = new Set([
  'UID',
  'DTSTART',
  'DTEND',
  'DURATION',
  'RRULE',
  'RECURRENCE-ID',
  'SUMMARY',
  'DESCRIPTION',
  'LOCATION',
  'URL',
  'STATUS',
  'GEO',
  'SEQUENCE',
])

const statuses: readonly string[] = ['CONFIRMED', 'TENTATIVE', 'CANCELLED'] satisfies EventStatus[]

/**
 * `begin` is the line of BEGIN:VEVENT.
 * @throws WalksError `missing-property`, `malformed-property`, `unknown-zone`, each with its line
 */
export function readEvent(
  lines: readonly ContentLine[],
  begin: number,
  zones: ReadonlyMap<string, Zone>,
): CalendarEvent {
  const found = new Map<string, ContentLine>()
  for (const content of lines) {
    if (!once.has(content.name)) continue
    if (found.has(content.name)) refuse(content)
    found.set(content.name, content)
  }
  const need = (name: string): ContentLine => {
    const content = found.get(name)
    if (!content) throw new WalksError('missing-property', { line: begin, property: name })
    return content
  }
  const text = (name: string): string => unescapeText(found.get(name)?.value ?? '')
  const uid = need('UID').value
  const start = readTime(need('DTSTART'), zones)
  const clock = (content: ContentLine, value?: string): ClockTime => {
    const time = readTime(content, zones, value)
    // A day where the event has hours, or the other way round, names nothing.
    if (time.allDay !== start.allDay) refuse(content)
    return onClockOf(time, start.zone, zones)
  }
  const many = (name: string): ClockTime[] =>
    lines
      .filter((content) => content.name === name)
      .flatMap((content) => content.value.split(',').map((value) => clock(content, value)))
  const id = found.get('RECURRENCE-ID')
  const rule = found.get('RRULE')
  return {
    uid,
    start: start.time,
    duration: lengthOf(found, start.time, start.allDay, clock),
    allDay: start.allDay,
    zone: start.zone,
    rule: rule ? readRule(rule) : null,
    ruleText: rule?.value ?? '',
    rdates: many('RDATE'),
    exdates: many('EXDATE'),
    recurrenceId: id ? clock(id) : null,
    summary: text('SUMMARY'),
    description: text('DESCRIPTION'),
    location: text('LOCATION'),
    url: found.get('URL')?.value ?? '',
    status: readStatus(found.get('STATUS')),
    categories: lines
      .filter(({ name }) => name === 'CATEGORIES')
      .flatMap(({ value }) => value.split(/(?<!\\),/).map(unescapeText)),
    geo: readGeo(found.get('GEO')),
    sequence: readSequence(found.get('SEQUENCE')),
  }
}

function lengthOf(
  found: ReadonlyMap<string, ContentLine>,
  start: ClockTime,
  allDay: boolean,
  clock: (content: ContentLine) => ClockTime,
): number | null {
  const end = found.get('DTEND')
  const duration = found.get('DURATION')
  if (end && duration) refuse(duration)
  if (duration) return readDuration(duration)
  if (!end) return allDay ? 86400 : null
  const length = clock(end) - start
  return length >= 0 ? length : refuse(end)
}

function readStatus(content: ContentLine | undefined): EventStatus | null {
  if (!content) return null
  const value = content.value.toUpperCase()
  return statuses.includes(value) ? (value as EventStatus) : refuse(content)
}

/** Latitude first, as the standard has it (3.8.1.6); we keep longitude first. */
function readGeo(content: ContentLine | undefined): [number, number] | null {
  if (!content) return null
  const [, lat, lon] =
    /^(-?\d+(?:\.\d+)?);(-?\d+(?:\.\d+)?)$/.exec(content.value) ?? refuse(content)
  if (Math.abs(Number(lat)) > 90 || Math.abs(Number(lon)) > 180) refuse(content)
  return [Number(lon), Number(lat)]
}

function readSequence(content: ContentLine | undefined): number {
  if (!content) return 0
  return /^\d{1,9}$/.test(content.value) ? Number(content.value) : refuse(content)
}

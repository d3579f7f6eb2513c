// Instants come with a clock; laws count days. This says which day and hour it was in a place.
import { WorkdaysError } from '../workdays-error.ts'
import { type CivilDate, type DayNumber, dateOf, dayNumber, isCivilDate } from './civil-date.ts'

/** ISO 8601 with an offset or `Z`, for instance `2026-07-24T18:10:00-05:00`. */
export type Instant = string

export interface LocalTime {
  date: CivilDate
  /** Minutes since midnight, without the seconds. */
  minute: number
}

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/
const DAY = 86_400_000
const MOST_DAYS = 20_000
const formats = new Map<string, Intl.DateTimeFormat>()
/** Offsets of whole days of UTC in a zone; null for days on which clocks are changed. */
const offsets = new Map<string, Map<DayNumber, number | null>>()

/** Milliseconds since 1970. Throws `malformed-instant`, also where the offset is missing. */
export function millisecondsOf(instant: Instant): number {
  const wellFormed = shape.test(instant) && isCivilDate(instant.slice(0, 10))
  const value = wellFormed ? Date.parse(instant) : Number.NaN
  if (Number.isNaN(value))
    throw new WorkdaysError('malformed-instant', { text: instant.slice(0, 40) })
  return value
}

/**
 * Day and minute of an instant in a zone of the tz database, for instance `America/Lima`.
 * Throws `malformed-instant`, `unknown-zone`.
 */
export function localTime(instant: Instant, zone: string): LocalTime {
  return localTimeOf(millisecondsOf(instant), zone)
}

/** The same of milliseconds since 1970. */
export function localTimeOf(milliseconds: number, zone: string): LocalTime {
  const local = milliseconds + offsetOf(milliseconds, zone)
  const day: DayNumber = Math.floor(local / DAY)
  return { date: dateOf(day), minute: Math.floor((local - day * DAY) / 60_000) }
}

/** The instant of an hour of a day in a zone, in UTC. `minute` may be 1440: the end of the day. */
export function instantOf(date: CivilDate, minute: number, zone: string): Instant {
  const local = dayNumber(date) * DAY + minute * 60_000
  // Once more with the offset of the result, for days on which clocks are changed.
  const first = local - offsetOf(local, zone)
  return new Date(local - offsetOf(first, zone)).toISOString()
}

/**
 * Milliseconds by which the clocks of the zone are ahead of UTC. A day at whose beginning and end
 * they are the same is asked for once: asking costs fifty times what all the rest does.
 */
function offsetOf(milliseconds: number, zone: string): number {
  const days = offsets.get(zone) ?? new Map<DayNumber, number | null>()
  if (days.size === 0) offsets.set(zone, days)
  const day = Math.floor(milliseconds / DAY)
  let known = days.get(day)
  if (known === undefined) {
    if (days.size > MOST_DAYS) days.clear()
    const [begin, end] = [askOffset(day * DAY, zone), askOffset(day * DAY + DAY - 1000, zone)]
    known = begin === end ? begin : null
    days.set(day, known)
  }
  return known ?? askOffset(milliseconds, zone)
}

function askOffset(milliseconds: number, zone: string): number {
  const parts = new Map(
    format(zone)
      .formatToParts(milliseconds)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const of = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const local = Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    of('hour'),
    of('minute'),
    of('second'),
  )
  return local - Math.floor(milliseconds / 1000) * 1000
}

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const options: Intl.DateTimeFormatOptions = {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }
  try {
    const made = new Intl.DateTimeFormat('en', options)
    formats.set(zone, made)
    return made
  } catch (cause) {
    throw new WorkdaysError('unknown-zone', { zone }, { cause })
  }
}

/** `16:30` as minutes since midnight. Throws `malformed-hour`. */
export function minuteOf(hour: string): number {
  const [, hours = '', minutes = ''] = /^(\d{2}):(\d{2})$/.exec(hour) ?? []
  const value = Number(hours) * 60 + Number(minutes)
  if (hours === '' || Number(minutes) > 59 || value > 1440) {
    throw new WorkdaysError('malformed-hour', { text: hour.slice(0, 40) })
  }
  return value
}

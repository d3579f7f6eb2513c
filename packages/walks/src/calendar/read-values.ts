// Reads the values of calendar lines: times in a zone, lengths, offsets, rules.
import { parseClock, type ReadClock } from '../dates/clock-time.ts'
import { parseRule } from '../recurrence/parse-rule.ts'
import type { RecurrenceRule } from '../recurrence/model.ts'
import { WalksError } from '../walks-error.ts'
import type { ContentLine } from './content-lines.ts'
import { knownZones } from './zones.ts'
import type { Zone } from './model.ts'

export interface ZonedTime extends ReadClock {
  /** `UTC`, a name, or null: floating. */
  zone: string | null
}

export function refuse({ line, name, value }: ContentLine, cause?: unknown): never {
  throw new WalksError('malformed-property', { line, property: name, value }, { cause })
}

/** DATE or DATE-TIME; @throws WalksError `malformed-property`, `unknown-zone` */
export function readTime(
  content: ContentLine,
  zones: ReadonlyMap<string, Zone>,
  value = content.value,
): ZonedTime {
  const read = parseClock(value) ?? refuse({ ...content, value })
  const wanted = content.params.get('VALUE')
  if (wanted !== undefined && wanted !== (read.allDay ? 'DATE' : 'DATE-TIME')) {
    refuse({ ...content, value: `VALUE=${wanted}:${value}` })
  }
  if (read.utc) return { ...read, zone: 'UTC' }
  const zone = read.allDay ? undefined : content.params.get('TZID')
  if (zone === undefined) return { ...read, zone: null }
  if (!zones.has(zone) && !knownZones.has(zone)) {
    throw new WalksError('unknown-zone', { line: content.line, value: zone })
  }
  return { ...read, zone }
}

/** The time on the clock of another zone. */
export function onClockOf(
  { time, zone }: ZonedTime,
  target: string | null,
  zones: ReadonlyMap<string, Zone>,
): number {
  if (zone === target || zone === null || target === null) return time
  const find = (id: string): Zone => zones.get(id) ?? knownZones.get(id)!
  return find(target).clockOf(find(zone).instantOf(time))
}

/** DURATION in seconds (3.3.6). */
export function readDuration(content: ContentLine): number {
  const pattern = /^([+-])?P(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/
  const found = pattern.exec(content.value)
  if (!found || content.value.endsWith('P')) return refuse(content)
  const [week, day, hour, minute, second] = found.slice(2).map((part) => Number(part ?? 0))
  const size = week! * 604800 + day! * 86400 + hour! * 3600 + minute! * 60 + second!
  return found[1] === '-' ? refuse(content) : size
}

/** UTC-OFFSET in seconds (3.3.14). */
export function readOffset(content: ContentLine): number {
  const found = /^([+-])(\d{2})(\d{2})(\d{2})?$/.exec(content.value) ?? refuse(content)
  const size = Number(found[2]) * 3600 + Number(found[3]) * 60 + Number(found[4] ?? 0)
  return found[1] === '-' ? -size : size
}

/** The rule, or the part of it that is wrong, with the line. */
export function readRule(content: ContentLine): RecurrenceRule {
  try {
    return parseRule(content.value)
  } catch (cause) {
    if (!(cause instanceof WalksError)) throw cause
    const { part = '', value = '' } = cause.evidence
    const property = part === 'RRULE' ? 'RRULE' : `RRULE, ${part}`
    throw new WalksError('malformed-property', { line: content.line, property, value }, { cause })
  }
}

// Lists what happens in a span of time: every event of every series, moved and cancelled ones as such.
import type { ClockTime } from '../recurrence/model.ts'
import { occurrences } from '../recurrence/occurrences.ts'
import type { CalendarEvent, Zone } from './model.ts'
import { knownZones } from './zones.ts'

export interface EventInstance {
  uid: string
  /** When it was to begin by the rule of its series, on its clock; null outside of a series. */
  recurrenceId: ClockTime | null
  /** On the clock of `event.zone`. */
  start: ClockTime
  /** Equal to `start` where no length is known. */
  end: ClockTime
  /** The event, or the one that stands for it. */
  event: CalendarEvent
  cancelled: boolean
  /** It begins at another time than the rule of its series says. */
  moved: boolean
}

export interface InstanceOptions {
  /** Seconds since 1 January 1970 on the clocks of the events; `to` is not included. */
  from: ClockTime
  to: ClockTime
  /** Zones that the file describes. */
  zones?: ReadonlyMap<string, Zone>
}

/** RFC 5545, 3.8.5: RRULE and RDATE without EXDATE, RECURRENCE-ID instead of what they replace. */
export function listInstances(
  events: readonly CalendarEvent[],
  { from, to, zones = new Map() }: InstanceOptions,
): EventInstance[] {
  const overrides = new Map<string, Map<ClockTime, CalendarEvent>>()
  for (const event of events) {
    if (event.recurrenceId === null) continue
    if (!overrides.has(event.uid)) overrides.set(event.uid, new Map())
    const known = overrides.get(event.uid)!
    const other = known.get(event.recurrenceId)
    if (!other || other.sequence <= event.sequence) known.set(event.recurrenceId, event)
  }
  const out: EventInstance[] = []
  for (const event of events) {
    if (event.recurrenceId !== null) continue
    const replaced = overrides.get(event.uid)
    for (const start of startsOf(event, to, zones)) {
      if (!replaced?.has(start)) out.push(instance(event, start, isSeries(event) ? start : null))
    }
  }
  for (const known of overrides.values()) {
    for (const [id, event] of known) out.push(instance(event, event.start, id))
  }
  return out
    .filter(({ start, end }) => start < to && (end > from || start >= from))
    .sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
}

function isSeries({ rule, rdates }: CalendarEvent): boolean {
  return rule !== null || rdates.length > 0
}

/** The first time always counts, also where the rule does not choose it (3.8.5.3). */
function startsOf(
  { start, rule, rdates, exdates, zone }: CalendarEvent,
  to: ClockTime,
  zones: ReadonlyMap<string, Zone>,
): ClockTime[] {
  const found = zone === null ? undefined : (zones.get(zone) ?? knownZones.get(zone))
  const toClock = (instant: number): ClockTime => found?.clockOf(instant) ?? instant
  const ruled = rule ? [...occurrences(rule, { start, before: to, toClock })] : []
  const left = new Set(exdates)
  return [...new Set([start, ...ruled, ...rdates])].filter((time) => time < to && !left.has(time))
}

function instance(
  event: CalendarEvent,
  start: ClockTime,
  recurrenceId: ClockTime | null,
): EventInstance {
  return {
    uid: event.uid,
    recurrenceId,
    start,
    end: start + (event.duration ?? 0),
    event,
    cancelled: event.status === 'CANCELLED',
    moved: recurrenceId !== null && recurrenceId !== start,
  }
}

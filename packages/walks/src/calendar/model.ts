// An event of a calendar as iCalendar tells it, and what stops it from being read.
import type { ClockTime, RecurrenceRule } from '../recurrence/model.ts'
import type { Evidence, WalksErrorCode } from '../walks-error.ts'

export type EventStatus = 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED'

/** RFC 5545, 3.6.1. All times are on the clock of `zone`. */
export interface CalendarEvent {
  uid: string
  start: ClockTime
  /** Seconds; null where neither end nor length is told and it is no whole day. */
  duration: number | null
  allDay: boolean
  /** Name of the time zone, `UTC`, or null: the clock of wherever one is. */
  zone: string | null
  rule: RecurrenceRule | null
  /** As it was written, for writing it again. */
  ruleText: string
  rdates: readonly ClockTime[]
  exdates: readonly ClockTime[]
  /** This event stands for the one of its series that would have begun then. */
  recurrenceId: ClockTime | null
  summary: string
  description: string
  location: string
  url: string
  status: EventStatus | null
  categories: readonly string[]
  /** Longitude, latitude. */
  geo: readonly [number, number] | null
  sequence: number
}

/** Why an event was not taken; its sentence names the line. */
export interface CalendarFault {
  line: number
  code: WalksErrorCode
  evidence: Evidence
}

export interface CalendarRead {
  name: string
  events: readonly CalendarEvent[]
  faults: readonly CalendarFault[]
  zones: ReadonlyMap<string, Zone>
}

/** A time zone: from instants to clocks and back. Both in seconds since 1 January 1970. */
export interface Zone {
  id: string
  clockOf(instant: number): ClockTime
  instantOf(clock: ClockTime): number
}

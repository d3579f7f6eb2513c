// A recurrence rule of iCalendar, and a time on the clock of a place.

/** Seconds since 1 January 1970 on the clock of the place, whatever its time zone: a floating time. */
export type ClockTime = number

export type Frequency =
  | 'YEARLY'
  | 'MONTHLY'
  | 'WEEKLY'
  | 'DAILY'
  | 'HOURLY'
  | 'MINUTELY'
  | 'SECONDLY'

/** RFC 5545, 3.3.10. Empty lists: the part is not there. */
export interface RecurrenceRule {
  frequency: Frequency
  interval: number
  count: number | null
  /** The last time that may be; `utc`: it is an instant, not a time on the clock. */
  until: { time: ClockTime; utc: boolean } | null
  bySecond: readonly number[]
  byMinute: readonly number[]
  byHour: readonly number[]
  /** 0 is Monday; `nth` of the month or year, 0: each. */
  byDay: readonly { weekday: number; nth: number }[]
  byMonthDay: readonly number[]
  byYearDay: readonly number[]
  byWeekNo: readonly number[]
  byMonth: readonly number[]
  bySetPos: readonly number[]
  /** 0 is Monday. */
  weekStart: number
}

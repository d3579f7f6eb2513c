// Computes terms in hours: running day and night, or within the hours in which an office attends.
import type { Workdays } from '../calendar/workdays.ts'
import type { CivilDate } from '../dates/civil-date.ts'
import { dayNumber } from '../dates/civil-date.ts'
import { type Instant, instantOf, localTime, millisecondsOf, minuteOf } from '../dates/instants.ts'
import { WorkdaysError } from '../workdays-error.ts'
import type { HourComputation } from './model.ts'
import { closingMinute } from './reception.ts'

export interface HourOptions {
  rule: string
  calendar: Workdays
  start: Instant
  hours: number
  /** `continuous` counts every hour; `working` those of attention (Ley 27444, 138.1). */
  running: 'continuous' | 'working'
  /** Hours of attention, `HH:MM`; needed for `working`. */
  opensAt?: string
  closesAt?: string
}

/**
 * The instant at which the hours are over. A term in continuous hours is not moved: article 134.2
 * speaks of days. Throws `bad-amount`, `malformed-hour`, `malformed-instant`, `outside-calendar`.
 */
export function computeHours(options: HourOptions): HourComputation {
  const { rule, calendar, start, hours, running } = options
  if (!(hours > 0 && hours <= 8760)) {
    throw new WorkdaysError('bad-amount', { rule, least: 1, most: 8760, amount: hours })
  }
  const due =
    running === 'continuous'
      ? new Date(millisecondsOf(start) + hours * 3_600_000).toISOString()
      : afterHoursOfAttention(options)
  return { rule, calendar: calendar.version, start, hours, running, due }
}

function afterHoursOfAttention(options: HourOptions): Instant {
  const { calendar, start, hours, opensAt = '', closesAt = '' } = options
  const opens = minuteOf(opensAt)
  if (minuteOf(closesAt) <= opens) throw new WorkdaysError('malformed-hour', { text: closesAt })
  const { date, minute } = localTime(start, calendar.zone)
  let day: CivilDate = date
  let from = Math.max(minute, opens)
  let left = hours * 60
  for (;;) {
    const closes = calendar.counts(day) ? closingMinute(calendar, day, closesAt) : 0
    const open = Math.max(0, closes - from)
    if (open >= left) return instantOf(day, from + left, calendar.zone)
    left -= open
    from = opens
    day = calendar.dateOf(dayNumber(day) + 1)
  }
}

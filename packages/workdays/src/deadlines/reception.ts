// Says on which day a filing counts as received, whatever the hour it came in.
import { ENDS, type Workdays } from '../calendar/workdays.ts'
import type { CivilDate } from '../dates/civil-date.ts'
import { dayNumber } from '../dates/civil-date.ts'
import { type Instant, localTime, minuteOf } from '../dates/instants.ts'

/**
 * - `until-midnight`: what comes until 23:59 of a working day is received that day. INDECOPI held
 *   the other reading to be an illegal barrier (Res. 0518-2024/SEL-INDECOPI, 2 August 2024).
 * - `office-hours`: what comes after closing time is received the next working day
 *   (D.S. 029-2021-PCM art. 46.2 as changed by D.S. 075-2023-PCM).
 */
export type ReceptionPolicy = 'until-midnight' | 'office-hours'

export interface ReceptionOptions {
  at: Instant
  calendar: Workdays
  policy: ReceptionPolicy
  /** `HH:MM`. Needed for `office-hours`; a day that closes earlier says so in the calendar. */
  closesAt?: string
}

export interface Reception {
  /** The instant as it came; whether the citizen was in time is always judged by it (140.1). */
  at: Instant
  /** Day and minute of it at the place. */
  date: CivilDate
  minute: number
  /** The day of legal reception, from which the office's terms count. */
  received: CivilDate
  why: 'same-day' | 'after-hours' | 'non-working-day'
  policy: ReceptionPolicy
  calendar: string
}

/**
 * The digital counter is open 24 hours on 7 days (Ley 27444, 117.1); terms need a day.
 * Throws `malformed-instant`, `malformed-hour`, `outside-calendar`.
 */
export function receive({ at, calendar, policy, closesAt }: ReceptionOptions): Reception {
  const { date, minute } = localTime(at, calendar.zone)
  const said = { at, date, minute, policy, calendar: calendar.version }
  if (!calendar.works(date)) {
    return { ...said, received: calendar.nextOpen(date), why: 'non-working-day' }
  }
  if (policy === 'office-hours' && minute > closingMinute(calendar, date, closesAt ?? '24:00')) {
    const received = calendar.nextOpen(dayAfter(calendar, date))
    return { ...said, received, why: 'after-hours' }
  }
  return { ...said, received: date, why: 'same-day' }
}

/**
 * Was it done in time? A term ends with the last moment of its last day (140.1), so that seconds
 * before midnight at the place are enough, whatever the office's hours.
 */
export function isInTime(at: Instant, due: CivilDate, zone: string): boolean {
  return localTime(at, zone).date <= due
}

/** Minutes since midnight at which the office closes that day, earlier on days cut short. */
export function closingMinute(calendar: Workdays, date: CivilDate, closesAt: string): number {
  const usual = minuteOf(closesAt)
  const day = dayNumber(date)
  if ((calendar.flagsOf(day) & ENDS) !== 0) return usual
  const starts = calendar.reasonsOf(day).entries.flatMap(({ startsAt }) => startsAt ?? [])
  return Math.min(usual, ...starts.map(minuteOf))
}

function dayAfter(calendar: Workdays, date: CivilDate): CivilDate {
  return calendar.dateOf(dayNumber(date) + 1)
}

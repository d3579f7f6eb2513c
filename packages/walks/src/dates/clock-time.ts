// Times as iCalendar writes them: 20260117T140000, 20260117T190000Z, 20260117.
import { dateOf, dayNumber, daysInMonth, pad } from './days.ts'

export interface ReadClock {
  /** Seconds since 1 January 1970 on the clock that is meant. */
  time: number
  utc: boolean
  /** A day without a time. */
  allDay: boolean
}

/** RFC 5545, 3.3.4 and 3.3.5; null when it is neither, or no real date. A leap second is the one before. */
export function parseClock(text: string): ReadClock | null {
  const found = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(text)
  if (!found) return null
  const [year, month, day, hour, minute, second] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  if (hour > 23 || minute > 59 || second > 60) return null
  const days = dayNumber(year, month, day)
  return {
    time: days * 86400 + hour * 3600 + minute * 60 + Math.min(second, 59),
    utc: found[7] === 'Z',
    allDay: found[4] === undefined,
  }
}

/** As 20260117T140000, or 20260117 for a whole day. */
export function formatClock(time: number, { allDay = false, utc = false } = {}): string {
  const days = Math.floor(time / 86400)
  const { year, month, day } = dateOf(days)
  const date = pad(year, 4) + pad(month, 2) + pad(day, 2)
  if (allDay) return date
  const rest = time - days * 86400
  const hour = Math.floor(rest / 3600)
  const minute = Math.floor((rest % 3600) / 60)
  return `${date}T${pad(hour, 2)}${pad(minute, 2)}${pad(rest % 60, 2)}${utc ? 'Z' : ''}`
}

/** As 2026-01-17T14:00:00, or 2026-01-17 for a whole day. */
export function formatIso(time: number, allDay = false): string {
  const text = formatClock(time)
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`
  if (allDay) return date
  return `${date}T${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13, 15)}`
}

// The calendar day of an instant at the place of the office, by the zone of its calendar.
import { type CivilDate, localTime } from '@rimaq/workdays'

/** `YYYY-MM-DD` in a zone of the tz database, for instance `America/Lima`. */
export function dayIn(instant: Date, zone: string): CivilDate {
  return localTime(instant.toISOString(), zone).date
}

/** Days from one calendar day to another; negative when the other lies before it. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** The instant at which a calendar day begins; null for what is none, such as 30 February. */
export function dayStart(day: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  const start = new Date(`${day}T05:00:00Z`)
  return Number.isNaN(start.getTime()) || dayIn(start, 'America/Lima') !== day ? null : start
}

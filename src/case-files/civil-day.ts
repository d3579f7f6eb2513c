// The calendar day of an instant at the place of the office, by the zone of its calendar.
import { type CivilDate, instantOf, isCivilDate, localTime } from '@rimaq/workdays'

/** `YYYY-MM-DD` in a zone of the tz database, for instance `America/Lima`. */
export function dayIn(instant: Date, zone: string): CivilDate {
  return localTime(instant.toISOString(), zone).date
}

/** Days from one calendar day to another; negative when the other lies before it. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** The instant at which a calendar day begins in a zone; null for what is none, such as 30 February. */
export function dayStart(day: string, zone: string): Date | null {
  return isCivilDate(day) ? new Date(instantOf(day, 0, zone)) : null
}

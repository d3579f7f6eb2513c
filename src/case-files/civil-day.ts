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

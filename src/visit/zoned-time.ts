// Writes a civil time of the city with its distance from UTC.
import { formatIso } from '@rimaq/walks'
import { cityTime } from './city-time.ts'

/**
 * As 2026-11-28T10:00:00-05:00; `-00:00` for UTC, since CAP 1.2 takes no Z (3.3.2). `time` is civil
 * time in seconds. Of an hour that a clock repeats the first is meant.
 */
export function zonedTime(time: number, timeZone: string): string {
  // The distance at a first guess of the instant; once more, where the clock changes in between.
  const away = minutesFromUtc(time - minutesFromUtc(time, timeZone) * 60, timeZone)
  const digits = (value: number): string => String(value).padStart(2, '0')
  const size = Math.abs(away)
  const sign = away > 0 ? '+' : '-'
  return `${formatIso(time)}${sign}${digits(Math.floor(size / 60))}:${digits(size % 60)}`
}

/** How far the clocks of the zone are ahead at an instant, in minutes. */
function minutesFromUtc(instant: number, timeZone: string): number {
  const { date, minute } = cityTime(new Date(instant * 1000), timeZone)
  return Date.parse(`${date}T00:00:00Z`) / 60_000 + minute - Math.floor(instant / 60)
}

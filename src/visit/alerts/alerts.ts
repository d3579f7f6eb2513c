// Chooses the alerts that hold now, in a district or the whole city, the worst first.
import { parseDay } from '@rimaq/walks'
import type { CityTime } from '../city-time.ts'
import { type Alert, type Content, severities } from '../content/model.ts'

/** Seconds since 1970 on the city's clock. */
export function clockOfCity({ date, minute }: CityTime): number {
  return parseDay(date) * 86_400 + minute * 60
}

/** Those under way; ended ones are gone. */
export function alertsNow(content: Content, now: CityTime): Alert[] {
  const at = clockOfCity(now)
  return content.alerts.filter(({ begins, ends }) => begins <= at && at < ends).sort(worstFirst)
}

/** Those that begin later. */
export function alertsAhead(content: Content, now: CityTime): Alert[] {
  const at = clockOfCity(now)
  return content.alerts.filter(({ begins }) => begins > at).sort((a, b) => a.begins - b.begins)
}

function worstFirst(a: Alert, b: Alert): number {
  const rank = ({ severity }: Alert): number => severities.indexOf(severity)
  return rank(a) - rank(b) || b.sent - a.sent
}

/** An alert without districts is one of the whole city. */
export function concerns({ districts }: Alert, ubigeo: string): boolean {
  return districts.length === 0 || districts.includes(ubigeo)
}

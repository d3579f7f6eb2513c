// The days an entry of a calendar falls on, year by year.
import { type CivilDate, type DayNumber, dayNumber, dayOf } from '../dates/civil-date.ts'
import { daysInMonth } from '../dates/civil-date.ts'
import { easterSunday } from '../dates/easter.ts'
import type { CalendarEntry } from './model.ts'

/** Days within the span, in order. */
export function daysOf(
  entry: Pick<CalendarEntry, 'date' | 'first' | 'last'>,
  covers: { from: CivilDate; to: CivilDate },
): DayNumber[] {
  const from = latest(covers.from, entry.first)
  const to = earliest(covers.to, entry.last)
  const days: DayNumber[] = []
  const add = (day: DayNumber): void => {
    if (day >= dayNumber(from) && day <= dayNumber(to)) days.push(day)
  }
  const { date } = entry
  if ('on' in date) date.on.map(dayNumber).forEach(add)
  else if ('from' in date) {
    const end = Math.min(dayNumber(date.to), dayNumber(to))
    for (let day = Math.max(dayNumber(date.from), dayNumber(from)); day <= end; day++) add(day)
  } else {
    for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
      if ('easter' in date) add(easterSunday(year) + date.easter)
      else if (date.day <= daysInMonth(year, date.month)) add(dayOf(year, date.month, date.day))
    }
  }
  return days
}

function latest(one: CivilDate, other: CivilDate | undefined): CivilDate {
  return other !== undefined && other > one ? other : one
}

function earliest(one: CivilDate, other: CivilDate | undefined): CivilDate {
  return other !== undefined && other < one ? other : one
}

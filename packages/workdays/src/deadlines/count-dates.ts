// Counts calendar days, months and years, where a law counts so.
import { type DayReasons, RUNS, type Workdays } from '../calendar/workdays.ts'
import { type CivilDate, dayOf, type DayNumber, daysInMonth, partsOf } from '../dates/civil-date.ts'
import { type Counted, isIn, lastDay, movedFrom, type Span } from './count-working-days.ts'

interface Options {
  amount: number
  /** Working days added at the end: a distance term counted in working days. */
  more: number
  moves: boolean
  spans: readonly Span[]
}

/**
 * Calendar days (Ley 27444, art. 139). Counting begins on the working day after the event, as for
 * every term in days (133.1); from there each day counts on which terms run.
 */
export function countCalendarDays(
  calendar: Workdays,
  start: DayNumber,
  { amount, more, moves, spans }: Options,
): Counted {
  const days: CivilDate[] = []
  const excluded: DayReasons[] = []
  let day = start
  let left = amount
  let begun = false
  while (left > 0) {
    day += 1
    begun ||= calendar.counts(calendar.dateOf(day))
    const runs = begun && (calendar.flagsOf(day) & RUNS) !== 0 && !isIn(spans, day)
    if (runs) {
      days.push(calendar.dateOf(day))
      left -= 1
    } else excluded.push(calendar.reasonsOf(day))
  }
  return end(calendar, { reached: day, more, moves, spans, days, excluded })
}

/**
 * Months and years from date to date (133.2, 134.3): they end on the day with the same number,
 * and where that month has none on the first working day of the next. Suspended days are added.
 */
export function countMonths(
  calendar: Workdays,
  start: DayNumber,
  { amount, after, more, moves, spans }: Options & { after: number },
): Counted {
  const { year, month, day } = partsOf(start)
  const index = year * 12 + (month - 1) + amount
  const [targetYear, targetMonth] = [Math.floor(index / 12), (index % 12) + 1]
  const missing = day > daysInMonth(targetYear, targetMonth)
  let reached = missing
    ? lastDay(
        calendar,
        dayOf(targetYear, targetMonth, daysInMonth(targetYear, targetMonth)) + 1,
        [],
      )
    : dayOf(targetYear, targetMonth, day)
  const excluded: DayReasons[] = []
  for (let each = start + 1; each <= reached; each++) {
    if ((calendar.flagsOf(each) & RUNS) !== 0 && !isIn(spans, each)) continue
    excluded.push(calendar.reasonsOf(each))
    reached += 1
  }
  return end(calendar, { reached: reached + after, more, moves, spans, days: [], excluded })
}

interface End {
  reached: DayNumber
  more: number
  moves: boolean
  spans: readonly Span[]
  days: readonly CivilDate[]
  excluded: readonly DayReasons[]
}

function end(calendar: Workdays, { reached, more, moves, spans, days, excluded }: End): Counted {
  const last = more > 0 ? calendar.addTo(reached, more) : reached
  const due = moves ? lastDay(calendar, last, spans) : last
  return { due, moved: due === last ? null : movedFrom(calendar, last), days, excluded }
}

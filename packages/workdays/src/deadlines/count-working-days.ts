// Counts working days past suspensions, by ordinals instead of by walking.
import { COUNTS, type DayReasons, ENDS, type Workdays } from '../calendar/workdays.ts'
import type { CivilDate, DayNumber } from '../dates/civil-date.ts'
import type { Moved } from './model.ts'

/** Both ends included. */
export interface Span {
  from: DayNumber
  to: DayNumber
  why: string
}

export interface Counted {
  due: DayNumber
  moved: Moved | null
  days: readonly CivilDate[]
  excluded: readonly DayReasons[]
}

interface Options {
  amount: number
  /** Calendar days added at the end: a distance term counted in calendar days. */
  after: number
  moves: boolean
  spans: readonly Span[]
}

/** 133.1, 134.1, 134.2 of Ley 27444. With an amount of 0: the day itself, or the next working one. */
export function countWorkingDays(
  calendar: Workdays,
  start: DayNumber,
  { amount, after, moves, spans }: Options,
): Counted {
  let reached = start
  if (amount > 0) {
    let ordinal = calendar.ordinal(start)
    let left = amount
    for (const { from, to } of spans) {
      // What counts before the suspension begins; never less than nothing, where it began earlier.
      const before = Math.max(0, calendar.ordinal(from - 1) - ordinal)
      if (before >= left) break
      left -= before
      ordinal = Math.max(ordinal, calendar.ordinal(to))
    }
    reached = calendar.nth(ordinal + left, start)
  }
  const last = reached + after
  const due = moves ? lastDay(calendar, last, spans) : last
  return {
    due,
    moved: due === last ? null : movedFrom(calendar, last),
    ...daysBetween(calendar, start, { to: due, until: reached, spans }),
  }
}

/** The day itself if a term may end on it, or the first after it (134.2). */
export function lastDay(calendar: Workdays, day: DayNumber, spans: readonly Span[]): DayNumber {
  let due = day
  while ((calendar.flagsOf(due) & ENDS) === 0 || isIn(spans, due)) due += 1
  return due
}

export function movedFrom(calendar: Workdays, day: DayNumber): Moved {
  return { from: calendar.dateOf(day), why: calendar.reasonsOf(day) }
}

export function isIn(spans: readonly Span[], day: DayNumber): boolean {
  return spans.some(({ from, to }) => day >= from && day <= to)
}

/** The days after start: counted up to and with `until`, those that were not up to and with `to`. */
function daysBetween(
  calendar: Workdays,
  start: DayNumber,
  { to, until, spans }: { to: DayNumber; until: DayNumber; spans: readonly Span[] },
): Pick<Counted, 'days' | 'excluded'> {
  const days: CivilDate[] = []
  const excluded: DayReasons[] = []
  for (let day = start + 1; day <= to; day++) {
    const counts = (calendar.flagsOf(day) & COUNTS) !== 0 && !isIn(spans, day)
    if (!counts) excluded.push(calendar.reasonsOf(day))
    else if (day <= until) days.push(calendar.dateOf(day))
  }
  return { days, excluded }
}

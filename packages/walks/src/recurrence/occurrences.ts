// Lists the times of a recurrence rule, one after the other.
import { dateOf, dayNumber, daysInMonth, weekdayOf } from '../dates/days.ts'
import { isChosen, withDefaults } from './choose-days.ts'
import type { ClockTime, RecurrenceRule } from './model.ts'

/** After this year rules are not followed: what has not come by then never will. */
const lastYear = 9999

export interface OccurrenceOptions {
  /** The first time (DTSTART). It comes itself only where the rule chooses it. */
  start: ClockTime
  /** Nothing after this time is looked for. */
  before?: ClockTime
  /** Turns the `until` of the rule, where it is an instant, into a time on the clock of `start`. */
  toClock?: (instant: number) => ClockTime
}

/**
 * Times on the clock in ascending order, without end unless the rule or `before` ends it
 * (RFC 5545, 3.3.10).
 */
export function* occurrences(
  rule: RecurrenceRule,
  { start, before = Infinity, toClock = (instant) => instant }: OccurrenceOptions,
): Generator<ClockTime> {
  const filled = withDefaults(rule, start)
  const { until } = rule
  const untilClock = until === null ? Infinity : until.utc ? toClock(until.time) : until.time
  const last = Math.min(before, untilClock, dayNumber(lastYear, 12, 31) * 86400)
  let left = rule.count ?? Infinity
  for (const set of periods(filled, start, last)) {
    for (const time of atPositions(set, filled.bySetPos)) {
      if (time < start) continue
      if (time > last || left === 0) return
      left -= 1
      yield time
    }
    if (left === 0) return
  }
}

/** The times of each period of the rule: of a year, a month, a week, a day, an hour and so on. */
function periods(rule: RecurrenceRule, start: ClockTime, last: ClockTime): Iterable<ClockTime[]> {
  const { frequency } = rule
  if (frequency === 'HOURLY' || frequency === 'MINUTELY' || frequency === 'SECONDLY') {
    return shortPeriods(rule, start, last)
  }
  return longPeriods(rule, start, last)
}

function* longPeriods(
  rule: RecurrenceRule,
  start: ClockTime,
  last: ClockTime,
): Generator<ClockTime[]> {
  const times = timesOfDay(rule)
  const startDay = Math.floor(start / 86400)
  for (let step = 0; ; step += rule.interval) {
    const { from, to } = daysOfPeriod(rule, startDay, step)
    if (from * 86400 > last) return
    const set: ClockTime[] = []
    for (let day = from; day <= to; day++) {
      if (isChosen(rule, day)) for (const time of times) set.push(day * 86400 + time)
    }
    if (set.length > 0) yield set
  }
}

function daysOfPeriod(
  { frequency, weekStart }: RecurrenceRule,
  startDay: number,
  step: number,
): { from: number; to: number } {
  const { year, month } = dateOf(startDay)
  if (frequency === 'YEARLY') {
    return { from: dayNumber(year + step, 1, 1), to: dayNumber(year + step, 12, 31) }
  }
  if (frequency === 'MONTHLY') {
    const y = year + Math.floor((month - 1 + step) / 12)
    const m = ((month - 1 + step) % 12) + 1
    return { from: dayNumber(y, m, 1), to: dayNumber(y, m, daysInMonth(y, m)) }
  }
  if (frequency === 'WEEKLY') {
    const from = startDay - ((weekdayOf(startDay) - weekStart + 7) % 7) + step * 7
    return { from, to: from + 6 }
  }
  return { from: startDay + step, to: startDay + step }
}

function timesOfDay({ byHour, byMinute, bySecond }: RecurrenceRule): number[] {
  const all = new Set<number>()
  for (const hour of byHour) {
    for (const minute of byMinute) {
      for (const second of bySecond) all.add(hour * 3600 + minute * 60 + Math.min(second, 59))
    }
  }
  return ascending([...all])
}

const seconds = { HOURLY: 3600, MINUTELY: 60, SECONDLY: 1 } as const

/** Hours, minutes and seconds: days that are not chosen are passed over at once. */
function* shortPeriods(
  rule: RecurrenceRule,
  start: ClockTime,
  last: ClockTime,
): Generator<ClockTime[]> {
  const unit = seconds[rule.frequency as keyof typeof seconds]
  const stride = unit * rule.interval
  const minutes = rule.frequency === 'HOURLY' ? rule.byMinute : null
  const inMinute = rule.frequency === 'SECONDLY' ? null : rule.bySecond
  let now = Math.floor(start / unit) * unit
  while (now <= last) {
    const day = Math.floor(now / 86400)
    const skipTo = isChosen(rule, day) ? now : (day + 1) * 86400
    const rest = skipTo - day * 86400
    const wrongHour = skipTo === now && !allows(rule.byHour, Math.floor(rest / 3600))
    const goal = wrongHour ? (Math.floor(skipTo / 3600) + 1) * 3600 : skipTo
    if (goal > now) {
      now += Math.ceil((goal - now) / stride) * stride
      continue
    }
    const minute = Math.floor(now / 60) % 60
    const fits =
      (minutes !== null || allows(rule.byMinute, minute)) &&
      (inMinute !== null || allows(rule.bySecond, now % 60))
    if (fits) {
      const set = new Set<number>()
      for (const m of minutes ?? [0]) {
        for (const s of inMinute ?? [0]) set.add(now + m * 60 + Math.min(s, 59))
      }
      yield ascending([...set])
    }
    now += stride
  }
}

function allows(list: readonly number[], value: number): boolean {
  return list.length === 0 || list.includes(value)
}

/** BYSETPOS: the first, the last … of the times of a period. */
function atPositions(
  set: readonly ClockTime[],
  positions: readonly number[],
): readonly ClockTime[] {
  if (positions.length === 0) return set
  const chosen = new Set<ClockTime>()
  for (const position of positions) {
    const time = set.at(position > 0 ? position - 1 : position)
    if (time !== undefined) chosen.add(time)
  }
  return ascending([...chosen])
}

function ascending(values: number[]): number[] {
  return values.sort((a, b) => a - b)
}

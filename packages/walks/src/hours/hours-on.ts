// Says when a place is open on a day, closed, or when nobody can know.
import { dateOf, dayNumber, daysInMonth, formatDay, parseDay, weekdayOf } from '../dates/days.ts'
import type { Window } from '../plan/model.ts'
import type { DateSpan, HoursRule, HoursSpan, HoursState, OpeningHours } from './model.ts'

export interface HoursOptions {
  /** Is the day (2026-07-28) a public holiday? Without it, hours that depend on it are unknown. */
  holiday?: (date: string) => boolean
}

const day = 1440

/** The whole day, midnight to midnight, in spans of one answer each. @throws WalksError `malformed-date` */
export function hoursOn(
  hours: OpeningHours,
  date: string,
  { holiday }: HoursOptions = {},
): HoursSpan[] {
  const number = parseDay(date)
  if (!hours.understood) return [{ from: 0, to: day, state: 'unknown', comment: '' }]
  if (holiday || !hours.rules.some(({ holidays }) => holidays)) {
    const is = (at: number): boolean => holiday?.(formatDay(at)) ?? false
    return spansOf(hours.rules, paint(hours.rules, number, is))
  }
  const without = paint(hours.rules, number, () => false)
  const onHoliday = paint(hours.rules, number, () => true)
  return spansOf(hours.rules, without, onHoliday)
}

/** The answer at a minute since midnight, and until when it holds that day. */
export function stateAt(
  hours: OpeningHours,
  date: string,
  minute: number,
  options: HoursOptions = {},
): HoursSpan {
  const spans = hoursOn(hours, date, options)
  return spans.find(({ from, to }) => from <= minute && minute < to) ?? spans.at(-1)!
}

/**
 * Windows for the planner: spans that are open, and visits that begin at fixed moments; null where
 * part of the day is unknown and none is open.
 */
export function windowsOn(
  hours: OpeningHours,
  date: string,
  { visit, ...options }: HoursOptions & { visit: number },
): Window[] | null {
  const spans = hoursOn(hours, date, options)
  const open = spans.filter(({ state }) => state === 'open').map(({ from, to }) => ({ from, to }))
  const slots = slotsOn(hours, date, options).map((from) => ({ from, to: from + visit }))
  const windows = [...open, ...slots].sort((a, b) => a.from - b.from || a.to - b.to)
  if (windows.length === 0 && spans.some(({ state }) => state === 'unknown')) return null
  return windows
}

/** Moments of the day at which something begins. */
export function slotsOn(
  hours: OpeningHours,
  date: string,
  { holiday }: HoursOptions = {},
): number[] {
  const number = parseDay(date)
  const is = (at: number): boolean => holiday?.(formatDay(at)) ?? false
  const matching = matchingRules(hours.rules, number, is).filter(({ wrapped }) => !wrapped)
  return matching
    .flatMap(({ rule }) => (rule.state === 'open' ? rule.slots : []))
    .sort((a, b) => a - b)
}

/** For each minute one more than the index of the rule that decides it; 0 where none does. */
function paint(
  rules: readonly HoursRule[],
  number: number,
  isHoliday: (day: number) => boolean,
): Uint16Array {
  const minutes = new Uint16Array(day)
  for (const { rule, index, wrapped } of matchingRules(rules, number, isHoliday)) {
    const moments = rule.slots.length > 0 && rule.state === 'open'
    const whole = rule.times.length === 0 && !moments
    const spans = whole ? [{ from: 0, to: day }] : rule.times
    for (const { from, to } of spans) {
      const begin = wrapped ? Math.max(0, from - day) : from
      const end = Math.min(day, wrapped ? to - day : to)
      for (let at = begin; at < end; at++) {
        const decided = minutes[at]!
        const closed = decided === 0 || rules[decided - 1]!.state === 'closed'
        if (rule.joins !== 'otherwise' || closed) minutes[at] = index + 1
      }
    }
  }
  return minutes
}

interface Match {
  rule: HoursRule
  index: number
  /** What is left of the night before. */
  wrapped: boolean
}

/** A rule that opens on certain days says all about these days, unless it is joined to those before. */
function matchingRules(
  rules: readonly HoursRule[],
  number: number,
  isHoliday: (day: number) => boolean,
): Match[] {
  let matching: Match[] = []
  for (const [index, rule] of rules.entries()) {
    if (matches(rule, number, isHoliday)) {
      if (rule.joins === 'instead' && rule.state !== 'closed' && choosesDays(rule)) matching = []
      matching.push({ rule, index, wrapped: false })
    }
    if (rule.times.some(({ to }) => to > day) && matches(rule, number - 1, isHoliday)) {
      matching.push({ rule, index, wrapped: true })
    }
  }
  return matching
}

function choosesDays({ years, dates, weekdays, holidays }: HoursRule): boolean {
  return years.length > 0 || dates.length > 0 || weekdays.length > 0 || holidays
}

function matches(
  { years, dates, weekdays, holidays }: HoursRule,
  number: number,
  isHoliday: (day: number) => boolean,
): boolean {
  const { year, month, day } = dateOf(number)
  if (years.length > 0 && !years.some(({ from, to }) => from <= year && year <= to)) return false
  if (dates.length > 0 && !dates.some((span) => inDates(span, number))) return false
  if (weekdays.length === 0 && !holidays) return true
  if (holidays && isHoliday(number)) return true
  const weekday = weekdayOf(number)
  return weekdays.some(({ from, to, nth }) => {
    const inside = from <= to ? from <= weekday && weekday <= to : weekday >= from || weekday <= to
    if (!inside || nth.length === 0) return inside
    const fromEnd = -Math.ceil((daysInMonth(year, month) - day + 1) / 7)
    return nth.includes(Math.ceil(day / 7)) || nth.includes(fromEnd)
  })
}

function inDates(span: DateSpan, number: number): boolean {
  const { year } = dateOf(number)
  const lastDay = (of: number, month: number, day: number | null): number =>
    dayNumber(of, month, Math.min(day ?? 31, daysInMonth(of, month)))
  if (span.fromYear !== null && span.toYear !== null) {
    const from = dayNumber(span.fromYear, span.fromMonth, span.fromDay ?? 1)
    return from <= number && number <= lastDay(span.toYear, span.toMonth, span.toDay)
  }
  const from = dayNumber(year, span.fromMonth, span.fromDay ?? 1)
  const to = lastDay(year, span.toMonth, span.toDay)
  return from <= to ? from <= number && number <= to : number >= from || number <= to
}

function spansOf(rules: readonly HoursRule[], ...paintings: Uint16Array[]): HoursSpan[] {
  const answer = (index: number): { state: HoursState; comment: string } =>
    index === 0 ? { state: 'closed', comment: '' } : rules[index - 1]!
  const spans: HoursSpan[] = []
  for (let minute = 0; minute < day; minute++) {
    const said = paintings.map((painting) => answer(painting[minute]!))
    const agree = said.every(({ state }) => state === said[0]!.state)
    const state = agree ? said[0]!.state : 'unknown'
    const comment = said[0]!.comment
    const last = spans.at(-1)
    if (last && last.state === state && last.comment === comment) last.to = minute + 1
    else spans.push({ from: minute, to: minute + 1, state, comment })
  }
  return spans
}

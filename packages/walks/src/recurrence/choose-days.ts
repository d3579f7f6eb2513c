// Says which days of a year, a month or a week a recurrence rule chooses.
import { dateOf, dayNumber, daysInMonth, isLeapYear, weekdayOf } from '../dates/days.ts'
import type { RecurrenceRule } from './model.ts'

/** The rule with the parts that the standard takes from the first time (RFC 5545, 3.3.10, last table). */
export function withDefaults(rule: RecurrenceRule, start: number): RecurrenceRule {
  const day = Math.floor(start / 86400)
  const { month, day: ofMonth } = dateOf(day)
  const second = start - day * 86400
  const { frequency, byWeekNo, byYearDay, byMonthDay, byDay } = rule
  const chooses = [byWeekNo, byYearDay, byMonthDay, byDay].some(({ length }) => length > 0)
  const order = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY']
  const rank = order.indexOf(frequency)
  const filled = { ...rule }
  if (!chooses && frequency === 'YEARLY') {
    filled.byMonthDay = [ofMonth]
    if (rule.byMonth.length === 0) filled.byMonth = [month]
  }
  if (!chooses && frequency === 'MONTHLY') filled.byMonthDay = [ofMonth]
  if (!chooses && frequency === 'WEEKLY') filled.byDay = [{ weekday: weekdayOf(day), nth: 0 }]
  if (byWeekNo.length > 0 && byDay.length + byMonthDay.length + byYearDay.length === 0) {
    filled.byDay = [{ weekday: weekdayOf(day), nth: 0 }]
  }
  if (rank <= 3 && rule.byHour.length === 0) filled.byHour = [Math.floor(second / 3600)]
  if (rank <= 4 && rule.byMinute.length === 0) filled.byMinute = [Math.floor(second / 60) % 60]
  if (rank <= 5 && rule.bySecond.length === 0) filled.bySecond = [second % 60]
  return filled
}

/** Does the day pass all BY parts that are about days? */
export function isChosen(rule: RecurrenceRule, day: number): boolean {
  const { byMonth, byMonthDay, byYearDay, byWeekNo, byDay } = rule
  const date = dateOf(day)
  if (byMonth.length > 0 && !byMonth.includes(date.month)) return false
  if (byMonthDay.length > 0) {
    const fromEnd = date.day - daysInMonth(date.year, date.month) - 1
    if (!byMonthDay.includes(date.day) && !byMonthDay.includes(fromEnd)) return false
  }
  if (byYearDay.length > 0) {
    const ofYear = day - dayNumber(date.year, 1, 1) + 1
    const fromEnd = ofYear - (isLeapYear(date.year) ? 366 : 365) - 1
    if (!byYearDay.includes(ofYear) && !byYearDay.includes(fromEnd)) return false
  }
  if (byWeekNo.length > 0) {
    const { week, weeks } = weekOf(day, rule.weekStart)
    if (!byWeekNo.includes(week) && !byWeekNo.includes(week - weeks - 1)) return false
  }
  return byDay.length === 0 || isChosenWeekday(rule, day, date)
}

/** `nth` counts within the month where the rule is monthly or names months, else within the year. */
function isChosenWeekday(
  { frequency, byMonth, byDay }: RecurrenceRule,
  day: number,
  { year, month }: { year: number; month: number },
): boolean {
  const weekday = weekdayOf(day)
  const inMonth = frequency === 'MONTHLY' || byMonth.length > 0
  const first = inMonth ? dayNumber(year, month, 1) : dayNumber(year, 1, 1)
  const last = inMonth ? dayNumber(year, month, daysInMonth(year, month)) : dayNumber(year, 12, 31)
  const nth = Math.floor((day - first) / 7) + 1
  const fromEnd = -Math.floor((last - day) / 7) - 1
  return byDay.some(
    (each) =>
      each.weekday === weekday && (each.nth === 0 || each.nth === nth || each.nth === fromEnd),
  )
}

/** Week one is the first that has four days in its year; weeks begin with `weekStart`. */
function weekOf(day: number, weekStart: number): { week: number; weeks: number } {
  const monday = day - ((weekdayOf(day) - weekStart + 7) % 7)
  const { year } = dateOf(monday + 3)
  const first = firstWeek(year, weekStart)
  const next = firstWeek(year + 1, weekStart)
  return { week: (monday - first) / 7 + 1, weeks: (next - first) / 7 }
}

function firstWeek(year: number, weekStart: number): number {
  const fourth = dayNumber(year, 1, 4)
  return fourth - ((weekdayOf(fourth) - weekStart + 7) % 7)
}

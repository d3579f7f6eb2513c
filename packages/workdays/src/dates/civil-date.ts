// Plain dates without hour or zone: as text for people, as day numbers for arithmetic.
import { WorkdaysError } from '../workdays-error.ts'

declare const brand: unique symbol

/** `YYYY-MM-DD` of the Gregorian calendar, years 1583 to 9999 (ISO 8601). Sorts as text. */
export type CivilDate = string & { readonly [brand]: 'CivilDate' }

/** Days since 1970-01-01, which is day 0. */
export type DayNumber = number

const shape = /^(\d{4})-(\d{2})-(\d{2})$/
const DAYS_OF_ERA = 146_097
/** From 0000-03-01, where the arithmetic below begins, to 1970-01-01. */
const EPOCH = 719_468

/** Throws `malformed-date` for what is no day of the calendar. */
export function civilDate(text: string): CivilDate {
  const [, year = '', month = '', day = ''] = shape.exec(text) ?? []
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (year === '' || y < 1583 || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) {
    throw new WorkdaysError('malformed-date', { text: text.slice(0, 40) })
  }
  return text as CivilDate
}

/** Is the text a day of the calendar, written as `YYYY-MM-DD`? */
export function isCivilDate(text: unknown): text is CivilDate {
  if (typeof text !== 'string') return false
  const [, year = '', month = '', day = ''] = shape.exec(text) ?? []
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  return year !== '' && y >= 1583 && m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m)
}

/** The day number of a date. Works on digits, not on `Date`, because it is the innermost step. */
export function dayNumber(date: CivilDate): DayNumber {
  return dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8)))
}

/**
 * The day number of year, month (1–12) and day. Years begin in March here, so that the day that
 * is sometimes missing is the last one (Howard Hinnant, chrono-compatible low-level date
 * algorithms, days_from_civil).
 */
export function dayOf(year: number, month: number, day: number): DayNumber {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_OF_ERA + dayOfEra - EPOCH
}

export interface DateParts {
  year: number
  /** 1 to 12. */
  month: number
  day: number
}

/** Year, month and day of a day number (civil_from_days of the same source). */
export function partsOf(number: DayNumber): DateParts {
  const z = number + EPOCH
  const era = Math.floor(z / DAYS_OF_ERA)
  const dayOfEra = z - era * DAYS_OF_ERA
  const leapless =
    dayOfEra -
    Math.floor(dayOfEra / 1460) +
    Math.floor(dayOfEra / 36_524) -
    Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor(leapless / 365)
  const before = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const dayOfYear = dayOfEra - before
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}

export function dateOf(number: DayNumber): CivilDate {
  const { year, month, day } = partsOf(number)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}` as CivilDate
}

/** 1 for Monday to 7 for Sunday (ISO 8601). */
export function weekdayOf(number: DayNumber): number {
  // Day 0 was a Thursday.
  return ((((number + 3) % 7) + 7) % 7) + 1
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) {
    return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The date so many days later, or earlier where negative; counts every day. */
export function plusDays(date: CivilDate, days: number): CivilDate {
  return dateOf(dayNumber(date) + days)
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

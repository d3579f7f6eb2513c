// Explains a term in one sentence for the citizen, and day by day for whoever asks.
import type { DayReasons } from '../calendar/workdays.ts'
import type { Language } from '../calendar/model.ts'
import { type CivilDate, dayNumber, daysInMonth, partsOf, weekdayOf } from '../dates/civil-date.ts'
import { notableDays } from '../deadlines/compute.ts'
import type { Computation } from '../deadlines/model.ts'
import { type Phrases, phrases } from './phrases.ts'

/** Up to so many days are named one by one; more are counted. */
const MOST_NAMED = 8

export interface ExplainOptions {
  language: Language
  /** Words of another language; names of days are then taken in `language`. */
  words?: Phrases
  /** Says also that days declared later may move it. Default: no. */
  warn?: boolean
}

/**
 * One sentence: how many days, from the first that counts, which do not count, the last day.
 * Weekends go without saying in working days.
 */
export function explainDeadline(computation: Computation, options: ExplainOptions): string {
  const words = options.words ?? phrases[options.language]
  const parts = [
    explainCounting(computation, options),
    ...endOf(computation, words, options.language),
  ]
  if (options.warn === true && computation.provisional !== null) {
    parts.push(words.provisional(dateIn(computation.provisional, words, true)))
  }
  return parts.join('; ')
}

/** The first half of the sentence, for instance "3 working days from 5 October; 8 October does not count". */
export function explainCounting(computation: Computation, options: ExplainOptions): string {
  const words = options.words ?? phrases[options.language]
  const { start, counted, due, unit, amount } = computation
  const byDate = unit === 'month' || unit === 'year'
  const first = byDate ? start : (counted[0] ?? due)
  const withYear = yearOf(first) !== yearOf(due)
  const parts = [
    words.counting(amountIn(amount, computation, words), dateIn(first, words, withYear)),
  ]
  if (computation.extension > 0) {
    parts.push(words.extension(amountIn(computation.extension, computation, words)))
  }
  if (computation.distance) {
    const { amount: days, unit: kind } = computation.distance
    parts.push(words.distance(days, kind === 'calendar-day'))
  }
  parts.push(...notCounted(computation, words, withYear))
  for (const { from, to } of computation.suspensions) {
    parts.push(words.suspended(dateIn(from, words, withYear), dateIn(to ?? due, words, withYear)))
  }
  return parts.join('; ')
}

export interface ExplainedDay {
  date: CivilDate
  /** Why it does not count, with the norm. */
  why: string
}

/** Every day between the event and the last day that did not count, with its reason. */
export function explainDays(computation: Computation, options: ExplainOptions): ExplainedDay[] {
  const words = options.words ?? phrases[options.language]
  return computation.excluded.map((day) => ({
    date: day.date,
    why: whyOf(day, computation, words, options.language),
  }))
}

function notCounted(computation: Computation, words: Phrases, withYear: boolean): string[] {
  const days = notableDays(computation).filter(({ date }) => !isSuspended(computation, date))
  const stopped = days.filter(({ entries }) =>
    entries.some(({ kind }) => kind === 'terms-suspended'),
  )
  const single = days.filter((day) => !stopped.includes(day))
  const parts: string[] = []
  if (single.length > 0 && single.length <= MOST_NAMED) {
    const groups = groupByMonth(single, words, withYear)
    parts.push(words.doNotCount(groups, single.length === 1))
  } else if (single.length > 0) {
    const declared = single.filter(({ entries }) => entries.every(({ kind }) => kind !== 'holiday'))
    parts.push(words.manyDoNotCount(single.length - declared.length, declared.length))
  }
  const [first, last] = [stopped[0], stopped.at(-1)]
  if (first && last) {
    const said = stopped.flatMap(({ entries }) => entries)
    const stops = said.filter(({ kind }) => kind === 'terms-suspended')
    const norms = new Set(stops.map(({ basis }) => basis.norm))
    const [from, to] = [first, last].map(({ date }) => dateIn(date, words, withYear))
    parts.push(words.termsSuspended(from!, to!, [...norms].join(', ')))
  }
  return parts
}

function endOf(computation: Computation, words: Phrases, language: Language): string[] {
  const { moved, due, start, unit, amount } = computation
  const parts: string[] = []
  if (unit === 'month' || unit === 'year') {
    const { year, month, day } = partsOf(dayNumber(start))
    const index = year * 12 + month - 1 + amount * (unit === 'year' ? 12 : 1)
    const target = (index % 12) + 1
    if (day > daysInMonth(Math.floor(index / 12), target)) {
      parts.push(words.noSuchDay(day, words.months[target - 1] ?? ''))
    }
  }
  if (moved) {
    parts.push(
      words.moved(dateIn(moved.from, words, false), whyOf(moved.why, computation, words, language)),
    )
  }
  parts.push(words.due(fullDate(due, words)))
  return parts
}

function whyOf(
  { date, weekend, entries }: DayReasons,
  computation: Computation,
  words: Phrases,
  language: Language,
): string {
  const suspension = computation.suspensions.find(
    ({ from, to }) => date >= from && (to === null || date <= to),
  )
  if (suspension) return words.caseSuspended(suspension.why)
  if (weekend || entries.length === 0) {
    return words.weekend(words.weekdays[weekdayOf(dayNumber(date)) - 1] ?? '')
  }
  return entries
    .map(({ kind, names, basis, startsAt }) =>
      kind === 'reception-closed' || startsAt !== undefined
        ? words.closed(names[language])
        : words.named(names[language], basis.norm),
    )
    .join('; ')
}

function isSuspended({ suspensions }: Computation, date: CivilDate): boolean {
  return suspensions.some(({ from, to }) => date >= from && (to === null || date <= to))
}

function groupByMonth(days: readonly DayReasons[], words: Phrases, withYear: boolean): string[] {
  const groups = new Map<string, { days: number[]; month: number; year: number }>()
  for (const { date } of days) {
    const { year, month, day } = partsOf(dayNumber(date))
    const group = groups.get(`${year}-${month}`) ?? { days: [], month, year }
    group.days.push(day)
    groups.set(`${year}-${month}`, group)
  }
  return [...groups.values()].map(({ days: each, month, year }) =>
    words.daysOf(each, words.months[month - 1] ?? '', withYear ? year : null),
  )
}

function amountIn(amount: number, { unit }: Computation, words: Phrases): string {
  const [one, many] = words.units[unit]
  return `${amount} ${amount === 1 ? one : many}`
}

function dateIn(date: CivilDate, words: Phrases, withYear: boolean): string {
  const { year, month, day } = partsOf(dayNumber(date))
  return words.daysOf([day], words.months[month - 1] ?? '', withYear ? year : null)
}

/** With its weekday and year. */
export function fullDate(date: CivilDate, words: Phrases): string {
  const weekday = words.weekdays[weekdayOf(dayNumber(date)) - 1] ?? ''
  return `${weekday} ${dateIn(date, words, true)}`
}

function yearOf(date: CivilDate): string {
  return date.slice(0, 4)
}

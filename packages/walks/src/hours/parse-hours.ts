// Reads opening hours as OpenStreetMap writes them; what is not understood is refused, naming the place.
import { WalksError } from '../walks-error.ts'
import { HoursText } from './hours-text.ts'
import type { DateSpan, HoursRule, OpeningHours, WeekdaySpan } from './model.ts'

const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const states = { open: 'open', off: 'closed', closed: 'closed', unknown: 'unknown' } as const

/**
 * A subset of the specification at wiki.openstreetmap.org/wiki/Key:opening_hours/specification: rules
 * joined by `;`, `,` and `||`; years, months, dates, weekdays (also nth of the month), PH, spans and
 * moments of time, `24/7`, open, off, closed, unknown and comments. Not weeks, SH, sunrise or open ends.
 * @throws WalksError `malformed-hours`
 */
export function parseHours(text: string): OpeningHours {
  const words = new HoursText(text)
  const rules: HoursRule[] = []
  let joins: HoursRule['joins'] = 'instead'
  for (;;) {
    rules.push(readRule(words, joins))
    if (words.take(/\|\|/y)) joins = 'otherwise'
    else if (words.take(/;/y)) {
      if (words.done) break
      joins = 'instead'
    } else if (words.take(/,/y)) {
      // What is added to a rule for want of others counts for want of others too.
      joins = joins === 'otherwise' ? 'otherwise' : 'beside'
    } else if (words.done) break
    else words.refuse()
  }
  return { text, rules, understood: true }
}

/** Hours for showing: a text that is not understood, or none, is unknown at any time. */
export function readHours(text: string | null | undefined): OpeningHours {
  const given = (text ?? '').trim()
  if (given !== '') {
    try {
      return parseHours(given)
    } catch (error) {
      if (!(error instanceof WalksError) || error.code !== 'malformed-hours') throw error
    }
  }
  return { text: given, rules: [], understood: false }
}

function readRule(words: HoursText, joins: HoursRule['joins']): HoursRule {
  const began = words.at
  const rule = {
    joins,
    years: [] as { from: number; to: number }[],
    dates: [] as DateSpan[],
    weekdays: [] as WeekdaySpan[],
    holidays: false,
    times: [] as { from: number; to: number }[],
    slots: [] as number[],
  }
  const always = words.take(/24\/7/y)
  if (!always) {
    readYears(words, rule)
    if (words.peek(monthAhead)) {
      do rule.dates.push(readDates(words, rule))
      while (words.take(/,(?=\s*(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)/y))
    }
    words.take(/:(?=\s)/y)
    readWeekdays(words, rule)
    words.take(/:(?=\s)/y)
    readTimes(words, rule)
  }
  const state = words.take(/(open|off|closed|unknown)\b/y)
  const comment = words.take(/"([^"]*)"/y)
  if (words.at === began) words.refuse()
  const word = state?.[1] as keyof typeof states | undefined
  // A comment alone says that it depends on something (specification, “rule modifier”).
  const meant = word ? states[word] : comment ? 'unknown' : 'open'
  return { ...rule, state: meant, comment: comment?.[1] ?? '' }
}

const monthAhead = /(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/y

function readYears(words: HoursText, rule: { years: { from: number; to: number }[] }): void {
  // A year before a month belongs to that date alone where the span says its end with a year too.
  do {
    const found = words.take(/(\d{4})(?![\d:])(?:\s*-\s*(\d{4})|(\+))?/y)
    if (!found) break
    const from = Number(found[1])
    const to = found[3] ? 9999 : Number(found[2] ?? from)
    if (to < from) words.refuse()
    rule.years.push({ from, to })
  } while (words.take(/,(?=\s*\d{4}(?![\d:]))/y))
}

function readDates(words: HoursText, rule: { years: { from: number; to: number }[] }): DateSpan {
  const fromMonth = month(words)
  const fromDay = day(words)
  const span: DateSpan = {
    fromYear: null,
    fromMonth,
    fromDay,
    toYear: null,
    toMonth: fromMonth,
    toDay: fromDay,
  }
  if (words.take(/-/y)) {
    const year = words.take(/(\d{4})(?=\s*[A-Z])/y)
    if (year) {
      const only = rule.years.length === 1 && rule.years[0]!.from === rule.years[0]!.to
      if (!only) words.refuse()
      span.fromYear = rule.years[0]!.from
      span.toYear = Number(year[1])
      rule.years.length = 0
    }
    if (words.peek(monthAhead)) {
      span.toMonth = month(words)
      span.toDay = day(words)
    } else span.toDay = day(words) ?? words.refuse()
    if ((span.fromDay === null) !== (span.toDay === null)) words.refuse()
  }
  return span
}

function month(words: HoursText): number {
  const found = words.take(monthAhead) ?? words.refuse()
  return months.indexOf(found[1]!) + 1
}

function day(words: HoursText): number | null {
  const found = words.take(/(\d{1,2})(?![\d:])/y)
  if (!found) return null
  const value = Number(found[1])
  return value >= 1 && value <= 31 ? value : words.refuse()
}

function readWeekdays(
  words: HoursText,
  rule: { weekdays: WeekdaySpan[]; holidays: boolean },
): void {
  do {
    if (words.take(/PH\b/y)) {
      rule.holidays = true
      continue
    }
    const found = words.take(/(Mo|Tu|We|Th|Fr|Sa|Su)(?:\s*-\s*(Mo|Tu|We|Th|Fr|Sa|Su))?\b/y)
    if (!found) break
    const from = weekdays.indexOf(found[1]!)
    const to = found[2] ? weekdays.indexOf(found[2]) : from
    rule.weekdays.push({ from, to, nth: from === to && !found[2] ? readNth(words) : [] })
  } while (words.take(/,(?=\s*(Mo|Tu|We|Th|Fr|Sa|Su|PH)\b)/y))
}

function readNth(words: HoursText): number[] {
  const found = words.take(/\[([^\]]*)\]/y)
  if (!found) return []
  return found[1]!.split(',').flatMap((part) => {
    const [, low, high] = /^\s*(-?[1-5])(?:-([1-5]))?\s*$/.exec(part) ?? words.refuse()
    if (high === undefined) return [Number(low)]
    if (Number(low) < 1 || Number(high) < Number(low)) words.refuse()
    return Array.from({ length: Number(high) - Number(low) + 1 }, (_, at) => Number(low) + at)
  })
}

function readTimes(
  words: HoursText,
  rule: { times: { from: number; to: number }[]; slots: number[] },
): void {
  do {
    const found = words.take(/(\d{1,2}):(\d{2})(?:\s*-\s*(\d{1,2}):(\d{2}))?(?!\s*[+/\d])/y)
    if (!found) break
    const from = minute(words, found[1]!, found[2]!, 24)
    if (found[3] === undefined) {
      rule.slots.push(from)
      continue
    }
    const end = minute(words, found[3], found[4]!, 48)
    if (end === from) words.refuse()
    rule.times.push({ from, to: end > from ? end : end + 1440 })
  } while (words.take(/,(?=\s*\d{1,2}:)/y))
}

function minute(words: HoursText, hour: string, rest: string, most: number): number {
  const value = Number(hour) * 60 + Number(rest)
  return Number(rest) < 60 && value <= most * 60 ? value : words.refuse()
}

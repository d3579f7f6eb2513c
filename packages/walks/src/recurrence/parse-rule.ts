// Reads a recurrence rule (RRULE) strictly: a part that the standard does not allow is refused by name.
import { parseClock } from '../dates/clock-time.ts'
import { WalksError } from '../walks-error.ts'
import type { Frequency, RecurrenceRule } from './model.ts'

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const frequencies: readonly string[] = [
  'YEARLY',
  'MONTHLY',
  'WEEKLY',
  'DAILY',
  'HOURLY',
  'MINUTELY',
  'SECONDLY',
] satisfies Frequency[]

/** Lists of numbers: name in the rule, least and most, and whether they may count from the end. */
const lists = {
  BYSECOND: { field: 'bySecond', least: 0, most: 60, signed: false },
  BYMINUTE: { field: 'byMinute', least: 0, most: 59, signed: false },
  BYHOUR: { field: 'byHour', least: 0, most: 23, signed: false },
  BYMONTHDAY: { field: 'byMonthDay', least: 1, most: 31, signed: true },
  BYYEARDAY: { field: 'byYearDay', least: 1, most: 366, signed: true },
  BYWEEKNO: { field: 'byWeekNo', least: 1, most: 53, signed: true },
  BYMONTH: { field: 'byMonth', least: 1, most: 12, signed: false },
  BYSETPOS: { field: 'bySetPos', least: 1, most: 366, signed: true },
} as const

/** RFC 5545, 3.3.10. @throws WalksError `malformed-rule` with the part that is wrong */
export function parseRule(text: string): RecurrenceRule {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const [, name = '', value = ''] = /^([A-Za-z-]+)=(.+)$/.exec(part) ?? refuse('RRULE', part)
    const key = name.toUpperCase()
    if (parts.has(key)) refuse(key, part)
    parts.set(key, value.toUpperCase())
  }
  const take = (name: string): string | undefined => {
    const value = parts.get(name)
    parts.delete(name)
    return value
  }
  const frequency = take('FREQ') ?? ''
  if (!frequencies.includes(frequency)) refuse('FREQ', frequency)
  const numbers: Record<string, number[]> = {}
  for (const [name, { field, least, most, signed }] of Object.entries(lists)) {
    numbers[field] = readNumbers(name, take(name), { least, most, signed })
  }
  const rule: RecurrenceRule = {
    bySecond: [],
    byMinute: [],
    byHour: [],
    byMonthDay: [],
    byYearDay: [],
    byWeekNo: [],
    byMonth: [],
    bySetPos: [],
    ...numbers,
    frequency: frequency as Frequency,
    interval: readCount('INTERVAL', take('INTERVAL')) ?? 1,
    count: readCount('COUNT', take('COUNT')),
    until: readUntil(take('UNTIL')),
    byDay: readDays(take('BYDAY')),
    weekStart: readWeekStart(take('WKST')),
  }
  for (const [name, value] of parts) refuse(name, value)
  checkTogether(rule)
  return rule
}

function readNumbers(
  name: string,
  text: string | undefined,
  { least, most, signed }: { least: number; most: number; signed: boolean },
): number[] {
  if (text === undefined) return []
  return text.split(',').map((word) => {
    const value = /^[+-]?\d{1,3}$/.test(word) ? Number(word) : Number.NaN
    const size = signed ? Math.abs(value) : value
    return size >= least && size <= most ? value : refuse(name, word)
  })
}

function readCount(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return value >= 1 ? value : refuse(name, text)
}

function readUntil(text: string | undefined): RecurrenceRule['until'] {
  if (text === undefined) return null
  const read = parseClock(text) ?? refuse('UNTIL', text)
  // A day alone allows all of it: the rule is of whole days, or the writer meant the day.
  return { time: read.allDay ? read.time + 86399 : read.time, utc: read.utc }
}

function readDays(text: string | undefined): { weekday: number; nth: number }[] {
  if (text === undefined) return []
  return text.split(',').map((word) => {
    const [, nth, day] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(word) ?? []
    const weekday = weekdays.indexOf(day ?? '')
    const number = nth === undefined ? 0 : Number(nth)
    if (weekday < 0 || Math.abs(number) > 53 || (nth !== undefined && number === 0)) {
      refuse('BYDAY', word)
    }
    return { weekday, nth: number }
  })
}

function readWeekStart(text: string | undefined): number {
  if (text === undefined) return 0
  const weekday = weekdays.indexOf(text)
  return weekday >= 0 ? weekday : refuse('WKST', text)
}

/** What the standard forbids together (3.3.10). */
function checkTogether(rule: RecurrenceRule): void {
  const { frequency, byDay, byWeekNo, byYearDay, byMonthDay, bySetPos } = rule
  if (rule.count !== null && rule.until !== null) refuse('COUNT', 'COUNT, UNTIL')
  if (byWeekNo.length > 0 && frequency !== 'YEARLY') refuse('BYWEEKNO', `FREQ=${frequency}`)
  if (byYearDay.length > 0 && ['DAILY', 'WEEKLY', 'MONTHLY'].includes(frequency)) {
    refuse('BYYEARDAY', `FREQ=${frequency}`)
  }
  if (byMonthDay.length > 0 && frequency === 'WEEKLY') refuse('BYMONTHDAY', 'FREQ=WEEKLY')
  const counted = byDay.some(({ nth }) => nth !== 0)
  if (counted && frequency !== 'MONTHLY' && frequency !== 'YEARLY') {
    refuse('BYDAY', `FREQ=${frequency}`)
  }
  if (counted && byWeekNo.length > 0) refuse('BYDAY', 'BYWEEKNO')
  const others = [
    byDay,
    byWeekNo,
    byYearDay,
    byMonthDay,
    rule.byMonth,
    rule.byHour,
    rule.byMinute,
    rule.bySecond,
  ]
  if (bySetPos.length > 0 && others.every(({ length }) => length === 0)) {
    refuse('BYSETPOS', bySetPos.join())
  }
}

function refuse(part: string, value: string): never {
  throw new WalksError('malformed-rule', { part, value })
}

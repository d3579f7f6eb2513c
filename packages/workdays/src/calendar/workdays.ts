// A calendar of one place, one purpose and one edition, laid out so that adding days is one look-up.
import { type CivilDate, type DayNumber, dateOf, dayNumber } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import type { CalendarEntry, Scope } from './model.ts'

/** The office works. */
export const WORKS = 1
/** The day is one of a term in working days. */
export const COUNTS = 2
/** A term may end on it. */
export const ENDS = 4
/** Terms run, also those in calendar days. */
export const RUNS = 8
/** A day of the week that is not worked. */
export const RESTS = 16

/** Why a day does not count; `entries` is empty for a weekend. */
export interface DayReasons {
  date: CivilDate
  weekend: boolean
  entries: readonly CalendarEntry[]
}

export interface WorkdaysParts {
  /** Says which edition of which book: `pe@2026-05-16.4f0c…`. */
  version: string
  zone: string
  scope: Scope
  purpose: string
  declaredTo: CivilDate
  first: DayNumber
  /** A byte of the flags above for each day from `first` on. */
  flags: Uint8Array
  /** What is said of days, weekends apart. */
  said: ReadonlyMap<DayNumber, readonly CalendarEntry[]>
}

export class Workdays {
  readonly version: string
  readonly zone: string
  readonly scope: Scope
  readonly purpose: string
  readonly declaredTo: CivilDate
  readonly #first: DayNumber
  readonly #flags: Uint8Array
  readonly #said: ReadonlyMap<DayNumber, readonly CalendarEntry[]>
  /** How many days count up to and with each day. */
  readonly #ordinals: Int32Array
  /** The day that counts as the n-th, from 1 on. */
  readonly #nth: Int32Array
  readonly #dates: (CivilDate | undefined)[]
  readonly #reasons = new Map<DayNumber, DayReasons>()
  /** Numbers of days that stand on something nobody checked. */
  readonly #doubtful: readonly DayNumber[]

  constructor(parts: WorkdaysParts) {
    this.version = parts.version
    this.zone = parts.zone
    this.scope = parts.scope
    this.purpose = parts.purpose
    this.declaredTo = parts.declaredTo
    this.#first = parts.first
    this.#flags = parts.flags
    this.#said = parts.said
    const length = parts.flags.length
    this.#ordinals = new Int32Array(length)
    this.#nth = new Int32Array(length + 1)
    this.#dates = Array.from({ length })
    let count = 0
    for (let at = 0; at < length; at++) {
      if ((parts.flags[at]! & COUNTS) !== 0) this.#nth[++count] = parts.first + at
      this.#ordinals[at] = count
    }
    this.#nth = this.#nth.slice(0, count + 1)
    if (count === 0) throw new WorkdaysError('no-working-days')
    this.#doubtful = [...parts.said]
      .filter(([, entries]) => entries.some(({ checked }) => checked === 'unverified'))
      .map(([day]) => day)
      .sort((a, b) => a - b)
  }

  /** First and last day the calendar speaks of. */
  get covers(): { from: CivilDate; to: CivilDate } {
    return { from: dateOf(this.#first), to: dateOf(this.#first + this.#flags.length - 1) }
  }

  /** Is the office open that day? */
  works(date: CivilDate): boolean {
    return (this.flagsOf(dayNumber(date)) & WORKS) !== 0
  }

  /** Is it one of the days of a term in working days? */
  counts(date: CivilDate): boolean {
    return (this.flagsOf(dayNumber(date)) & COUNTS) !== 0
  }

  /** The first day on or after the date that counts. */
  next(date: CivilDate): CivilDate {
    return this.counts(date) ? date : this.add(date, 1)
  }

  /** The first day on or after the date on which the office works, terms running or not. */
  nextOpen(date: CivilDate): CivilDate {
    let day = dayNumber(date)
    while ((this.flagsOf(day) & WORKS) === 0) day += 1
    return this.dateOf(day)
  }

  /**
   * The n-th working day after the date (Ley 27444, 133.1 and 134.1: the day itself does not
   * count), or before it where negative. With 0 the date itself. Throws `outside-calendar`.
   */
  add(date: CivilDate, days: number): CivilDate {
    if (days === 0) return date
    return this.dateOf(this.addTo(dayNumber(date), days))
  }

  /** How many working days lie after `from` up to and with `to`; negative where `to` is earlier. */
  between(from: CivilDate, to: CivilDate): number {
    return this.ordinal(dayNumber(to)) - this.ordinal(dayNumber(from))
  }

  /** The same as `add`, in day numbers and for any whole number but 0. */
  addTo(day: DayNumber, days: number): DayNumber {
    const place =
      days > 0 ? this.ordinal(day) + days : this.ordinal(day) - this.#countsOn(day) + 1 + days
    return this.nth(place, day)
  }

  /** How many days count from the first of the calendar up to and with this one. */
  ordinal(day: DayNumber): number {
    const found = this.#ordinals[day - this.#first]
    if (found === undefined) throw this.#outside(day)
    return found
  }

  /** The day with that ordinal; `near` is named where the calendar ends before. */
  nth(ordinal: number, near: DayNumber): DayNumber {
    const found = ordinal > 0 ? this.#nth[ordinal] : undefined
    if (found === undefined) throw this.#outside(near)
    return found
  }

  flagsOf(day: DayNumber): number {
    const found = this.#flags[day - this.#first]
    if (found === undefined) throw this.#outside(day)
    return found
  }

  /** The text of a day; kept, since the same days are asked for again and again. */
  dateOf(day: DayNumber): CivilDate {
    const at = day - this.#first
    return (this.#dates[at] ??= dateOf(day))
  }

  /** What stands in the way of a day, or was said of it. */
  reasonsOf(day: DayNumber): DayReasons {
    const known = this.#reasons.get(day)
    if (known) return known
    const made = Object.freeze({
      date: this.dateOf(day),
      weekend: (this.flagsOf(day) & RESTS) !== 0,
      entries: this.#said.get(day) ?? [],
    })
    this.#reasons.set(day, made)
    return made
  }

  /** Ids of entries nobody checked on which days of the span stand. */
  unverified(from: DayNumber, to: DayNumber): readonly string[] {
    if (from > (this.#doubtful.at(-1) ?? -Infinity) || to < this.#doubtful[0]!) return none
    const days = this.#doubtful.filter((day) => day >= from && day <= to)
    const entries = days.flatMap((day) => this.#said.get(day) ?? [])
    const ids = entries.filter(({ checked }) => checked === 'unverified').map(({ id }) => id)
    return [...new Set(ids)]
  }

  #countsOn(day: DayNumber): number {
    return (this.flagsOf(day) & COUNTS) === 0 ? 0 : 1
  }

  #outside(day: DayNumber): WorkdaysError {
    return new WorkdaysError('outside-calendar', {
      calendar: this.version,
      date: dateOf(day),
      ...this.covers,
    })
  }
}

const none: readonly string[] = []

// Lays out a book for one place and one purpose as it was known on a day.
import { type CivilDate, type DayNumber, dayNumber, weekdayOf } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { daysOf } from './days-of-entry.ts'
import { editionAt } from './editions.ts'
import type { CalendarBook, CalendarEntry, Scope } from './model.ts'
import { holdsIn } from './model.ts'
import { COUNTS, ENDS, RESTS, RUNS, Workdays, WORKS } from './workdays.ts'

export interface CompileOptions {
  book: CalendarBook
  scope: Scope
  /** What the days are counted for. Default: the first purpose of the book. */
  purpose?: string
  /** As the book was known on this day. Default: with all it holds. */
  asOf?: CivilDate
}

/**
 * The working days of a place. Ley 27444, 134.1: working days are what remains without the
 * service's own non-working days and the holidays of nation and region.
 * Throws `unknown-purpose`, `unknown-edition`, `no-working-days`.
 */
export function compileCalendar({ book, scope, purpose, asOf }: CompileOptions): Workdays {
  const wanted = purpose ?? book.purposes[0] ?? ''
  if (!book.purposes.includes(wanted)) {
    const known = book.purposes.join(', ')
    throw new WorkdaysError('unknown-purpose', { purpose: wanted, known })
  }
  const edition = editionAt(book, asOf)
  const entries = edition.entries.filter((entry) => isMeant(entry, scope, wanted))
  const week = book.weeks.findLast((each) => holdsIn(each.scope, scope))?.days ?? []
  const first = dayNumber(book.covers.from)
  const length = dayNumber(book.covers.to) - first + 1
  const rests = new Uint8Array(length)
  for (let at = 0; at < length; at++) {
    if (!week.includes(weekdayOf(first + at))) rests[at] = 1
  }
  const said = sayOfDays(entries, book.covers)
  const flags = new Uint8Array(length)
  for (let at = 0; at < length; at++) {
    const about = said.get(first + at)
    const rest = rests[at] === 1
    flags[at] = about ? flagsOf(about, rest) : flagsOf([], rest)
  }
  return new Workdays({
    version: edition.version,
    zone: book.zone,
    scope,
    purpose: wanted,
    declaredTo: book.declaredTo,
    first,
    flags,
    said,
  })
}

function isMeant(entry: CalendarEntry, scope: Scope, purpose: string): boolean {
  return (
    holdsIn(entry.scope, scope) &&
    (entry.onlyFor === undefined || entry.onlyFor.includes(purpose)) &&
    !(entry.exceptFor?.includes(purpose) ?? false)
  )
}

/** Entries of each day in the order of their publication; what was taken back is left out. */
function sayOfDays(
  entries: readonly CalendarEntry[],
  covers: CalendarBook['covers'],
): Map<DayNumber, CalendarEntry[]> {
  const said = new Map<DayNumber, CalendarEntry[]>()
  for (const entry of entries) {
    for (const day of daysOf(entry, covers)) {
      const before = said.get(day) ?? []
      if (entry.kind === 'revoked') said.delete(day)
      else said.set(day, entry.kind === 'working' ? [entry] : [...before, entry])
    }
  }
  return said
}

function flagsOf(about: readonly CalendarEntry[], rest: boolean): number {
  let works = !rest
  let [ends, runs, rests] = [true, true, rest]
  for (const { kind, startsAt } of about) {
    if (kind === 'working') {
      works = true
      rests = false
    } else if (kind === 'terms-suspended') runs = false
    // 134.2: who finds the counter closed, be it for a part of the day, files on the next day.
    else if (kind === 'reception-closed' || startsAt !== undefined) ends = false
    else works = false
  }
  const counts = works && runs
  return (
    (works ? WORKS : 0) |
    (counts ? COUNTS : 0) |
    (counts && ends ? ENDS : 0) |
    (runs ? RUNS : 0) |
    (rests ? RESTS : 0)
  )
}

/** Keeps what was laid out, one for each edition, place and purpose. */
export class Calendars {
  readonly book: CalendarBook
  readonly scope: Scope
  readonly #known = new Map<string, Workdays>()

  constructor(book: CalendarBook, scope: Scope) {
    this.book = book
    this.scope = scope
  }

  /** As the book was known on a day, or with all it holds. */
  at(asOf?: CivilDate, purpose?: string): Workdays {
    const { version } = editionAt(this.book, asOf)
    const key = `${version} ${purpose ?? ''}`
    const known = this.#known.get(key)
    if (known) return known
    const made = compileCalendar({
      book: this.book,
      scope: this.scope,
      ...(purpose === undefined ? {} : { purpose }),
      ...(asOf === undefined ? {} : { asOf }),
    })
    this.#known.set(key, made)
    return made
  }
}

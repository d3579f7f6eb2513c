// Editions of a calendar: what was known when. A decree that comes later makes a new one.
import { createHash } from 'node:crypto'
import type { CivilDate } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import type { CalendarBook, CalendarEntry } from './model.ts'

export interface Edition {
  /** `pe@2026-05-16.4f0c1d2e3a5b`: book, day, and the beginning of the SHA-256 of its entries. */
  version: string
  /** The day from which it was known. */
  known: CivilDate
  /** All that was known then, by publication and, on one day, by place in the book. */
  entries: readonly CalendarEntry[]
  /** What this edition brought. */
  brought: readonly CalendarEntry[]
}

const made = new WeakMap<CalendarBook, readonly Edition[]>()

/** The day the book took an entry in. */
export function knownOn(entry: Pick<CalendarEntry, 'known' | 'published'>): CivilDate {
  return entry.known ?? entry.published
}

/** All editions, the oldest first. */
export function editionsOf(book: CalendarBook): readonly Edition[] {
  const before = made.get(book)
  if (before) return before
  const sorted = book.entries.toSorted((one, other) => compare(knownOn(one), knownOn(other)))
  const editions: Edition[] = []
  for (const known of new Set(sorted.map(knownOn))) {
    const brought = sorted.filter((entry) => knownOn(entry) === known)
    const entries = sorted
      .filter((entry) => knownOn(entry) <= known)
      .sort((one, other) => compare(one.published, other.published))
    editions.push({
      version: `${book.id}@${known}.${digest(book, entries)}`,
      known,
      entries,
      brought,
    })
  }
  made.set(book, editions)
  return editions
}

/** The edition known on a day, or the newest. Throws `unknown-edition` before the first. */
export function editionAt(book: CalendarBook, asOf?: CivilDate): Edition {
  const editions = editionsOf(book)
  const found =
    asOf === undefined ? editions.at(-1) : editions.findLast(({ known }) => known <= asOf)
  if (!found) {
    const first = editions[0]?.known ?? '–'
    throw new WorkdaysError('unknown-edition', { date: asOf ?? '–', first })
  }
  return found
}

/** A span of days can be corrected only in words; the hash makes a silent correction visible. */
function digest(book: CalendarBook, entries: readonly CalendarEntry[]): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([book.id, book.covers, book.weeks]))
  for (const { id, kind, date, scope, first, last, startsAt, onlyFor, exceptFor } of entries) {
    hash.update(JSON.stringify([id, kind, date, scope, first, last, startsAt, onlyFor, exceptFor]))
  }
  return hash.digest('hex').slice(0, 12)
}

/**
 * The book with more entries, known from a day on. Editions before that day stay what they were,
 * so that what had been computed can be computed again.
 * Throws `edition-in-the-past`, and `malformed-calendar` where an id is taken or a purpose unknown.
 */
export function amendBook(
  book: CalendarBook,
  entries: readonly CalendarEntry[],
  options: { known: CivilDate; declaredTo?: CivilDate },
): CalendarBook {
  const latest = editionsOf(book).at(-1)?.known
  const taken = new Set(book.entries.map(({ id }) => id))
  const added = entries.map((entry): CalendarEntry => {
    if (taken.has(entry.id)) {
      throw new WorkdaysError('malformed-calendar', { why: `the id ${entry.id} is taken` })
    }
    taken.add(entry.id)
    const purposes = [...(entry.onlyFor ?? []), ...(entry.exceptFor ?? [])]
    const unknown = purposes.find((each) => !book.purposes.includes(each))
    if (unknown !== undefined) {
      const why = `${entry.id} names the purpose ${unknown}, which is unknown`
      throw new WorkdaysError('malformed-calendar', { why })
    }
    if (latest !== undefined && options.known < latest) {
      throw new WorkdaysError('edition-in-the-past', { id: entry.id, known: options.known, latest })
    }
    return { ...entry, known: options.known }
  })
  return {
    ...book,
    declaredTo: options.declaredTo ?? book.declaredTo,
    entries: [...book.entries, ...added],
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

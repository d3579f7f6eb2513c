// Calendars for tests: the real one of Lima, and random ones nobody would think of.
import fc from 'fast-check'
import { civilDate, plusDays } from '../dates/civil-date.ts'
import type { CalendarBook, CalendarEntry, EntryDate, EntryKind, Scope } from './model.ts'
import { peruCalendar } from '../peru/calendar.ts'
import { Calendars } from './compile.ts'

export const lima: Scope = { nation: 'PE', region: '15', province: '1501', district: '150101' }

export const peru: CalendarBook = peruCalendar()

export const limaCalendars: Calendars = new Calendars(peru, lima)

/** The last day before D.S. 075-2026-PCM was published, which made 27 July 2026 non-working. */
export const beforeTheDecree = civilDate('2026-05-15')

export const date = civilDate

const begin = civilDate('2024-01-01')
const end = civilDate('2027-12-31')

/** Any day of 2024 to 2025, from which terms of some months stay within the random books. */
export const anyDate = fc.integer({ min: 0, max: 700 }).map((by) => plusDays(begin, by))

const kinds: readonly EntryKind[] = [
  ...(['holiday', 'non-working', 'non-working', 'revoked', 'working'] as const),
  ...(['terms-suspended', 'reception-closed'] as const),
]

const anyEntryDate: fc.Arbitrary<EntryDate> = fc.oneof(
  fc.array(anyDate, { minLength: 1, maxLength: 5 }).map((on): EntryDate => ({ on: on.toSorted() })),
  fc
    .tuple(anyDate, fc.nat(12))
    .map(([from, days]): EntryDate => ({ from, to: plusDays(from, days) })),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 29 }))
    .map(([month, day]): EntryDate => ({ month, day })),
  fc.integer({ min: -60, max: 60 }).map((easter): EntryDate => ({ easter })),
)

const anyScope: fc.Arbitrary<Scope> = fc.constantFrom(
  { nation: 'PE' },
  { nation: 'PE', region: '15' },
  { nation: 'PE', region: '04' },
  { nation: 'PE', region: '15', province: '1501' },
  { nation: 'XX' },
)

const anyEntry: fc.Arbitrary<Omit<CalendarEntry, 'id'>> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    date: anyEntryDate,
    scope: anyScope,
    published: fc.integer({ min: 0, max: 400 }).map((by) => plusDays(begin, by - 400)),
    half: fc.boolean(),
    purposes: fc.constantFrom<Pick<CalendarEntry, 'onlyFor' | 'exceptFor'>[]>(
      {},
      { exceptFor: ['tax'] },
      { onlyFor: ['procedure'] },
    ),
  })
  .map(({ half, purposes, ...entry }) => ({
    ...entry,
    ...purposes,
    ...(half && entry.kind === 'non-working' ? { startsAt: '12:00' } : {}),
    names: { es: 'día', en: 'day' },
    basis: { norm: 'D.S. 000-2024-PCM' },
    compensable: false,
    sector: 'all' as const,
    checked: 'text' as const,
  }))

/** Up to 25 entries of every kind; the week is that of an office, a shop or a museum. */
export const anyBook: fc.Arbitrary<CalendarBook> = fc
  .tuple(
    fc.array(anyEntry, { maxLength: 25 }),
    fc.constantFrom([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7]),
  )
  .map(([entries, days]) => ({
    id: 'random',
    titles: { es: 'azar', en: 'random' },
    zone: 'America/Lima',
    covers: { from: begin, to: end },
    declaredTo: end,
    purposes: ['procedure', 'tax'],
    weeks: [{ days, scope: { nation: 'PE' }, basis: { norm: '–' } }],
    // One entry is always there, so that every book has an edition.
    entries: [first, ...entries.map((entry, at) => ({ ...entry, id: `entry-${at}` }))],
    doubts: [],
  }))

const first: CalendarEntry = {
  id: 'new-year',
  kind: 'holiday',
  date: { month: 1, day: 1 },
  scope: { nation: 'PE' },
  names: { es: 'Año Nuevo', en: 'New Year' },
  basis: { norm: 'D.Leg. 713' },
  published: civilDate('1991-11-08'),
  compensable: false,
  sector: 'all',
  checked: 'text',
}

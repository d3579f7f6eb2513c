// The words a calendar is written in: which days do not count, where, for what, and by which norm.
import type { CivilDate } from '../dates/civil-date.ts'

export type Language = 'es' | 'en'

export type Texts = Readonly<Record<Language, string>>

/** A place or an institution; what is absent holds for all. Codes are the country's own (ubigeo). */
export interface Scope {
  /** ISO 3166-1, for instance `PE`. */
  nation: string
  region?: string
  province?: string
  district?: string
  /** A service with days of its own, named as its caller names it (an RUC, a slug). */
  institution?: string
}

/**
 * - `holiday`: by law, usually every year.
 * - `non-working`: declared by decree for certain days.
 * - `revoked`: takes back what earlier entries say of the day; weekends stay weekends.
 * - `working`: the day is worked although it is a weekend or was declared otherwise.
 * - `terms-suspended`: offices may work, terms do not run (as in the emergency of 2020).
 * - `reception-closed`: the day counts, but nothing could be filed, so that no term ends on it.
 */
export type EntryKind =
  | 'holiday'
  | 'non-working'
  | 'revoked'
  | 'working'
  | 'terms-suspended'
  | 'reception-closed'

export type EntryDate =
  /** Single days, in order. */
  | { on: readonly CivilDate[] }
  | { from: CivilDate; to: CivilDate }
  /** Every year; 29 February only where there is one. */
  | { month: number; day: number }
  /** Days after Easter Sunday, negative before it: Good Friday is −2. */
  | { easter: number }

/** Who looked at what: the text of the norm, a report that names it, or nobody. */
export type Checked = 'text' | 'report' | 'unverified'

export interface Basis {
  /** For instance `Ley 31822` or `D.S. 151-2022-PCM`. */
  norm: string
  article?: string
}

export interface CalendarEntry {
  /** Unique in its book and never used again. */
  id: string
  kind: EntryKind
  date: EntryDate
  scope: Scope
  /** Of entries that come back: from and to which day. */
  first?: CivilDate
  last?: CivilDate
  names: Texts
  basis: Basis
  /** When the norm was published. A day must be declared before it comes (Ley 27444, 137.2). */
  published: CivilDate
  /** When the book took it in, where that was later: versions turn on this day. */
  known?: CivilDate
  /** The hours not worked are made up for; the day does not count all the same. */
  compensable: boolean
  sector: 'all' | 'public'
  /** Not worked from this hour on, `HH:MM`; the day then counts, and no term ends on it (134.2). */
  startsAt?: string
  /** Purposes to which the entry is limited. */
  onlyFor?: readonly string[]
  /** Purposes for which the day counts as any other, for instance `tax`. */
  exceptFor?: readonly string[]
  checked: Checked
  /** Address or title of what was read. */
  source?: string
  note?: string
}

/** Days of the week that are worked: 1 for Monday to 7 for Sunday. The last one that fits holds. */
export interface Week {
  days: readonly number[]
  scope: Scope
  basis: Basis
}

export interface CalendarBook {
  id: string
  titles: Texts
  /** Of the tz database; instants are read in it. */
  zone: string
  /** Days outside are refused, not guessed. */
  covers: { from: CivilDate; to: CivilDate }
  /** To which day what is declared by decree is complete, as far as was looked at. */
  declaredTo: CivilDate
  /** What days are counted for; the first one is meant where none is named. */
  purposes: readonly string[]
  weeks: readonly Week[]
  entries: readonly CalendarEntry[]
  /** What nobody could settle, in words. */
  doubts: readonly string[]
}

/** Does what is said of one place hold in the other? */
export function holdsIn(scope: Scope, place: Scope): boolean {
  return (
    scope.nation === place.nation &&
    (scope.region === undefined || scope.region === place.region) &&
    (scope.province === undefined || scope.province === place.province) &&
    (scope.district === undefined || scope.district === place.district) &&
    (scope.institution === undefined || scope.institution === place.institution)
  )
}

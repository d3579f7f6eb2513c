// What a rule of law says about a term, and what a computation by it leaves behind.
import type { DayReasons } from '../calendar/workdays.ts'
import type { Texts } from '../calendar/model.ts'
import type { CivilDate } from '../dates/civil-date.ts'
import type { Instant } from '../dates/instants.ts'

export type Unit = 'working-day' | 'calendar-day' | 'month' | 'year' | 'hour'

/**
 * What happens when a term ends without the act it waits for. The consequence is the caller's to
 * carry out; this package only says that it is due.
 */
export type Effect =
  | 'alarm'
  | 'deemed-not-filed'
  | 'no-more-observations'
  | 'positive-silence'
  | 'negative-silence'
  | 'resumes'
  | 'decide-without'
  | 'act-firm'
  | 'effective'
  | 'notify-on-paper'
  | 'escalate'
  | 'propose-abandonment'
  | 'appeal-enabled'
  | 'declaration-enabled'

/** An article in the numbering of the law itself, and where known in the consolidated text of 2019. */
export interface Article {
  law: string
  article: string
  /** TUO of Ley 27444, D.S. 004-2019-JUS. Other consolidations number otherwise. */
  tuo2019?: string
}

export interface DeadlineRule {
  /** As in the tables of the administration, for instance `EVAL`. */
  id: string
  /** Rules change by law: the day from which this version holds names it. */
  from: CivilDate
  until?: CivilDate
  names: Texts
  /** The event whose day is not counted. */
  starts: Texts
  /** Whose term it is. Only the citizen's terms take the distance term (art. 135). */
  party: 'citizen' | 'authority'
  unit: Unit
  /** Without an amount the procedure gives it, between 1 and `most`. */
  amount: number | null
  most?: number
  /** What the calendar counts days for. */
  purpose: string
  /** Default: moved to the next working day (134.2). `as-it-falls` only where a law says so (139.1). */
  lastDay?: 'moves' | 'as-it-falls'
  /** Once, if asked for before the end (136.2, 136.3); `most` in the unit of the term. */
  extension?: { most: number }
  effect: Effect
  basis: readonly Article[]
  checked: 'text' | 'report' | 'unverified'
  note?: string
}

/** Both days included; neither is counted, nor any between. */
export interface Suspension {
  from: CivilDate
  /** Null while nobody knows when it ends. */
  to: CivilDate | null
  /** In words or as a reference, for the record. */
  why: string
}

export interface Distance {
  amount: number
  unit: 'working-day' | 'calendar-day'
  /** The table it was read from; without one of the institution, that of the Judiciary (135.2). */
  table: string
}

/** What made somebody compute: an event of a case, or a new edition of the calendar. */
export interface Cause {
  kind: string
  /** The event's id, or the calendar's version. */
  id: string
}

export interface Moved {
  from: CivilDate
  why: DayReasons
}

/** Plain data: it can be stored, and be computed again from what it says of itself. */
export interface Computation {
  rule: string
  ruleVersion: CivilDate
  calendar: string
  purpose: string
  cause: Cause
  /** The day of the event, which is not counted. */
  start: CivilDate
  amount: number
  unit: Unit
  distance: Distance | null
  /** Days added by an extension, in the unit of the term. */
  extension: number
  suspensions: readonly Suspension[]
  /** The last day: what is done until its last moment is in time (140.1). */
  due: CivilDate
  /** Where the last day was none on which a term may end. */
  moved: Moved | null
  counted: readonly CivilDate[]
  /** Days between start and due that were not counted, weekends among them. */
  excluded: readonly DayReasons[]
  /**
   * Days declared by decree may still come in before the last day: to this day they are known.
   * Null where the calendar is complete.
   */
  provisional: CivilDate | null
  /** Ids of entries of the calendar that nobody checked and that lie in the span. */
  unverified: readonly string[]
}

/** A term in hours: an instant, not a day. */
export interface HourComputation {
  rule: string
  calendar: string
  start: Instant
  hours: number
  running: 'continuous' | 'working'
  due: Instant
}

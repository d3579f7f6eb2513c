// A case while its events are being replayed: its terms, and how they are computed anew.
import type { Calendars } from '../calendar/compile.ts'
import type { CivilDate } from '../dates/civil-date.ts'
import { computeDeadline } from '../deadlines/compute.ts'
import { findRule } from '../deadlines/find-rule.ts'
import type { Cause, Computation, DeadlineRule, Distance, Suspension } from '../deadlines/model.ts'
import { type Reception, receive, type ReceptionPolicy } from '../deadlines/reception.ts'
import type { Instant } from '../dates/instants.ts'
import type { Phase, Silence } from './events.ts'

export interface CaseOptions {
  /** Of the place of the office. Each event is computed with the edition known on its day. */
  calendars: Calendars
  rules: readonly DeadlineRule[]
  /** Default: `until-midnight`. */
  policy?: ReceptionPolicy
  /** `HH:MM`, for the policy `office-hours`. */
  closesAt?: string
  /**
   * After a correction of what could not be seen at reception (125.5): the term begins anew
   * (131.1), or goes on. Default: `restart`. The other reading stands in `alternative`.
   */
  laterObservation?: 'restart' | 'suspend'
  /** Working days added before negative silence. Default: 0. */
  negativeSilenceAfter?: number
}

export interface Term {
  key: string
  rule: DeadlineRule
  start: CivilDate
  amount: number | undefined
  distance: Distance | undefined
  extension: number
  suspensions: readonly Suspension[]
  /** The oldest first; the last one holds. */
  computations: Computation[]
  /** Null while the term is stopped without an end. */
  due: CivilDate | null
  metOn: CivilDate | null
  cancelledOn: CivilDate | null
  alternative: Computation | null
}

/** A computation, and the day and term it was made for: the event the case file keeps. */
export interface Computed {
  on: CivilDate
  term: string
  computation: Computation
}

export interface Draft {
  options: CaseOptions
  phase: Phase
  terms: Map<string, Term>
  log: Computed[]
  /** The first filing: its day is kept for priority, whatever is corrected later (126.1). */
  reception: Reception | null
  silence: Silence
  silenceCame: { kind: 'positive' | 'negative'; on: CivilDate } | null
  observed: boolean
  observation: { stage: 'reception' | 'later'; on: CivilDate } | null
  /** A notification that takes effect when its term is over. */
  pending: { term: string; plus: 0 | 1; distance: Distance | undefined } | null
  /** The term and silence the filing began with, for a case that is put back. */
  begun: { rule: string; days: number | undefined; silence: Silence } | null
  /** It was decided, or approved by silence or by itself. */
  resolved: boolean
  /** Parties beside the applicant that are not notified yet. */
  others: Set<string>
  /** Keys of the terms for appeals of those who were. */
  appeals: string[]
  /** Keys of the terms that play a part in the procedure itself. */
  main: string
  keys: Partial<Record<'silence' | 'correction' | 'notify' | 'mail' | 'appeal' | 'pause', string>>
  /** To which day time was moved on. */
  today: CivilDate
}

export function newDraft(options: CaseOptions, today: CivilDate): Draft {
  return {
    options,
    today,
    phase: 'before',
    terms: new Map(),
    log: [],
    reception: null,
    silence: 'none',
    silenceCame: null,
    observed: false,
    observation: null,
    pending: null,
    begun: null,
    resolved: false,
    others: new Set(),
    appeals: [],
    main: '',
    keys: {},
  }
}

export interface NewTerm {
  key: string
  rule: string | DeadlineRule
  start: CivilDate
  on: CivilDate
  cause: Cause
  amount?: number | undefined
  distance?: Distance | undefined
}

/** The name itself, or with a number behind it where it is in use. */
export function freeKey({ terms }: Pick<Draft, 'terms'>, name: string): string {
  let key = name
  for (let count = 2; terms.has(key); count++) key = `${name}/${count}`
  return key
}

/** Adds a term and computes it. A key in use gets a number behind it. */
export function startTerm(draft: Draft, given: NewTerm): Term {
  const rule =
    typeof given.rule === 'string'
      ? findRule(draft.options.rules, given.rule, given.start)
      : given.rule
  const key = freeKey(draft, given.key)
  const term: Term = {
    key,
    rule,
    start: given.start,
    amount: given.amount,
    distance: given.distance,
    extension: 0,
    suspensions: [],
    computations: [],
    due: null,
    metOn: null,
    cancelledOn: null,
    alternative: null,
  }
  draft.terms.set(key, term)
  computeTerm(draft, term, given.on, given.cause)
  return term
}

/** Computes a term with the calendar known on a day, writes it down, and its silence after it. */
export function computeTerm(draft: Draft, term: Term, on: CivilDate, cause: Cause): void {
  const computation = tryTerm(draft, term, on, cause)
  term.due = computation?.due ?? null
  if (computation) {
    term.computations.push(computation)
    draft.log.push({ on, term: term.key, computation })
  }
  if (term.key === draft.main) computeSilence(draft, term, on, cause)
}

/** What a term would come to with the calendar known on a day; null while it is stopped. */
export function tryTerm(draft: Draft, term: Term, on: CivilDate, cause: Cause): Computation | null {
  if (term.suspensions.some(({ to }) => to === null)) return null
  return computeDeadline({
    rule: term.rule,
    calendar: draft.options.calendars.at(on, term.rule.purpose),
    start: term.start,
    cause,
    extension: term.extension,
    suspensions: term.suspensions,
    ...(term.amount === undefined ? {} : { amount: term.amount }),
    ...(term.distance === undefined ? {} : { distance: term.distance }),
  })
}

/** Silence counts from the end of the term for deciding (188.1), and moves with it. */
function computeSilence(draft: Draft, main: Term, on: CivilDate, cause: Cause): void {
  if (draft.silence === 'none') return
  const known = draft.terms.get(draft.keys.silence ?? '')
  if (main.due === null) {
    if (known) known.due = null
  } else if (known) {
    known.start = main.due
    computeTerm(draft, known, on, cause)
  } else {
    const id = draft.silence === 'positive' ? 'SAP' : 'SAN'
    const rule = findRule(draft.options.rules, id, main.due)
    const adds = draft.options.negativeSilenceAfter
    const adapted = id === 'SAN' && adds !== undefined ? { ...rule, amount: adds } : rule
    const made = startTerm(draft, { key: id, rule: adapted, start: main.due, on, cause })
    draft.keys.silence = made.key
  }
}

/** Neither met nor given up. */
export function isOpen(term: Term | undefined): term is Term {
  return term !== undefined && term.metOn === null && term.cancelledOn === null
}

export function mainTerm(draft: Draft): Term | undefined {
  return draft.terms.get(draft.main)
}

export function partOf(draft: Draft, part: keyof Draft['keys']): Term | undefined {
  return draft.terms.get(draft.keys[part] ?? '')
}

/** Marks a term as met on a day, if it is still open. */
export function meet(term: Term | undefined, on: CivilDate): void {
  if (isOpen(term)) term.metOn = on
}

/** Gives up all open terms, or those named. */
export function cancel(draft: Draft, on: CivilDate, ...some: (Term | undefined)[]): void {
  for (const term of some.length > 0 ? some : draft.terms.values()) {
    if (isOpen(term)) term.cancelledOn = on
  }
}

/** The legal day of reception of what came at an instant. */
export function receiveAt(draft: Draft, at: Instant, on: CivilDate): Reception {
  const { calendars, policy = 'until-midnight', closesAt } = draft.options
  const calendar = calendars.at(on)
  return receive({ at, calendar, policy, ...(closesAt === undefined ? {} : { closesAt }) })
}

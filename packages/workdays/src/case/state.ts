// The state of a case at an instant: where each term stands, what comes next, how it was computed.
import type { CivilDate } from '../dates/civil-date.ts'
import { type Instant, localTimeOf, millisecondsOf } from '../dates/instants.ts'
import type { Texts } from '../calendar/model.ts'
import type { Article, Computation, Effect } from '../deadlines/model.ts'
import type { Reception } from '../deadlines/reception.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { advance } from './advance.ts'
import { applyEvent } from './apply.ts'
import {
  type CaseOptions,
  type Computed,
  type Draft,
  isOpen,
  newDraft,
  type Term,
} from './draft.ts'
import { type CaseEvent, contradictions, type Phase, transitions } from './events.ts'

/**
 * - `running`, `due-today`; `suspended`: the clock stands still.
 * - `met`, `met-late`; `cancelled`: something else made it needless.
 * - `overdue`: the office is late; `expired`: the citizen's time is over.
 * - `silence`: it came; `took-effect`: what the days were waited for holds.
 */
export type TermStatus =
  | 'running'
  | 'due-today'
  | 'suspended'
  | 'met'
  | 'met-late'
  | 'cancelled'
  | 'overdue'
  | 'expired'
  | 'silence'
  | 'took-effect'

export interface TermState {
  key: string
  rule: string
  names: Texts
  basis: readonly Article[]
  party: 'citizen' | 'authority'
  status: TermStatus
  due: CivilDate | null
  metOn: CivilDate | null
  /** Share of its days that have begun, 0 to 1. */
  share: number
  /** The days on which 50, 80 and 100 % have begun. */
  alarms: { percent: 50 | 80 | 100; on: CivilDate }[]
  /** What follows from its end, once it has come. */
  effect: Effect | null
  /** The oldest first; the last one holds. */
  computations: readonly Computation[]
  /** The other reading of article 125.5, where there are two. */
  alternative: Computation | null
}

export interface NextDate {
  on: CivilDate
  term: string
  what: 50 | 80 | 'due'
}

export interface CaseState {
  at: Instant
  /** The day at the place of the office. */
  today: CivilDate
  phase: Phase
  /** The first filing; it keeps its day whatever is corrected later (126.1). */
  reception: Reception | null
  terms: TermState[]
  /** Every computation in the order it was made, each with its cause. */
  computed: readonly Computed[]
  silence: { kind: 'positive' | 'negative'; on: CivilDate } | null
  /** The next day on which something is due or half or most of a term is over. */
  next: NextDate | null
}

/**
 * Replays the events up to an instant and moves time on to it. Pure: the same events, calendars
 * and instant have the same answer. Throws `event-out-of-order`, `event-repeated`,
 * `events-contradict`, `event-not-now` and what the single events are refused for, each naming
 * the event and what to do.
 */
export function caseStateAt(
  events: readonly CaseEvent[],
  at: Instant,
  options: CaseOptions,
): CaseState {
  const { zone } = options.calendars.book
  const until = millisecondsOf(at)
  const past = inOrder(events).filter(({ moment }) => moment <= until)
  const { date: today } = localTimeOf(until, zone)
  const [first] = past
  const draft = newDraft(options, first ? localTimeOf(first.moment, zone).date : today)
  for (const { event, moment } of past) {
    const { date: on } = localTimeOf(moment, zone)
    advance(draft, on)
    const next = transitions[draft.phase][event.kind]
    if (next === undefined) {
      const { id, kind } = event
      throw new WorkdaysError('event-not-now', { event: id, kind, phase: draft.phase })
    }
    draft.phase = applyEvent(draft, event, on) ?? next ?? draft.phase
  }
  advance(draft, today)
  return stateOf(draft, at, today)
}

interface Placed {
  event: CaseEvent
  /** Milliseconds since 1970. */
  moment: number
}

/** The events with their moments; refuses what can be refused without knowing the case. */
function inOrder(events: readonly CaseEvent[]): Placed[] {
  const ids = new Set<string>()
  const placed: Placed[] = []
  for (const event of events) {
    const { id } = event
    if (ids.has(id)) throw new WorkdaysError('event-repeated', { event: id })
    ids.add(id)
    if (!(event.kind in transitionsOfAll)) {
      const why = `${String(event.kind)} is no kind of event`
      throw new WorkdaysError('malformed-event', { event: id, why })
    }
    const moment = millisecondsOf(event.at)
    const before = placed.at(-1)
    if (before && before.moment > moment) {
      throw new WorkdaysError('event-out-of-order', { event: id, other: before.event.id })
    }
    const other = placed.find((each) => each.moment === moment && contradict(event, each.event))
    if (other) throw new WorkdaysError('events-contradict', { event: id, other: other.event.id })
    placed.push({ event, moment })
  }
  return placed
}

const transitionsOfAll: Readonly<Record<string, unknown>> = Object.assign(
  {},
  ...Object.values(transitions),
)

function contradict(one: CaseEvent, other: CaseEvent): boolean {
  return contradictions.some(
    ([first, second]) =>
      (one.kind === first && other.kind === second) ||
      (one.kind === second && other.kind === first),
  )
}

function stateOf(draft: Draft, at: Instant, today: CivilDate): CaseState {
  const terms = [...draft.terms.values()].map((term) => termState(term, today))
  return {
    at,
    today,
    phase: draft.phase,
    reception: draft.reception,
    terms,
    computed: draft.log,
    silence: draft.silenceCame,
    next: nextDate(terms, today),
  }
}

function termState(term: Term, today: CivilDate): TermState {
  const { key, rule, due, metOn, alternative, computations } = term
  const days = computations.at(-1)?.counted ?? []
  const status = statusOf(term, today)
  const begun = days.filter((day) => day <= today).length
  const over = due !== null && today >= due
  const share = days.length === 0 ? (over ? 1 : 0) : begun / days.length
  const ended = ['overdue', 'expired', 'silence', 'took-effect'].includes(status)
  return {
    key,
    rule: rule.id,
    names: rule.names,
    basis: rule.basis,
    party: rule.party,
    status,
    due,
    metOn,
    share: over ? 1 : share,
    alarms: due === null ? [] : alarmsOf(days, due),
    effect: ended ? rule.effect : null,
    computations,
    alternative,
  }
}

function statusOf(term: Term, today: CivilDate): TermStatus {
  const { due, metOn, rule, suspensions } = term
  if (metOn !== null) return due !== null && metOn > due ? 'met-late' : 'met'
  if (!isOpen(term)) return 'cancelled'
  if (due === null) return 'suspended'
  if (today > due) {
    if (rule.effect === 'positive-silence' || rule.effect === 'negative-silence') return 'silence'
    if (rule.effect === 'effective' || rule.effect === 'resumes') return 'took-effect'
    return rule.party === 'authority' ? 'overdue' : 'expired'
  }
  if (suspensions.some(({ from, to }) => today >= from && to !== null && today <= to)) {
    return 'suspended'
  }
  return today === due ? 'due-today' : 'running'
}

function alarmsOf(days: readonly CivilDate[], due: CivilDate): TermState['alarms'] {
  const at = (percent: 50 | 80): CivilDate =>
    days[Math.ceil((days.length * percent) / 100) - 1] ?? due
  return [
    { percent: 50, on: at(50) },
    { percent: 80, on: at(80) },
    { percent: 100, on: due },
  ]
}

function nextDate(terms: readonly TermState[], today: CivilDate): NextDate | null {
  const open = terms.filter(({ status }) => ['running', 'due-today', 'suspended'].includes(status))
  const dates = open.flatMap(({ key, alarms }) =>
    alarms.map(({ percent, on }): NextDate => ({
      on,
      term: key,
      what: percent === 100 ? 'due' : percent,
    })),
  )
  const ahead = dates.filter(({ on, what }) => on > today || (what === 'due' && on === today))
  const order = (one: NextDate, other: NextDate): number =>
    one.on < other.on ? -1 : one.on > other.on ? 1 : rank(one) - rank(other)
  return ahead.sort(order)[0] ?? null
}

function rank({ what }: NextDate): number {
  return what === 'due' ? 0 : what === 80 ? 1 : 2
}

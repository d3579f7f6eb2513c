// The form of what an event does to a case, and what several of them do.
import { type CivilDate, plusDays } from '../dates/civil-date.ts'
import type { Cause } from '../deadlines/model.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { computeTerm, type Draft, isOpen, mainTerm, type Term } from './draft.ts'
import type { CaseEvent, EventKind, Phase } from './events.ts'

export type EventOf<K extends EventKind> = Extract<CaseEvent, { kind: K }>

export interface Moment {
  on: CivilDate
  cause: Cause
}

/** Does its part and may name the phase that follows, where the table leaves a choice. */
export type Handler<K extends EventKind> = (
  draft: Draft,
  event: EventOf<K>,
  moment: Moment,
) => Phase | undefined

export type Handlers<K extends EventKind> = { [Kind in K]: Handler<Kind> }

/** Stops the term for deciding from the day after, without an end. */
export function stop(draft: Draft, { on, cause }: Moment, why: string): void {
  const main = mainTerm(draft)
  if (!isOpen(main)) return
  // A new list: the old one stands in what was computed before.
  main.suspensions = [...main.suspensions, { from: plusDays(on, 1), to: null, why }]
  computeTerm(draft, main, on, cause)
}

/** Suspensions of a term that runs again from the day after `on`. */
export function goOn({ suspensions }: Term, on: CivilDate): Term['suspensions'] {
  return suspensions
    .map((each) => (each.to === null || each.to > on ? { ...each, to: on } : each))
    .filter(({ from, to }) => to === null || to >= from)
}

/** Refuses what comes after the last day of a term. */
export function refuseAfter({ rule, due }: Term, on: CivilDate, event: string): void {
  if (due !== null && on > due) {
    throw new WorkdaysError('term-is-over', { event, rule: rule.id, due })
  }
}

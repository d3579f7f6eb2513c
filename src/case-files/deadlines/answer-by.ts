// When an answer is due for something filed at an instant: reception, term, and what silence then means.
import {
  type Calendars,
  type CivilDate,
  type Computation,
  type ReceptionPolicy,
  computeDeadline,
  findRule,
  peruRules,
  receive,
} from '@rimaq/workdays'
import type { ProcedureContent } from '../catalogue/procedure.ts'

export interface AnswerBy {
  /** The day it counts as received. */
  received: CivilDate
  term: Computation
  /** The last day of the five for notifying, after which silence approves; null for other procedures. */
  silence: CivilDate | null
}

/** When what comes in counts the same day: a matter of dispute, so the city sets it. */
export interface ReceptionHours {
  policy: ReceptionPolicy
  /** `HH:MM` at the place; counts for `office-hours` only. */
  closesAt: string
}

export const untilMidnight: ReceptionHours = { policy: 'until-midnight', closesAt: '24:00' }

/** Working days that a rule without a law behind it may take (Law 27444, art. 35). */
const ordinary = 30

/**
 * Null where approval is automatic. By default what is filed until midnight counts the same day.
 * Law 27444, art. 131 and 134; positive silence five working days later, art. 188.1.
 */
export function answerBy(
  { term, qualification }: Pick<ProcedureContent, 'term' | 'qualification'>,
  filed: Date,
  calendars: Calendars,
  hours: ReceptionHours = untilMidnight,
): AnswerBy | null {
  if (term === null || term.unit !== 'working-days') return null
  const received = receivedOn(filed, calendars, hours)
  const computation = termFrom(received, term.amount, calendars, term.rule)
  return {
    received,
    term: computation,
    silence: qualification === 'positive-silence' ? silenceAfter(computation.due, calendars) : null,
  }
}

/** The day on which something filed by the digital counter counts as received (Law 27444, art. 117). */
export function receivedOn(
  filed: Date,
  calendars: Calendars,
  { policy, closesAt }: ReceptionHours = untilMidnight,
): CivilDate {
  const calendar = calendars.at()
  return receive({ at: filed.toISOString(), calendar, policy, closesAt }).received
}

/** So many working days after an event on `start`; `id` where a law has a rule of its own. @throws WorkdaysError */
export function termFrom(
  start: CivilDate,
  amount: number,
  calendars: Calendars,
  id: string = amount > ordinary ? 'EVAL-LEY' : 'EVAL',
): Computation {
  const rule = findRule(peruRules, id, start)
  const calendar = calendars.at(undefined, rule.purpose)
  return computeDeadline({ rule, calendar, start, amount, cause: { kind: 'asked', id: 'asked' } })
}

function silenceAfter(due: CivilDate, calendars: Calendars): CivilDate {
  const rule = findRule(peruRules, 'SAP', due)
  const calendar = calendars.at(undefined, rule.purpose)
  return computeDeadline({ rule, calendar, start: due, cause: { kind: 'term', id: 'EVAL' } }).due
}

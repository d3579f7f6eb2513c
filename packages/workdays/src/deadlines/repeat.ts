// Computes a stored term again from what it says of itself, so that anybody can check it.
import type { Calendars } from '../calendar/compile.ts'
import { editionsOf } from '../calendar/editions.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { computeDeadline } from './compute.ts'
import type { Computation, DeadlineRule } from './model.ts'

export interface RepeatOptions {
  /** Of the place for which it was computed. */
  calendars: Calendars
  rules: readonly DeadlineRule[]
}

/**
 * The same computation with the edition and the version of the rule it names. It equals what was
 * stored unless calendar, rules or the stored text were changed since.
 * Throws `unknown-version` where the edition is not in the book (or its days were changed, since
 * the version holds their hash), and `unknown-rule`.
 */
export function repeatDeadline(
  stored: Computation,
  { calendars, rules }: RepeatOptions,
): Computation {
  const edition = editionsOf(calendars.book).find(({ version }) => version === stored.calendar)
  if (!edition) throw new WorkdaysError('unknown-version', { version: stored.calendar })
  const rule = rules.find(({ id, from }) => id === stored.rule && from === stored.ruleVersion)
  if (!rule) throw new WorkdaysError('unknown-rule', { rule: stored.rule })
  const { start, amount, distance, extension, suspensions, purpose, cause } = stored
  return computeDeadline({
    // The amount that was given, also where the law leaves it to the office.
    rule: { ...rule, amount },
    calendar: calendars.at(edition.known, purpose),
    ...{ start, cause, extension, suspensions },
    ...(distance === null ? {} : { distance }),
  })
}

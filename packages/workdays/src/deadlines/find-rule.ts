// Finds the version of a rule that was in force on a day.
import type { CivilDate } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import type { DeadlineRule } from './model.ts'

/** Throws `unknown-rule`, `rule-not-in-force`. */
export function findRule(rules: readonly DeadlineRule[], id: string, on: CivilDate): DeadlineRule {
  const versions = rules.filter((rule) => rule.id === id)
  const [first] = versions
  if (!first) throw new WorkdaysError('unknown-rule', { rule: id })
  const found = versions.findLast(
    ({ from, until }) => from <= on && (until === undefined || on <= until),
  )
  if (!found) throw new WorkdaysError('rule-not-in-force', { rule: id, date: on, from: first.from })
  return found
}

// Computes a term: from the event and its rule to the last day, with every day that did not count.
import type { DayReasons, Workdays } from '../calendar/workdays.ts'
import type { CivilDate } from '../dates/civil-date.ts'
import { dayNumber } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { countCalendarDays, countMonths } from './count-dates.ts'
import { type Counted, countWorkingDays, type Span } from './count-working-days.ts'
import type { Cause, Computation, DeadlineRule, Distance, Suspension } from './model.ts'

export interface ComputeOptions {
  rule: DeadlineRule
  /** For the purpose the rule counts for. */
  calendar: Workdays
  /** The day of the event that starts the term: it does not count (Ley 27444, 133.1). */
  start: CivilDate
  cause: Cause
  /** Where the rule leaves the length to the procedure. */
  amount?: number
  distance?: Distance
  extension?: number
  suspensions?: readonly Suspension[]
}

/**
 * The last day of a term and what it was computed from. A pure function: the same question with
 * the same calendar has the same answer for ever.
 * Throws `bad-amount`, `no-distance-term`, `bad-distance`, `not-extendable`, `extension-too-long`,
 * `malformed-suspension`, `term-is-suspended`, `unknown-purpose`, `rule-needs-another-way`,
 * `outside-calendar`.
 */
export function computeDeadline(options: ComputeOptions): Computation {
  const { rule, calendar, start, cause, extension = 0, suspensions = none } = options
  const amount = amountOf(rule, options.amount)
  if (rule.purpose !== calendar.purpose) {
    throw new WorkdaysError('unknown-purpose', { purpose: rule.purpose, known: calendar.purpose })
  }
  const distance = options.distance ?? null
  if (distance) checkDistance(rule, distance)
  if (extension !== 0) checkExtension(rule, extension)
  const spans = suspensions.length === 0 ? noSpans : spansOf(rule, suspensions)
  const counted = count({ rule, calendar, start, amount: amount + extension, distance, spans })
  return {
    rule: rule.id,
    ruleVersion: rule.from,
    calendar: calendar.version,
    purpose: calendar.purpose,
    cause,
    start,
    amount,
    unit: rule.unit,
    distance,
    extension,
    suspensions,
    due: calendar.dateOf(counted.due),
    moved: counted.moved,
    counted: counted.days,
    excluded: counted.excluded,
    provisional: calendar.dateOf(counted.due) > calendar.declaredTo ? calendar.declaredTo : null,
    unverified: calendar.unverified(dayNumber(start), counted.due),
  }
}

const none: readonly Suspension[] = []
const noSpans: readonly Span[] = []

interface Count {
  rule: DeadlineRule
  calendar: Workdays
  start: CivilDate
  amount: number
  distance: Distance | null
  spans: readonly Span[]
}

function count({ rule, calendar, start, amount, distance, spans }: Count): Counted {
  const moves = rule.lastDay !== 'as-it-falls'
  const from = dayNumber(start)
  const after = distance?.unit === 'calendar-day' ? distance.amount : 0
  const more = distance?.unit === 'working-day' ? distance.amount : 0
  switch (rule.unit) {
    case 'working-day':
      return countWorkingDays(calendar, from, { amount: amount + more, after, moves, spans })
    case 'calendar-day':
      return countCalendarDays(calendar, from, { amount: amount + after, more, moves, spans })
    case 'month':
    case 'year': {
      const months = rule.unit === 'year' ? amount * 12 : amount
      return countMonths(calendar, from, { amount: months, after, more, moves, spans })
    }
    case 'hour':
      throw new WorkdaysError('rule-needs-another-way', {
        rule: rule.id,
        remedy: 'computeHours',
      })
  }
}

function amountOf(rule: DeadlineRule, given: number | undefined): number {
  const amount = given ?? rule.amount ?? Number.NaN
  const [least, most] = rule.amount === null ? [1, rule.most ?? 3660] : [rule.amount, rule.amount]
  if (!Number.isInteger(amount) || amount < least || amount > most) {
    throw new WorkdaysError('bad-amount', { rule: rule.id, least, most, amount: String(given) })
  }
  return amount
}

function checkDistance(rule: DeadlineRule, { amount, table }: Distance): void {
  if (rule.party !== 'citizen') throw new WorkdaysError('no-distance-term', { rule: rule.id })
  if (!Number.isInteger(amount) || amount < 1 || table === '')
    throw new WorkdaysError('bad-distance')
}

function checkExtension(rule: DeadlineRule, amount: number): void {
  const { extension } = rule
  if (!extension) throw new WorkdaysError('not-extendable', { rule: rule.id })
  const { most } = extension
  if (!Number.isInteger(amount) || amount < 1 || amount > most) {
    throw new WorkdaysError('extension-too-long', { rule: rule.id, most, amount })
  }
}

/** In order of their beginnings; they may overlap, a day suspended twice is left out once. */
function spansOf(rule: DeadlineRule, suspensions: readonly Suspension[]): Span[] {
  const spans = suspensions.map(({ from, to, why }): Span => {
    if (to === null) throw new WorkdaysError('term-is-suspended', { rule: rule.id })
    if (to < from) throw new WorkdaysError('malformed-suspension', { from, to })
    return { from: dayNumber(from), to: dayNumber(to), why }
  })
  return spans.sort((one, other) => one.from - other.from)
}

/** Days a person would call out when asked why it takes so long: without weekends. */
export function notableDays({ excluded }: Pick<Computation, 'excluded'>): DayReasons[] {
  return excluded.filter(({ weekend, entries }) => !weekend && entries.length > 0)
}

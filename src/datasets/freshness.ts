// Says whether a dataset is as fresh as its office promised, from the promised frequency alone.
import type { Dataset, Frequency, Freshness } from './model.ts'

interface Interval {
  /** Time between two updates. */
  every: { hours?: number; days?: number; months?: number }
  /** Days after the due moment before the dataset counts as late. */
  grace: number
}

/**
 * Intervals of the EU frequency authority table (CONT and HOURLY are watched by the hour).
 * Grace is about a quarter of short intervals and two months of the longest: time to close a period.
 */
export const promises: Record<Frequency, Interval | null> = {
  CONT: { every: { hours: 1 }, grace: 0.25 },
  HOURLY: { every: { hours: 1 }, grace: 0.25 },
  DAILY: { every: { days: 1 }, grace: 1 },
  WEEKLY: { every: { days: 7 }, grace: 3 },
  BIWEEKLY: { every: { days: 14 }, grace: 5 },
  MONTHLY: { every: { months: 1 }, grace: 10 },
  BIMONTHLY: { every: { months: 2 }, grace: 15 },
  QUARTERLY: { every: { months: 3 }, grace: 20 },
  ANNUAL_2: { every: { months: 6 }, grace: 30 },
  ANNUAL: { every: { months: 12 }, grace: 60 },
  BIENNIAL: { every: { months: 24 }, grace: 60 },
  IRREG: null,
  NEVER: null,
  UNKNOWN: null,
}

const day = 86_400_000

/** Same day of a later month, or the month's last day where it is shorter (UTC). */
function addMonths(from: Date, months: number): Date {
  const moved = new Date(from)
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() + months)
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(from.getUTCDate(), last))
  return moved
}

/** What freshness needs of a dataset. */
export type Dated = Pick<Dataset, 'frequency' | 'created'> & {
  resources: { version: { created: Date; asOf: string | null } | null }[]
}

/**
 * Counts from the newest version: from the day its data speak of where the table says so, else from
 * its publication; from the dataset's creation while it has no data.
 * `days` is negative before the due moment and positive after it, whole days away from zero.
 */
export function freshness(dataset: Dated, now: Date): Freshness {
  const promise = promises[dataset.frequency]
  if (promise === null) return { state: 'no-promise', due: null, days: null }
  const moments = dataset.resources.flatMap(({ version }) =>
    version === null ? [] : [version.asOf === null ? version.created : new Date(version.asOf)],
  )
  const last = moments.reduce<Date | null>((a, b) => (a === null || b > a ? b : a), null)
  const { hours = 0, days = 0, months = 0 } = promise.every
  const monthly = addMonths(last ?? dataset.created, months)
  const due = new Date(monthly.getTime() + days * day + hours * 3_600_000)
  const after = now.getTime() - due.getTime()
  const whole = after < 0 ? Math.floor(after / day) : Math.ceil(after / day)
  const state = after <= 0 ? 'on-time' : after <= promise.grace * day ? 'due' : 'late'
  return { state, due, days: whole === 0 ? 0 : whole }
}

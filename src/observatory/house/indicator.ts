// An indicator as its sheet and its values tell it: the newest value, its target, its light, and whether it is stale.
import { type Frequency, byPeriod, frequencies, lastDayOf } from './period.ts'
import {
  type Direction,
  type Judgement,
  type Light,
  type PeriodValue,
  directions,
  freshDays,
  judge,
  lights,
} from './semaphore.ts'
import type { CellValue, Sheet } from './sheet.ts'

/** A value as it was measured or typed; corrected ones are followed by the next revision. */
export interface Measurement {
  indicator: string
  period: string
  revision: number
  value: number
  source: 'query' | 'typed'
  /** What was asked, as it was then. */
  sql: string | null
  /** The versions of the tables that answered. */
  tables: readonly { name: string; resource: string; version: number; hash: string }[]
  evidence: string | null
  recorded: Date
}

/** One attempt to measure. */
export interface Check {
  at: Date
  /** Null: it was measured. */
  failure: MeasureFailure | null
  detail: string
}

export const measureFailures = [
  'dataset-gone',
  'query-refused',
  'no-rows',
  'many-rows',
  'not-a-number',
  'bad-period',
  'over-100',
] as const
export type MeasureFailure = (typeof measureFailures)[number]

export interface Indicator {
  sheet: Sheet
  unit: string
  frequency: Frequency
  direction: Direction
  /** Newest revision of each span, the oldest first. */
  values: readonly Measurement[]
  /** Every value that ever stood, for the history. */
  revisions: readonly Measurement[]
  latest: Measurement | null
  targets: readonly PeriodValue[]
  baseline: PeriodValue | null
  judgement: Judgement
  measured: boolean
  check: Check | null
  /** Days since it was last confirmed exceed what the sheet allows; null while there is no value. */
  stale: { days: number; allowed: number } | null
}

const day = 86_400_000

export function indicatorFrom(
  sheet: Sheet,
  revisions: readonly Measurement[],
  check: Check | null,
  now: Date,
): Indicator {
  const { content } = sheet
  const frequency = frequencies.find((each) => each === content['frequency']) ?? 'year'
  const direction = directions.find((each) => each === content['direction']) ?? 'up'
  const newest = new Map<string, Measurement>()
  for (const each of revisions) {
    const known = newest.get(each.period)
    if (known === undefined || known.revision < each.revision) newest.set(each.period, each)
  }
  const values = [...newest.values()].toSorted(byPeriod)
  const latest = values.at(-1) ?? null
  const targets = pairs(content['targets'])
  const [baseline = null] = pairs(content['baseline']).toSorted(byPeriod)
  const light = lights.find((each) => each === content['override'])
  const override: { light: Light; reason: string } | null =
    light === undefined ? null : { light, reason: String(content['overrideReason'] ?? '') }
  const tolerance = Number(content['tolerance'] ?? (direction === 'range' ? 5 : 75))
  const judgement = judge({ direction, tolerance, baseline, targets, value: latest, override })
  const allowed = Number(content['freshDays'] ?? freshDays[frequency])
  return {
    sheet,
    unit: String(content['unit'] ?? ''),
    ...{ frequency, direction, values, revisions, latest, targets, baseline, judgement, check },
    measured: content['sql'] !== undefined,
    stale: latest === null ? null : staleness(latest, check, allowed, now),
  }
}

/** Old is what was not confirmed: by a check that succeeded, or by a value typed for its span. */
function staleness(
  latest: Measurement,
  check: Check | null,
  allowed: number,
  now: Date,
): Indicator['stale'] {
  const spoken =
    latest.source === 'typed' ? new Date(`${lastDayOf(latest.period)}T12:00:00Z`) : latest.recorded
  const confirmed =
    check !== null && check.failure === null && check.at > spoken ? check.at : spoken
  const days = Math.floor((now.getTime() - confirmed.getTime()) / day)
  return days > allowed ? { days, allowed } : null
}

function pairs(value: unknown): PeriodValue[] {
  return ((value as readonly (readonly CellValue[])[] | undefined) ?? []).map(([period, each]) => ({
    period: String(period),
    value: Number(each),
  }))
}

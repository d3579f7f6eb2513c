// Says how an indicator stands against its target: on track, behind, far behind, or not to be judged.
import { type Frequency, byPeriod, lastDayOf } from './period.ts'

export const directions = ['up', 'down', 'range'] as const
export type Direction = (typeof directions)[number]

export const lights = ['good', 'warn', 'bad'] as const
export type Light = (typeof lights)[number]

export interface PeriodValue {
  period: string
  value: number
}

export interface Judged {
  direction: Direction
  /** Share of the way from baseline to target, in percent, from which it still counts as `warn`. */
  tolerance: number
  baseline: PeriodValue | null
  targets: readonly PeriodValue[]
  /** The newest value. */
  value: PeriodValue | null
  override: { light: Light; reason: string } | null
}

export interface Judgement {
  light: Light | null
  /** Why there is no light, or how it came about. */
  because: 'no-value' | 'no-target' | 'reached' | 'on-the-way' | 'behind' | 'override'
  target: PeriodValue | null
  /** Part of the way from the baseline to the target, in percent; null where both are the same. */
  progress: number | null
  /** What the rule would say without the override. */
  computed: Light | null
}

/**
 * The target is the first that is due on or after the value's last day, else the last one. `up`: the
 * value is to rise to it; `down`: to fall; `range`: to stay within `tolerance` percent of it. Behind
 * the target but at least `tolerance` percent of the way from the baseline is `warn`; without a
 * baseline the share is that of the value in the target. The rule is ours: CEPLAN's guides ask for a
 * follow-up of targets and leave the thresholds to the entity.
 */
export function judge(asked: Judged): Judgement {
  const { value, override } = asked
  const target = value === null ? null : targetFor(asked.targets, value.period)
  const known = value === null ? 'no-value' : target === null ? 'no-target' : null
  if (known !== null || value === null || target === null) {
    return withOverride(
      { light: null, because: known ?? 'no-value', target, progress: null },
      override,
    )
  }
  const progress = progressOf(asked, value.value, target.value)
  const reached = isReached(asked, value.value, target.value)
  const near = progress !== null && progress >= asked.tolerance && asked.direction !== 'range'
  const light = reached ? 'good' : near ? 'warn' : 'bad'
  const because = reached ? 'reached' : near ? 'on-the-way' : 'behind'
  return withOverride({ light, because, target, progress }, override)
}

function withOverride(
  computed: Omit<Judgement, 'computed'>,
  override: Judged['override'],
): Judgement {
  if (override === null) return { ...computed, computed: computed.light }
  return { ...computed, light: override.light, because: 'override', computed: computed.light }
}

function targetFor(targets: readonly PeriodValue[], period: string): PeriodValue | null {
  const sorted = targets.toSorted(byPeriod)
  const day = lastDayOf(period)
  return sorted.find((each) => lastDayOf(each.period) >= day) ?? sorted.at(-1) ?? null
}

function isReached({ direction, tolerance }: Judged, value: number, target: number): boolean {
  if (direction === 'up') return value >= target
  if (direction === 'down') return value <= target
  return Math.abs(value - target) <= (Math.abs(target) * tolerance) / 100
}

function progressOf({ baseline, direction }: Judged, value: number, target: number): number | null {
  const from = baseline?.value ?? (direction === 'down' ? null : 0)
  // From nowhere to the same place there is no way to have gone a part of.
  if (from === null || from === target) return null
  return (100 * (value - from)) / (target - from)
}

/** Days that a value may be old, where its sheet does not say: a span and a half. */
export const freshDays: Readonly<Record<Frequency, number>> = {
  year: 548,
  half: 274,
  quarter: 137,
  month: 46,
  day: 3,
}

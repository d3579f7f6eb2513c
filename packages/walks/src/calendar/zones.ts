// Time zones: fixed ones, and those that a calendar file describes itself.
import { occurrences } from '../recurrence/occurrences.ts'
import type { ClockTime, RecurrenceRule } from '../recurrence/model.ts'
import type { Zone } from './model.ts'

/** A zone that is always as far from UTC; `offset` in seconds, west is negative. */
export function fixedZone(id: string, offset: number): Zone {
  return { id, clockOf: (instant) => instant + offset, instantOf: (clock) => clock - offset }
}

/** Known without a description: UTC, and Lima, which has had no summer time since 1994 (IANA tz). */
export const knownZones: ReadonlyMap<string, Zone> = new Map(
  [fixedZone('UTC', 0), fixedZone('America/Lima', -5 * 3600)].map((zone) => [zone.id, zone]),
)

/** A part of a VTIMEZONE: from when on which offset holds (RFC 5545, 3.6.5). */
export interface Observance {
  /** On the clock as it was before. */
  start: ClockTime
  offsetFrom: number
  offsetTo: number
  rule: RecurrenceRule | null
  rdates: readonly ClockTime[]
}

interface Onset {
  instant: number
  from: number
  to: number
}

/** The zone that observances describe. An hour that a clock skips or repeats is read by the offset before. */
export function describedZone(id: string, observances: readonly Observance[]): Zone {
  let onsets: Onset[] = []
  let horizon = -Infinity
  const look = (instant: number): Onset[] => {
    if (instant < horizon) return onsets
    // Some years ahead at once, so that a long list of events asks only now and then.
    horizon = instant + 10 * 366 * 86400
    onsets = observances.flatMap((each) => onsetsOf(each, horizon + 2 * 86400))
    onsets.sort((a, b) => a.instant - b.instant)
    return onsets
  }
  const offsetAt = (instant: number): number => {
    const all = look(instant)
    return all.findLast((onset) => onset.instant <= instant)?.to ?? all[0]?.from ?? 0
  }
  return {
    id,
    clockOf: (instant) => instant + offsetAt(instant),
    instantOf(clock) {
      const all = look(clock + 86400)
      const onset = all.findLast(({ instant, from, to }) => instant + Math.max(from, to) <= clock)
      return clock - (onset?.to ?? all[0]?.from ?? 0)
    },
  }
}

function onsetsOf(
  { start, offsetFrom, offsetTo, rule, rdates }: Observance,
  before: number,
): Onset[] {
  const onset = (clock: ClockTime): Onset => ({
    instant: clock - offsetFrom,
    from: offsetFrom,
    to: offsetTo,
  })
  const toClock = (instant: number): ClockTime => instant + offsetFrom
  const ruled = rule ? [...occurrences(rule, { start, before, toClock })] : []
  return [...new Set([start, ...rdates, ...ruled])].map(onset)
}

// Looks at every selection of stops and every order of it that can be best (orienteering with time windows).
import type { PlanOptions, PlanStop } from './model.ts'

/** What was found, by selection (one bit per stop) and last stop. */
export interface Search {
  weight(set: number): number
  /** The best selection that holds all stops of `needed`; last is -1 when none is possible. */
  best(needed?: number): { set: number; last: number }
  /** The stop before the last one, -1 at the first. */
  before(set: number, last: number): number
}

/**
 * Being somewhere earlier is never worse, since one may wait: of all orders of one selection with one
 * last stop only the earliest has to be kept. Ties keep the shorter way on foot.
 */
export function searchDays(options: PlanOptions): Search {
  const { stops, matrix, start, end, from, to, speed = 80 } = options
  const count = stops.length
  const size = 2 ** count
  const leave = new Float64Array(size * count).fill(Infinity)
  const walked = new Float64Array(size * count).fill(Infinity)
  const before = new Int8Array(size * count).fill(-1)
  const weights = new Float64Array(size)
  for (let set = 1; set < size; set++) {
    const low = 31 - Math.clz32(set & -set)
    weights[set] = weights[set & (set - 1)]! + (stops[low]!.weight ?? 1)
  }
  const enter = (target: number, at: number, arrive: number, metres: number, by: number): void => {
    const left = earliestBegin(stops[at]!, arrive) + stops[at]!.visit
    if (left > to) return
    if (left > leave[target]! || (left === leave[target]! && metres >= walked[target]!)) return
    leave[target] = left
    walked[target] = metres
    before[target] = by
  }
  for (let at = 0; at < count; at++) {
    const metres = start === undefined ? 0 : matrix[start]![at]!
    enter(2 ** at * count + at, at, from + metres / speed, metres, -1)
  }
  for (let set = 1; set < size; set++) {
    for (let at = 0; at < count; at++) {
      const place = set * count + at
      const now = leave[place]!
      if (now === Infinity) continue
      const row = matrix[at]!
      for (let next = 0; next < count; next++) {
        if (set & (1 << next)) continue
        const metres = row[next]!
        const target = (set | (1 << next)) * count + next
        enter(target, next, now + metres / speed, walked[place]! + metres, at)
      }
    }
  }
  const finish = (set: number, at: number): number =>
    leave[set * count + at]! + (end === undefined ? 0 : matrix[at]![end]! / speed)
  return {
    weight: (set) => weights[set]!,
    before: (set, last) => before[set * count + last]!,
    best(needed = 0) {
      let best = { set: 0, last: -1 }
      let earliest = Infinity
      for (let set = 1; set < size; set++) {
        if ((set & needed) !== needed || weights[set]! < weights[best.set]!) continue
        for (let last = 0; last < count; last++) {
          const time = finish(set, last)
          if (time > to) continue
          const same = (weights[set] ?? 0) === weights[best.set]
          if (same && time >= earliest) continue
          best = { set, last }
          earliest = time
        }
      }
      return best
    },
  }
}

/** When the visit can begin for whoever arrives then; infinite when no window is left. */
export function earliestBegin({ windows, visit }: PlanStop, arrive: number): number {
  if (windows === null) return arrive
  for (const { from, to } of windows) {
    const begin = Math.max(from, arrive)
    if (begin + visit <= to) return begin
  }
  return Infinity
}

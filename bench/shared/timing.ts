// Times a question many times and says its median, its slow end, and what it cost.

export interface Timing {
  /** Milliseconds. */
  p50: number
  p99: number
  times: number
}

/** Calls `ask` with 0, 1, 2 … for at most `seconds` or `times` calls, whichever comes first. */
export async function time(
  ask: (turn: number) => Promise<unknown>,
  { times = 200, seconds = 5 }: { times?: number; seconds?: number } = {},
): Promise<Timing> {
  const taken: number[] = []
  const end = performance.now() + seconds * 1000
  for (let turn = 0; turn < times && (turn < 3 || performance.now() < end); turn++) {
    const start = performance.now()
    await ask(turn)
    taken.push(performance.now() - start)
  }
  return summary(taken)
}

export function summary(taken: number[]): Timing {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), times: sorted.length }
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** `0.42`, `4.2`, `42`, `4,200`. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

// Counts how often something is done per second of processor time, so that other work on the machine matters less.

export interface Rate {
  /** Median of the rounds, per second of processor time of this process. */
  median: number
  least: number
  most: number
}

/**
 * Several rounds of about `seconds` of processor time each. Garbage collection and the thread pool
 * count, for they are part of the cost.
 */
export async function rateOf(
  act: () => unknown,
  { rounds = 5, seconds = 0.8 }: { rounds?: number; seconds?: number } = {},
): Promise<Rate> {
  // What is compiled on the way is compiled before.
  for (let turn = 0; turn < 30; turn++) await act()
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = cpuSeconds()
    let done = 0
    let spent = 0
    for (; spent < seconds; spent = cpuSeconds() - start) {
      for (let turn = 0; turn < 5; turn++) await act()
      done += 5
    }
    rates.push(done / spent)
  }
  return summaryOf(rates)
}

export function summaryOf(rates: readonly number[]): Rate {
  const sorted = rates.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return { median: at(0.5), least: at(0), most: at(1) }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

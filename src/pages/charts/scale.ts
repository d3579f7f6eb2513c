// Chooses round numbers and round dates for the axes of charts.

export interface Ticks {
  /** Ascending, inside or at the ends of the range. */
  values: number[]
  /** Ends of the axis: round numbers around the data. */
  from: number
  to: number
  /** Decimals needed to write every tick. */
  digits: number
}

/**
 * About `count` ticks at steps of 1, 2 or 5 times a power of ten (Heckbert, Graphics Gems, 1990,
 * "Nice Numbers for Graph Labels"). Zero is included unless `zero` is false.
 */
export function niceTicks(
  least: number,
  most: number,
  options: { count?: number; zero?: boolean; whole?: boolean } = {},
): Ticks {
  let from = options.zero === false ? least : Math.min(0, least)
  let to = options.zero === false ? most : Math.max(0, most)
  if (!(to > from)) {
    to = from + (Math.abs(from) || 1)
  }
  const rough = (to - from) / (options.count ?? 4)
  const power = 10 ** Math.floor(Math.log10(rough))
  const part = rough / power
  let step = (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10) * power
  if (options.whole === true) step = Math.max(1, Math.round(step))
  const first = Math.floor(from / step + 1e-9)
  const last = Math.ceil(to / step - 1e-9)
  from = first * step
  to = last * step
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const values = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(digits)),
  )
  return { values, from, to, digits }
}

export interface DateTicks {
  values: Date[]
  unit: 'year' | 'month' | 'day'
}

/** Round years, months or days between two instants (UTC), at most about `count`. */
export function dateTicks(from: Date, to: Date, count = 5): DateTicks {
  const days = (to.getTime() - from.getTime()) / 86_400_000
  const months = days / 30.44
  if (months / 12 >= 2.5) {
    const step = firstAtLeast([1, 2, 5, 10, 20, 50, 100], months / 12 / count)
    const values: Date[] = []
    let year = Math.ceil(from.getUTCFullYear() / step) * step
    if (Date.UTC(year, 0) < from.getTime()) year += step
    for (; Date.UTC(year, 0) <= to.getTime(); year += step) values.push(new Date(Date.UTC(year, 0)))
    return { values, unit: 'year' }
  }
  if (months >= 2) {
    const step = firstAtLeast([1, 2, 3, 6, 12], months / count)
    const values: Date[] = []
    const start = from.getUTCFullYear() * 12 + from.getUTCMonth()
    for (let month = Math.ceil(start / step) * step; ; month += step) {
      const date = new Date(Date.UTC(Math.floor(month / 12), month % 12))
      if (date > to) break
      if (date >= from) values.push(date)
    }
    return { values, unit: 'month' }
  }
  const step = firstAtLeast([1, 2, 7, 14], days / count)
  const values: Date[] = []
  let day = Math.ceil(from.getTime() / 86_400_000)
  for (; day * 86_400_000 <= to.getTime(); day += step) values.push(new Date(day * 86_400_000))
  return { values, unit: 'day' }
}

function firstAtLeast(steps: readonly number[], wanted: number): number {
  return steps.find((step) => step >= wanted) ?? steps.at(-1) ?? 1
}

/** Share of 100 with two decimals, for x and width in percent. */
export function percent(part: number): string {
  return `${Math.round(part * 10_000) / 100}%`
}

// Spans of time that a value is of: a year, a half, a quarter, a month or a day, and their order.
export const frequencies = ['year', 'half', 'quarter', 'month', 'day'] as const
export type Frequency = (typeof frequencies)[number]

const shapes: Readonly<Record<Frequency, RegExp>> = {
  year: /^\d{4}$/,
  half: /^\d{4}-S[12]$/,
  quarter: /^\d{4}-Q[1-4]$/,
  month: /^\d{4}-(0[1-9]|1[0-2])$/,
  day: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
}

/** `2026`, `2026-S1`, `2026-Q1`, `2026-03` or `2026-03-14`; null for any other text. */
export function frequencyOf(period: string): Frequency | null {
  const found = frequencies.find((each) => shapes[each].test(period))
  if (found === undefined) return null
  // 2026-02-30 has the shape of a day, and is none.
  return found === 'day' && lastDayOf(period) !== period ? null : found
}

/** The span that an instant lies in, by the calendar of the zone (default: Lima's). */
export function periodAt(now: Date, frequency: Frequency, timeZone = 'America/Lima'): string {
  const day = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
  }).format(now)
  const year = day.slice(0, 4)
  const month = Number(day.slice(5, 7))
  switch (frequency) {
    case 'year':
      return year
    case 'half':
      return `${year}-S${month <= 6 ? 1 : 2}`
    case 'quarter':
      return `${year}-Q${Math.ceil(month / 3)}`
    case 'month':
      return day.slice(0, 7)
    case 'day':
      return day
  }
}

/** Last day of a span (ISO 8601): spans are ordered, drawn and compared by it. */
export function lastDayOf(period: string): string {
  const year = Number(period.slice(0, 4))
  const half = /-S([12])$/.exec(period)?.[1]
  const quarter = /-Q([1-4])$/.exec(period)?.[1]
  if (half !== undefined) return endOfMonth(year, Number(half) * 6)
  if (quarter !== undefined) return endOfMonth(year, Number(quarter) * 3)
  if (period.length === 4) return `${period}-12-31`
  if (period.length === 7) return endOfMonth(year, Number(period.slice(5, 7)))
  const date = new Date(`${period}T00:00:00Z`)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10)
}

function endOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

export function byPeriod(a: { period: string }, b: { period: string }): number {
  const [first, second] = [lastDayOf(a.period), lastDayOf(b.period)]
  return first < second ? -1 : first > second ? 1 : 0
}

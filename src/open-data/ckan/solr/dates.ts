// Understands the dates of Solr queries: ISO instants, NOW, and date maths such as NOW/DAY-7DAYS.

const units: Record<string, string> = {
  YEAR: 'year',
  YEARS: 'year',
  MONTH: 'month',
  MONTHS: 'month',
  DAY: 'day',
  DAYS: 'day',
  DATE: 'day',
  HOUR: 'hour',
  HOURS: 'hour',
  MINUTE: 'minute',
  MINUTES: 'minute',
  SECOND: 'second',
  SECONDS: 'second',
  MILLI: 'milli',
  MILLIS: 'milli',
  MILLISECOND: 'milli',
  MILLISECONDS: 'milli',
}

/** Milliseconds since 1970, or null when the text is no date. `*` is handled by the caller. */
export function solrDate(text: string, now: Date): number | null {
  const split = /^(NOW|\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.]+Z?)?)?)?)(.*)$/s.exec(text.trim())
  if (!split) return null
  const start = split[1] === 'NOW' ? now.getTime() : instant(split[1]!)
  if (Number.isNaN(start)) return null
  let date = new Date(start)
  let rest = split[2]!
  while (rest !== '') {
    const step = /^(?:([+-])(\d{1,6})|\/)([A-Z]+)/.exec(rest)
    const unit = units[step?.[3] ?? '']
    if (!step || !unit) return null
    date = step[1] ? moved(date, Number(`${step[1]}${step[2]}`), unit) : rounded(date, unit)
    rest = rest.slice(step[0].length)
  }
  const time = date.getTime()
  return Number.isNaN(time) ? null : time
}

function instant(text: string): number {
  const zoned = text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text
  return Date.parse(zoned)
}

function moved(date: Date, by: number, unit: string): Date {
  const next = new Date(date)
  if (unit === 'year') next.setUTCFullYear(next.getUTCFullYear() + by)
  if (unit === 'month') next.setUTCMonth(next.getUTCMonth() + by)
  if (unit === 'day') next.setUTCDate(next.getUTCDate() + by)
  if (unit === 'hour') next.setTime(next.getTime() + by * 3_600_000)
  if (unit === 'minute') next.setTime(next.getTime() + by * 60_000)
  if (unit === 'second') next.setTime(next.getTime() + by * 1_000)
  if (unit === 'milli') next.setTime(next.getTime() + by)
  return next
}

function rounded(date: Date, unit: string): Date {
  const next = new Date(date)
  if (unit === 'year') next.setUTCMonth(0, 1)
  if (unit === 'month') next.setUTCDate(1)
  if (unit === 'year' || unit === 'month' || unit === 'day') next.setUTCHours(0, 0, 0, 0)
  if (unit === 'hour') next.setUTCMinutes(0, 0, 0)
  if (unit === 'minute') next.setUTCSeconds(0, 0)
  if (unit === 'second') next.setUTCMilliseconds(0)
  return next
}

// A slow second opinion for the tests: it looks at every entry for every day, and walks day by day.
import type { CalendarBook, CalendarEntry, Scope } from './model.ts'
import type { CivilDate } from '../dates/civil-date.ts'

export interface OracleDay {
  works: boolean
  counts: boolean
  ends: boolean
  runs: boolean
}

export interface Oracle {
  book: CalendarBook
  scope: Scope
  purpose: string
  asOf: string | null
}

const DAY = 86_400_000

export function nextDay(date: string, by = 1): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + by * DAY)
    .toISOString()
    .slice(0, 10) as CivilDate
}

/** Gauss's rule with its two exceptions, for 1900 to 2099. */
function gaussEaster(year: number): string {
  const d = (19 * (year % 19) + 24) % 30
  const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7
  let day = 22 + d + e
  if (d === 29 && e === 6) day -= 7
  if (d === 28 && e === 6 && year % 19 > 10) day -= 7
  return new Date(Date.UTC(year, 2, day)).toISOString().slice(0, 10)
}

function fallsOn({ date, first, last }: CalendarEntry, day: string): boolean {
  if ((first !== undefined && day < first) || (last !== undefined && day > last)) return false
  if ('on' in date) return date.on.includes(day as CivilDate)
  if ('from' in date) return day >= date.from && day <= date.to
  const year = Number(day.slice(0, 4))
  if ('easter' in date) return nextDay(gaussEaster(year), date.easter) === day
  return Number(day.slice(5, 7)) === date.month && Number(day.slice(8)) === date.day
}

function isAbout(entry: CalendarEntry, { scope, purpose, asOf }: Oracle): boolean {
  const places = ['nation', 'region', 'province', 'district', 'institution'] as const
  return (
    (asOf === null || (entry.known ?? entry.published) <= asOf) &&
    places.every(
      (place) => entry.scope[place] === undefined || entry.scope[place] === scope[place],
    ) &&
    (entry.onlyFor?.includes(purpose) ?? true) &&
    !(entry.exceptFor?.includes(purpose) ?? false)
  )
}

export function dayByOracle(oracle: Oracle, day: string): OracleDay {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  const week = oracle.book.weeks.at(-1)?.days ?? []
  const rests = !week.includes(weekday === 0 ? 7 : weekday)
  let state: OracleDay = { works: !rests, counts: true, ends: true, runs: true }
  const entries = oracle.book.entries
    .filter((entry) => isAbout(entry, oracle) && fallsOn(entry, day))
    .map((entry, at) => ({ entry, at, known: entry.known ?? entry.published }))
    .sort(
      (one, other) =>
        Date.parse(one.entry.published) - Date.parse(other.entry.published) ||
        Date.parse(one.known) - Date.parse(other.known) ||
        one.at - other.at,
    )
  for (const { entry } of entries) {
    if (entry.kind === 'revoked') state = { works: !rests, counts: true, ends: true, runs: true }
    else if (entry.kind === 'working') state = { works: true, counts: true, ends: true, runs: true }
    else if (entry.kind === 'terms-suspended') state = { ...state, runs: false }
    else if (entry.kind === 'reception-closed' || entry.startsAt !== undefined) {
      state = { ...state, ends: false }
    } else state = { ...state, works: false }
  }
  const counts = state.works && state.runs
  return { works: state.works, runs: state.runs, counts, ends: counts && state.ends }
}

export interface OracleTerm {
  start: string
  days: number
  suspensions?: readonly { from: string; to: string }[]
}

/** The last day of a term in working days, walking. */
export function dueByOracle(oracle: Oracle, { start, days, suspensions = [] }: OracleTerm): string {
  const stands = (day: string): boolean =>
    suspensions.some(({ from, to }) => day >= from && day <= to)
  let day = start
  for (let left = days; left > 0;) {
    day = nextDay(day)
    if (dayByOracle(oracle, day).counts && !stands(day)) left -= 1
  }
  while (!dayByOracle(oracle, day).ends || stands(day)) day = nextDay(day)
  return day
}

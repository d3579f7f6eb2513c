// Chooses what happens in the city: today, this weekend, by district, for whom, and what is free.
import { type EventInstance, formatDay, formatIso, listInstances, parseDay } from '@rimaq/walks'
import type { CityTime } from '../city-time.ts'
import type { CityEvent, Content } from '../content/model.ts'

export const spans = ['proximas', 'ahora', 'hoy', 'finde', 'semana'] as const
export type AgendaSpan = (typeof spans)[number]

export interface AgendaFilter {
  span: AgendaSpan
  /** One day instead of a span, as 2026-12-25. */
  date: string
  /** UBIGEO, or empty. */
  district: string
  audience: string
  free: boolean
}

/** One event on one day. */
export interface Happening {
  event: CityEvent
  /** As 2026-12-25. */
  date: string
  /** Minutes since midnight; null for a whole day. */
  from: number | null
  /** Null where nobody says when it ends. */
  to: number | null
  cancelled: boolean
  moved: boolean
  /** The day is a public holiday: recurring events may not take place. */
  holiday: boolean
}

/** How far ahead `proximas` looks, in days. */
const ahead = 90

export function readAgendaFilter(query: URLSearchParams): AgendaFilter {
  const said = query.get('cuando')
  const date = query.get('fecha') ?? ''
  return {
    span: spans.find((span) => span === said) ?? 'proximas',
    date: isDay(date) ? date : '',
    district: query.get('distrito') ?? '',
    audience: query.get('publico') ?? '',
    free: query.get('gratis') === '1',
  }
}

export function isDay(text: string): boolean {
  try {
    parseDay(text)
    return true
  } catch {
    return false
  }
}

/** First and last day of what is asked, both included. */
export function daysOf(filter: AgendaFilter, now: CityTime): { first: string; last: string } {
  if (filter.date !== '') return { first: filter.date, last: filter.date }
  const today = parseDay(now.date)
  if (filter.span === 'hoy' || filter.span === 'ahora') return { first: now.date, last: now.date }
  if (filter.span === 'finde') {
    // 1 January 1970 was a Thursday; 0 is Monday.
    const weekday = (today + 3) % 7
    const saturday = weekday === 6 ? today : today + Math.max(0, 5 - weekday)
    const sunday = today + 6 - weekday
    return { first: formatDay(saturday), last: formatDay(sunday) }
  }
  const days = filter.span === 'semana' ? 6 : ahead
  return { first: now.date, last: formatDay(today + days) }
}

export function happenings(content: Content, filter: AgendaFilter, now: CityTime): Happening[] {
  const { first, last } = daysOf(filter, now)
  const from = parseDay(first) * 86400
  const to = (parseDay(last) + 1) * 86400
  const known = new Map(content.events.map((event) => [event.when, event]))
  const holidays = new Set(content.holidays)
  return listInstances([...known.keys()], { from, to })
    .map((instance) => happening(instance, known, holidays))
    .filter(({ event }) => matches(event, filter))
}

function happening(
  { event, start, end, cancelled, moved, recurrenceId }: EventInstance,
  known: ReadonlyMap<EventInstance['event'], CityEvent>,
  holidays: ReadonlySet<string>,
): Happening {
  const date = formatIso(start, true)
  const minute = Math.floor((start % 86400) / 60)
  const length = event.duration
  return {
    event: known.get(event)!,
    date,
    from: event.allDay ? null : minute,
    to: event.allDay || length === null || length === 0 ? null : minute + (end - start) / 60,
    cancelled,
    moved,
    holiday: recurrenceId !== null && holidays.has(date),
  }
}

function matches(event: CityEvent, { district, audience, free }: AgendaFilter): boolean {
  if (district !== '' && event.ubigeo !== district) return false
  if (audience !== '' && event.audience !== audience && event.audience !== 'todos') return false
  return !free || event.free === true
}

/** Under way at this minute; whole days too. Where nobody says when it ends, nobody knows: left out. */
export function isOn({ date, from, to, cancelled }: Happening, now: CityTime): boolean {
  if (cancelled || date !== now.date) return false
  return from === null || (to !== null && from <= now.minute && now.minute < to)
}

/** Those that still are to come on a day, for `hoy` and the home page. */
export function notOver(list: readonly Happening[], now: CityTime): Happening[] {
  return list.filter(
    ({ date, from, to }) =>
      date > now.date || from === null || (to ?? from + 120) > now.minute || date < now.date,
  )
}

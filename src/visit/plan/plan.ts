// Plans a day: the places and events asked for, when they are open, and what does not fit and why.
import {
  type DayPlan,
  type PlanStop,
  formatDay,
  mostStops,
  parseDay,
  planDay,
  readHours,
  windowsOn,
} from '@rimaq/walks'
import { happenings, isDay } from '../agenda/agenda.ts'
import type { CityTime } from '../city-time.ts'
import type { CityEvent, Content, Place, PlaceKind } from '../content/model.ts'
import { type Ways, pace } from '../ways.ts'

export interface PlanAsked {
  date: string
  /** Minutes since midnight. */
  from: number
  to: number
  /** Codes of places. */
  places: readonly string[]
  /** Names of events of that day. */
  events: readonly string[]
}

export interface PlannedStop {
  key: string
  place: Place
  event: CityEvent | null
}

export interface Planned {
  plan: DayPlan
  stops: readonly PlannedStop[]
  byStreets: boolean
  /** More was asked for than can be planned at once. */
  tooMany: number
}

/** Minutes at a place, by kind: ours, not measured; the page says so. */
const visits: Partial<Record<PlaceKind, number>> = {
  museo: 60,
  huaca: 75,
  iglesia: 25,
  parque: 40,
  playa: 60,
}
const shortVisit = 20

export function visitMinutes(kind: PlaceKind): number {
  return visits[kind] ?? shortVisit
}

/** A museum that is missed is missed more than a square that one passes. */
const weights: Partial<Record<PlaceKind, number>> = { museo: 2, huaca: 2 }

export function readPlanAsked(query: URLSearchParams, now: CityTime): PlanAsked {
  const date = query.get('fecha') ?? ''
  const clock = (name: string, otherwise: number): number => {
    const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(query.get(name) ?? '') ?? []
    const value = Number(hour) * 60 + Number(minute)
    return value >= 0 && value <= 1440 ? value : otherwise
  }
  const from = clock('desde', 600)
  const to = clock('hasta', 1080)
  return {
    date: isDay(date) ? date : formatDay(parseDay(now.date) + (now.minute > 960 ? 1 : 0)),
    from,
    to: to > from ? to : Math.min(1440, from + 480),
    places: [...new Set(query.getAll('l'))],
    events: [...new Set(query.getAll('a'))],
  }
}

/** Null while nothing that can be planned was asked for. */
export function planFor(content: Content, asked: PlanAsked, ways: Ways): Planned | null {
  const all = stopsFor(content, asked)
  const chosen = all.slice(0, mostStops)
  if (chosen.length === 0) return null
  const matrix = ways.matrix(chosen.map(({ stop }) => stop.place.at))
  const plan = planDay({
    stops: chosen.map(({ time }) => time),
    matrix,
    from: asked.from,
    to: asked.to,
    speed: pace,
  })
  return {
    plan,
    stops: chosen.map(({ stop }) => stop),
    byStreets: ways.byStreets,
    tooMany: all.length - chosen.length,
  }
}

function stopsFor(content: Content, asked: PlanAsked): { stop: PlannedStop; time: PlanStop }[] {
  const byId = new Map(content.places.map((place) => [place.id, place]))
  const { holidays } = content
  const holiday = holidays ? { holiday: (date: string) => holidays.includes(date) } : {}
  const places = asked.places.flatMap((id) => {
    const place = byId.get(id)
    if (!place) return []
    const visit = visitMinutes(place.kind)
    const windows = windowsOn(readHours(place.hours), asked.date, { visit, ...holiday })
    const weight = weights[place.kind] ?? 1
    return [{ stop: { key: id, place, event: null }, time: { id, visit, weight, windows } }]
  })
  const filter = { span: 'hoy', date: asked.date, district: '', audience: '', free: false } as const
  const today = happenings(content, filter, { date: asked.date, minute: 0 })
  const events = asked.events.flatMap((id) => {
    const found = today.find(({ event, cancelled }) => event.id === id && !cancelled)
    const place = found?.event.places.map((code) => byId.get(code)).find((each) => each)
    if (!found || !place || found.from === null) return []
    const key = `a:${id}`
    const visit = Math.min(90, (found.to ?? found.from + 60) - found.from)
    const windows = [{ from: found.from, to: found.to ?? found.from + visit }]
    const stop = { key, place, event: found.event }
    return [{ stop, time: { id: key, visit, weight: 3, windows } }]
  })
  return [...events, ...places]
}

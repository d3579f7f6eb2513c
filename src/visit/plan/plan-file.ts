// Hands the planned day out: as a calendar with one entry for each visit, and as GPX.
import { formatIso, parseDay, writeCalendar, writeGpx } from '@rimaq/walks'
import type { Content } from '../content/model.ts'
import { type View, day, link, say } from '../view.ts'
import type { Ways } from '../ways.ts'
import { type Planned, type PlannedStop, planFor, readPlanAsked } from './plan.ts'

export type PlanFormat = 'ics' | 'gpx'

/** Null where nothing was asked for that can be planned. */
export function planFile(
  view: View,
  content: Content,
  ways: Ways,
  asked: { query: URLSearchParams; format: PlanFormat },
): string | null {
  const day = readPlanAsked(asked.query, view.now)
  const planned = planFor(content, day, ways)
  if (!planned || planned.plan.visits.length === 0) return null
  return asked.format === 'ics'
    ? asCalendar(view, planned, { date: day.date, zone: content.timeZone })
    : asGpx(view, planned, { date: day.date, ways })
}

function asCalendar(
  view: View,
  planned: Planned,
  { date, zone }: { date: string; zone: string },
): string {
  const midnight = parseDay(date) * 86400
  const byKey = new Map(planned.stops.map((stop) => [stop.key, stop]))
  const events = planned.plan.visits.map((visit) => {
    const stop = byKey.get(visit.id)!
    const start = midnight + Math.round(visit.begin) * 60
    return {
      uid: `${formatIso(start)}-${visit.id}@${new URL(view.origin).host}`,
      start,
      duration: Math.round(visit.end - visit.begin) * 60,
      allDay: false,
      zone,
      rule: null,
      ruleText: '',
      rdates: [],
      exdates: [],
      recurrenceId: null,
      summary: nameOf(view, stop),
      description: visit.hours === 'unknown' ? view.t('visit.hours.unknown') : '',
      location: [say(view, stop.place.name), stop.place.address].filter(Boolean).join(', '),
      url: view.origin + link(view, `/vive/lugares/${stop.place.id}`),
      status: null,
      categories: [],
      geo: [stop.place.at[0], stop.place.at[1]] as const,
      sequence: 0,
    }
  })
  const name = `${view.t('visit.plan.title')}: ${day(view, date)}`
  return writeCalendar(events, { name, producer: '-//Rimaq//Vive//ES', now: midnight })
}

function asGpx(view: View, planned: Planned, { date, ways }: { date: string; ways: Ways }): string {
  const byKey = new Map(planned.stops.map((stop) => [stop.key, stop]))
  const stops = planned.plan.visits.map(({ id }) => byKey.get(id)!)
  const line = ways.parts(stops.map(({ place }) => place.at)).flatMap((way) => way.line)
  return writeGpx({
    name: `${view.t('visit.plan.title')}: ${day(view, date)}`,
    stops: stops.map((stop) => ({ name: nameOf(view, stop), point: stop.place.at })),
    ...(ways.byStreets ? { line, credit: '© OpenStreetMap' } : {}),
  })
}

function nameOf(view: View, stop: PlannedStop): string {
  return say(view, stop.event?.title ?? stop.place.name)
}

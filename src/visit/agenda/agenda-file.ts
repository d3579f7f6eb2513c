// Writes the agenda as iCalendar to subscribe to, and as schema.org for search engines.
import { writeCalendar } from '@rimaq/walks'
import type { CityEvent, Content } from '../content/model.ts'
import { type View, link, say } from '../view.ts'
import { zonedTime } from '../zoned-time.ts'
import { type AgendaFilter, type Happening, readAgendaFilter } from './agenda.ts'

/**
 * Whole series with their rules, not single dates: a subscription stays right for years (RFC 5545).
 * Of the filter only district, audience and free count.
 */
export function agendaCalendar(view: View, content: Content, query: URLSearchParams): string {
  const { district, audience, free }: AgendaFilter = readAgendaFilter(query)
  const chosen = content.events.filter(
    (event) =>
      (district === '' || event.ubigeo === district) &&
      (audience === '' || event.audience === audience || event.audience === 'todos') &&
      (!free || event.free === true),
  )
  return calendarOf(view, chosen, view.t('visit.agenda.calendar', { city: view.city.name }))
}

export function calendarOf(view: View, events: readonly CityEvent[], name: string): string {
  const host = new URL(view.origin).host
  return writeCalendar(
    events.map((event) => ({
      ...event.when,
      uid: `${event.when.uid}@${host}`,
      summary: say(view, event.title),
      description: view.t('visit.source.line', {
        source: event.from.source,
        date: event.from.checked,
      }),
      location: event.venue,
      url: view.origin + link(view, `/vive/agenda/${event.id}`),
    })),
    { name, producer: '-//Rimaq//Vive//ES', now: newest(events) },
  )
}

/** When the newest source was looked at: equal agendas give equal files. */
function newest(events: readonly CityEvent[]): number {
  const days = events.map(({ from }) => Date.parse(from.checked) / 1000)
  return Math.max(0, ...days)
}

const states = {
  moved: 'https://schema.org/EventRescheduled',
  cancelled: 'https://schema.org/EventCancelled',
  scheduled: 'https://schema.org/EventScheduled',
}

/** schema.org Event for one day; times with the distance of the city from UTC. */
export function structuredEvent(view: View, content: Content, happening: Happening): object {
  const { event, date, from, to, cancelled, moved } = happening
  const place = content.places.find(({ id }) => id === event.places[0])
  const district = content.districts.find(({ ubigeo }) => ubigeo === event.ubigeo)
  const day = Date.parse(`${date}T00:00:00Z`) / 1000
  const at = (minute: number): string => zonedTime(day + minute * 60, content.timeZone)
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: say(view, event.title),
    startDate: from === null ? date : at(from),
    ...(to !== null && to < 1440 ? { endDate: at(to) } : {}),
    eventStatus: cancelled ? states.cancelled : moved ? states.moved : states.scheduled,
    location: {
      '@type': 'Place',
      name: place ? say(view, place.name) : event.venue || (district?.name ?? view.city.name),
      address: {
        '@type': 'PostalAddress',
        addressLocality: district?.name ?? view.city.name,
        addressCountry: 'PE',
      },
    },
    ...(event.free === null ? {} : { isAccessibleForFree: event.free }),
    organizer: { '@type': 'Organization', name: event.organiser },
    url: view.origin + link(view, `/vive/agenda/${event.id}`),
  }
}

// Answers every address of Vive from its content: the same on the server and, without it, in the device.
import { agendaCalendar, calendarOf } from './agenda/agenda-file.ts'
import { agendaPage, eventPage } from './agenda/agenda-page.ts'
import { alertPage, alertsPage } from './alerts/alerts-page.ts'
import type { Content } from './content/model.ts'
import { dataPage, missingPage } from './pages/data-page.ts'
import { districtPage, districtsPage } from './pages/districts-page.ts'
import { emergencyPage } from './pages/emergency-page.ts'
import { homePage } from './pages/home-page.ts'
import { mapFeatures } from './pages/map-features.ts'
import { mapPage } from './pages/map-page.ts'
import { placePage, placesPage } from './pages/places-page.ts'
import { type RouteFormat, routeFile, routePage, routesPage } from './pages/routes-page.ts'
import { wayFile, wayPage } from './pages/way-page.ts'
import { linePage } from './transit/line-page.ts'
import { stopPage } from './transit/stop-page.ts'
import { transitPage } from './transit/transit-page.ts'
import { type PlanFormat, planFile } from './plan/plan-file.ts'
import { planPage } from './plan/plan-page.ts'
import { type View, say } from './view.ts'
import type { Ways } from './ways.ts'

export interface Answered {
  status: 200 | 404
  type: string
  body: string
}

export interface Asked {
  view: View
  content: Content
  ways: Ways
  /** Path without query, from `/vive` on. */
  path: string
  query: URLSearchParams
}

const types = {
  html: 'text/html; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  gpx: 'application/gpx+xml; charset=utf-8',
  geojson: 'application/geo+json; charset=utf-8',
} as const

type Kind = keyof typeof types
type Show = (asked: Asked, id: string) => string | null

/** Pattern of the path after `/vive`, what comes out, and who writes it; null is not found. */
const addresses: readonly [pattern: RegExp, kind: Kind, show: Show][] = [
  [/^$/, 'html', ({ view, content, ways }) => homePage(view, content, ways)],
  [/^\/emergency$/, 'html', ({ view, content }) => emergencyPage(view, content)],
  [/^\/lugares$/, 'html', ({ view, content, query }) => placesPage(view, content, query)],
  [
    /^\/lugares\/([^/]+)$/,
    'html',
    ({ view, content, ways }, id) => placePage(view, content, ways, id),
  ],
  [/^\/rutas$/, 'html', ({ view, content, ways }) => routesPage(view, content, ways)],
  [/^\/rutas\/([^/]+)\.gpx$/, 'gpx', (asked, id) => fileOf(asked, id, 'gpx')],
  [/^\/rutas\/([^/]+)\.geojson$/, 'geojson', (asked, id) => fileOf(asked, id, 'geojson')],
  [
    /^\/rutas\/([^/]+)$/,
    'html',
    ({ view, content, ways, query }, id) => routePage(view, content, ways, { id, query }),
  ],
  [/^\/mapa$/, 'html', ({ view, content, ways }) => mapPage(view, content, ways)],
  [
    /^\/mapa\.geojson$/,
    'geojson',
    ({ view, content, ways, query }) => mapFeatures(view, content, ways, query),
  ],
  [/^\/camino$/, 'html', ({ view, content, ways, query }) => wayPage(view, content, ways, query)],
  [
    /^\/camino\.gpx$/,
    'gpx',
    ({ view, content, ways, query }) => wayFile(view, content, ways, query),
  ],
  [/^\/transporte$/, 'html', ({ view, content, query }) => transitPage(view, content, query)],
  [
    /^\/transporte\/([^/]+)$/,
    'html',
    ({ view, content, ways }, id) => linePage(view, content, ways, id),
  ],
  [
    /^\/paraderos\/([^/]+)$/,
    'html',
    ({ view, content, ways }, id) => stopPage(view, content, ways, id),
  ],
  [/^\/agenda$/, 'html', ({ view, content, query }) => agendaPage(view, content, query)],
  [/^\/agenda\.ics$/, 'ics', ({ view, content, query }) => agendaCalendar(view, content, query)],
  [/^\/agenda\/([^/]+)\.ics$/, 'ics', ({ view, content }, id) => eventFile(view, content, id)],
  [
    /^\/agenda\/([^/]+)$/,
    'html',
    ({ view, content, query }, id) => eventPage(view, content, { id, query }),
  ],
  [/^\/avisos$/, 'html', ({ view, content, query }) => alertsPage(view, content, query)],
  [/^\/avisos\/([^/]+)$/, 'html', ({ view, content }, id) => alertPage(view, content, id)],
  [/^\/distritos$/, 'html', ({ view, content }) => districtsPage(view, content)],
  [/^\/distritos\/([^/]+)$/, 'html', ({ view, content }, id) => districtPage(view, content, id)],
  [/^\/plan$/, 'html', ({ view, content, ways, query }) => planPage(view, content, ways, query)],
  [/^\/plan\.ics$/, 'ics', (asked) => dayFile(asked, 'ics')],
  [/^\/plan\.gpx$/, 'gpx', (asked) => dayFile(asked, 'gpx')],
  [/^\/datos$/, 'html', ({ view, content }) => dataPage(view, content)],
]

export function answer(asked: Asked): Answered {
  const rest = asked.path.replace(/^\/vive/, '').replace(/\/$/, '')
  for (const [pattern, kind, show] of addresses) {
    const found = pattern.exec(rest)
    if (!found) continue
    const body = show(asked, decoded(found[1] ?? ''))
    if (body !== null) return { status: 200, type: types[kind], body }
    break
  }
  return { status: 404, type: types.html, body: missingPage(asked.view) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function fileOf({ view, content, ways }: Asked, id: string, format: RouteFormat): string | null {
  return routeFile(view, content, ways, { id, format })
}

function dayFile({ view, content, ways, query }: Asked, format: PlanFormat): string | null {
  return planFile(view, content, ways, { query, format })
}

function eventFile(view: View, content: Content, id: string): string | null {
  const event = content.events.find((each) => each.id === id)
  if (!event) return null
  const series = content.events.filter(({ when }) => when.uid === event.when.uid)
  return calendarOf(view, series, say(view, event.title))
}

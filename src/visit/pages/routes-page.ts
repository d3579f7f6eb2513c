// Walks through the city: the list, and one with its numbered stops, ways, times and files.
import { type Html, html } from '@rimaq/markup'
import { type Step, routeGeoJson, writeDistance, writeGpx } from '@rimaq/walks'
import { isDay } from '../agenda/agenda.ts'
import type { Content, Stop, WalkRoute } from '../content/model.ts'
import { document } from '../document.ts'
import { type View, day, link, say, span } from '../view.ts'
import { type Way, type Ways, pace } from '../ways.ts'
import { mapPicture } from './map-picture.ts'
import { field, hoursSaid, languageField, placeLink, sourceLine } from './parts.ts'

interface Walked {
  metres: number
  /** Stops with a position, and the way to each from the one before. */
  located: readonly { stop: Stop; way: Way | null }[]
}

/** Stops without a published position are walked past; the length is that of the others. */
function walk(route: WalkRoute, ways: Ways): Walked {
  const known = route.stops.filter((stop) => stop.at !== null)
  const parts = ways.parts(known.map(({ at }) => at!))
  return {
    metres: parts.reduce((sum, { metres }) => sum + metres, 0),
    located: known.map((stop, at) => ({ stop, way: at === 0 ? null : parts[at - 1]! })),
  }
}

export function routesPage(view: View, content: Content, ways: Ways): string {
  const { t } = view
  const body = html`
    <h1>${t('visit.routes.title')}</h1>
    <h2 class="visually-hidden">${t('visit.home.all-routes')}</h2>
    ${
      content.routes.length === 0
        ? html`<p>${t(view.loading ? 'visit.loading' : 'visit.routes.empty')}</p>`
        : html`<ul class="items">
            ${content.routes.map((route) => routeItem(view, route, ways))}
          </ul>`
    }
    ${ways.byStreets ? null : html`<p class="quiet">${t('visit.routes.straight')}</p>`}
  `
  return document(view, { title: t('visit.routes.title'), section: 'routes', body })
}

export function routeItem(view: View, route: WalkRoute, ways: Ways): Html {
  return html`<li>
    <h3><a href="${link(view, `/vive/rutas/${route.id}`)}">${say(view, route.title)}</a></h3>
    <p>${figures(view, route, walk(route, ways).metres)}</p>
    ${sourceLine(view, route.from)}
  </li>`
}

function figures(view: View, route: WalkRoute, metres: number): Html {
  const { t } = view
  const stepFree = route.stepFree === null ? 'unknown' : route.stepFree ? 'yes' : 'no'
  return html`<strong>${writeDistance(metres)}</strong> · ${span(view, metres / pace)} ·
    ${t('visit.routes.stops', { count: route.stops.length })} ·
    ${t(`visit.routes.step-free.${stepFree}`)}`
}

export function routePage(
  view: View,
  content: Content,
  ways: Ways,
  asked: { id: string; query: URLSearchParams },
): string | null {
  const route = content.routes.find(({ id }) => id === asked.id)
  if (!route) return null
  const { t } = view
  const said = asked.query.get('fecha') ?? ''
  const date = isDay(said) ? said : view.now.date
  const { metres, located } = walk(route, ways)
  const wayTo = new Map(
    located.map(({ stop, way }, at) => [stop, { way, before: located[at - 1]?.stop ?? null }]),
  )
  const onSteps = located.some(({ way }) => way?.steps.some(({ kind }) => kind === 'steps'))
  const codes = route.stops.flatMap(({ place }) => (place ? [place] : []))
  const path = `/vive/rutas/${route.id}`
  const plan = new URLSearchParams([...new Set(codes)].slice(0, 15).map((code) => ['l', code]))
  const body = html`
    <p class="over">${route.publisher}</p>
    <h1>${say(view, route.title)}</h1>
    ${route.summary.es ? html`<p class="lead">${say(view, route.summary)}</p>` : null}
    <p class="figures">${figures(view, route, metres)}</p>
    ${onSteps ? html`<p class="quiet">${t('visit.routes.on-steps')}</p>` : null}
    <form class="filter filter-line" action="${path}">
      ${languageField(view)}
      ${field('fecha', t('visit.routes.day'), html`<input id="fecha" name="fecha" type="date" value="${date}" />`)}
      <button>${t('visit.routes.show-hours')}</button>
    </form>
    ${picture(view, route, ways, located)}
    <h2 class="visually-hidden">${t('visit.routes.stops', { count: route.stops.length })}</h2>
    <ol class="stops">
      ${route.stops.map((stop) => stopItem(view, content, stop, { ...(wayTo.get(stop) ?? { way: null, before: null }), date }))}
    </ol>
    ${ways.byStreets ? html`<p class="quiet">${t('visit.routes.streets')}</p>` : html`<p class="quiet">${t('visit.routes.straight')}</p>`}
    ${located.length < route.stops.length ? html`<p class="quiet">${t('visit.routes.without-place')}</p>` : null}
    <p class="actions">
      <a class="button" href="${link(view, `/vive/plan?${plan}`)}">${t('visit.routes.plan')}</a>
      <a class="button button-quiet" href="${`${path}.gpx`}" download="${true}">GPX</a>
      <a class="button button-quiet" href="${`${path}.geojson`}" download="${true}">GeoJSON</a>
      <rimaq-print data-label="${t('visit.print')}"></rimaq-print>
    </p>
    ${sourceLine(view, route.from)}
  `
  return document(view, {
    title: say(view, route.title),
    section: 'routes',
    body,
    alternates: [
      { type: 'application/gpx+xml', href: `${path}.gpx` },
      { type: 'application/geo+json', href: `${path}.geojson` },
    ],
    structured: {
      '@context': 'https://schema.org',
      '@type': 'TouristTrip',
      name: say(view, route.title),
      provider: { '@type': 'Organization', name: route.publisher },
      itinerary: {
        '@type': 'ItemList',
        itemListElement: route.stops.map(({ name }, at) => ({
          '@type': 'ListItem',
          position: at + 1,
          name,
        })),
      },
    },
  })
}

function picture(
  view: View,
  route: WalkRoute,
  ways: Ways,
  located: Walked['located'],
): Html | null {
  return mapPicture(view, {
    label: view.t('visit.map.label', { what: say(view, route.title) }),
    stops: route.stops.map(({ at }) => at),
    line: located.flatMap(({ way }) => way?.line ?? []),
    ways,
    live: { r: route.id },
  })
}

function stopItem(
  view: View,
  content: Content,
  stop: Stop,
  { way, before, date }: { way: Way | null; before: Stop | null; date: string },
): Html {
  const { t } = view
  const place = content.places.find(({ id }) => id === stop.place)
  const hours = place ? hoursSaid(view, content, place, date) : null
  return html`<li>
    ${way ? html`<p class="leg">${t('visit.routes.leg', { distance: writeDistance(way.metres), time: span(view, way.metres / pace) })}${streetsOf(view, way.steps)}${stepsLink(view, before, stop)}</p>` : null}
    <h3>${place ? placeLink(view, place) : stop.name}</h3>
    ${
      hours
        ? html`<p>
            <span class="${`hours hours-${hours.state}`}">${hours.text}</span>
            <span class="quiet">(${day(view, date, 'short')})</span>
          </p>`
        : html`<p class="quiet">${t('visit.routes.no-place')}</p>`
    }
    ${sourceLine(view, stop.from)}
  </li>`
}

/** The way between two places, turn by turn. */
function stepsLink(view: View, from: Stop | null, to: Stop): Html | null {
  if (!from?.place || !to.place) return null
  const href = link(view, '/vive/camino', { de: from.place, a: to.place })
  return html`.
    <a href="${href}"
      >${view.t('visit.way.steps')}<span class="visually-hidden"
        >: ${from.name} – ${to.name}</span
      ></a
    >`
}

function streetsOf(view: View, steps: readonly Step[]): string {
  const names = steps.map(({ street }) => street).filter(Boolean)
  const once = names.filter((name, at) => name !== names[at - 1])
  return once.length === 0 ? '' : `, ${view.t('visit.routes.along', { streets: once.join(', ') })}`
}

export type RouteFormat = 'gpx' | 'geojson'

/** The route as a file for other programs. */
export function routeFile(
  view: View,
  content: Content,
  ways: Ways,
  asked: { id: string; format: RouteFormat },
): string | null {
  const route = content.routes.find(({ id }) => id === asked.id)
  if (!route) return null
  const { metres, located } = walk(route, ways)
  const file = {
    name: say(view, route.title),
    stops: located.map(({ stop }) => ({ name: stop.name, point: stop.at! })),
    // A straight line would pass for a way.
    ...(ways.byStreets ? { line: located.flatMap(({ way }) => way?.line ?? []), metres } : {}),
    credit: `${route.publisher}. ${route.from.source}${ways.byStreets ? '. © OpenStreetMap' : ''}`,
  }
  return asked.format === 'gpx' ? writeGpx(file) : JSON.stringify(routeGeoJson(file))
}

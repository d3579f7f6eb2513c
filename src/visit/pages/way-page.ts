// The way on foot from one place to another, step by step with street names, and as a file.
import { type Html, html } from '@rimaq/markup'
import { type LonLat, type Step, writeDistance, writeGpx } from '@rimaq/walks'
import type { Content } from '../content/model.ts'
import { document } from '../document.ts'
import { type View, link, say, span } from '../view.ts'
import { type Way, type Ways, pace } from '../ways.ts'
import { liveMap } from './live-map.ts'
import { mapPicture } from './map-picture.ts'
import { field, languageField, option } from './parts.ts'

/**
 * An end of the way: a place by its code, `p.` and the code of a stop, or `g.` (where one is) or `m.`
 * (tapped on the map) and longitude and latitude. Pages never put a point into an address that is sent:
 * the device finds such ways itself.
 */
interface End {
  name: string
  at: LonLat
  /** Where more is told of it. */
  href: string | null
}

function endOf(view: View, content: Content, ways: Ways, code: string): End | null {
  if (/^[gm]\./.test(code)) return pointOf(view, ways, code)
  if (code.startsWith('p.')) {
    const stop = content.transit.stops.find(({ id }) => id === code.slice(2))
    if (!stop) return null
    const href = link(view, `/vive/paraderos/${encodeURIComponent(stop.id)}`)
    return { name: stop.name, at: stop.at, href }
  }
  const place = content.places.find(({ id }) => id === code)
  if (!place) return null
  return { name: say(view, place.name), at: place.at, href: link(view, `/vive/lugares/${code}`) }
}

function pointOf(view: View, ways: Ways, code: string): End | null {
  const [lon = Number.NaN, lat = Number.NaN] = code.slice(2).split(',').map(Number)
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null
  const said = view.t(code.startsWith('g.') ? 'visit.way.here' : 'visit.way.point')
  const street = ways.streetAt([lon, lat])
  return { name: street === null ? said : `${said}, ${street}`, at: [lon, lat], href: null }
}

interface Found {
  from: End
  to: End
  way: Way
}

/** Null where one of the ends is not there. */
export function findWay(
  view: View,
  content: Content,
  ways: Ways,
  query: URLSearchParams,
): Found | null {
  const from = endOf(view, content, ways, query.get('de') ?? '')
  const to = endOf(view, content, ways, query.get('a') ?? '')
  const [way] = from && to ? ways.parts([from.at, to.at]) : []
  return from && to && way ? { from, to, way } : null
}

export function wayPage(view: View, content: Content, ways: Ways, query: URLSearchParams): string {
  const { t } = view
  const found = findWay(view, content, ways, query)
  const body = html`
    <h1>${t('visit.way.title')}</h1>
    ${form(view, content, ways, query)} ${elsewhere(view)}
    <div class="way-result">${found ? result(view, found, ways, query) : null}</div>
  `
  return document(view, { title: t('visit.way.title'), section: 'places', body })
}

/** Offers to begin where one is or at a point of the map; both stay on the device. */
function elsewhere(view: View): Html {
  const { t } = view
  const label = t('visit.map.label', { what: view.city.name })
  return html`<rimaq-way
    data-find="${t('visit.way.from-here')}"
    data-finding="${t('visit.emergency.finding')}"
    data-pick="${t('visit.way.from-map')}"
    data-picking="${t('visit.way.tap')}"
    data-centre="${t('visit.way.from-centre')}"
    data-failed="${t('visit.emergency.not-found')}"
    data-loading="${t('visit.way.loading')}"
    data-absent="${t('visit.way.absent')}"
    data-far="${t('visit.way.far')}"
    data-private="${t('visit.way.private')}"
    ><template>${liveMap(view, { picture: html``, label, streets: false, shows: {} })}</template>
  </rimaq-way>`
}

function form(view: View, content: Content, ways: Ways, query: URLSearchParams): Html {
  const { t } = view
  // Until somebody chooses, the way leads from one place to another, not to itself.
  const besides = (other: string | null): string =>
    content.places.find(({ id }) => id !== other)?.id ?? ''
  const de = query.get('de') ?? besides(query.get('a'))
  const ends = { de, a: query.get('a') ?? besides(de) }
  const choices = (name: 'de' | 'a'): Html => {
    const chosen = ends[name]
    const stop = chosen.startsWith('p.') ? endOf(view, content, ways, chosen) : null
    return html`<select id="${name}" name="${name}">
      ${stop ? option(chosen, stop.name, true) : null}
      ${content.places.map((place) => option(place.id, say(view, place.name), place.id === chosen))}
    </select>`
  }
  return html`<form class="filter" action="/vive/camino">
    ${languageField(view)} ${field('de', t('visit.way.from'), choices('de'))}
    ${field('a', t('visit.way.to'), choices('a'))}
    <button>${t('visit.way.show')}</button>
  </form>`
}

function result(view: View, { from, to, way }: Found, ways: Ways, query: URLSearchParams): Html {
  const { t } = view
  const file = new URLSearchParams({ de: query.get('de') ?? '', a: query.get('a') ?? '' })
  const label = `${from.name} – ${to.name}`
  return html`
    <p class="figures">
      <strong>${writeDistance(way.metres)}</strong> · ${span(view, way.metres / pace)}
    </p>
    ${mapPicture(view, {
      label: t('visit.map.label', { what: label }),
      ...{ stops: [from.at, to.at], line: way.line, ways },
      live: { de: query.get('de') ?? '', a: query.get('a') ?? '' },
    })}
    <h2>${t('visit.way.steps')}</h2>
    <ol class="passes">
      <li>${endName(from)}</li>
      ${joined(way.steps).map((step) => stepItem(view, step))}
      <li>${endName(to)}</li>
    </ol>
    ${ways.byStreets && way.steps.length > 0 ? html`<p class="quiet">${t('visit.routes.streets')}</p>` : html`<p class="quiet">${t('visit.routes.straight')}</p>`}
    <p class="actions">
      <a
        class="button button-quiet way-gpx"
        href="${link(view, `/vive/camino.gpx?${file}`)}"
        download="${true}"
        >GPX</a
      >
      <rimaq-print data-label="${t('visit.print')}"></rimaq-print>
    </p>
  `
}

function endName({ name, href }: End): Html {
  return href === null ? html`${name}` : html`<a href="${href}">${name}</a>`
}

/** Going on along the street one is on is no step, though its pavement changes. */
function joined(steps: readonly Step[]): Step[] {
  const out: Step[] = []
  for (const step of steps) {
    const before = out.at(-1)
    const same = before?.street === step.street && step.street !== '' && step.kind !== 'steps'
    if (before && same && step.turn === 'straight') {
      out[out.length - 1] = { ...before, metres: before.metres + step.metres }
    } else out.push(step)
  }
  return out
}

function stepItem(view: View, { turn, street, kind, metres }: Step): Html {
  const { t } = view
  const name = street || t(`visit.way.kind.${kind}`)
  return html`<li>${t(`visit.way.turn.${turn}`, { street: name })}, ${writeDistance(metres)}</li>`
}

/** The way as GPX; null where one of its ends is not there. */
export function wayFile(
  view: View,
  content: Content,
  ways: Ways,
  query: URLSearchParams,
): string | null {
  const found = findWay(view, content, ways, query)
  if (!found) return null
  const { from, to, way } = found
  return writeGpx({
    name: `${from.name} – ${to.name}`,
    stops: [
      { name: from.name, point: from.at },
      { name: to.name, point: to.at },
    ],
    ...(way.steps.length > 0
      ? { line: way.line, metres: way.metres, credit: '© OpenStreetMap contributors' }
      : {}),
  })
}

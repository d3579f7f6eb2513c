// Places to go: found by words, kind, district and whether they are open now; and the page of one.
import { type Html, html } from '@rimaq/markup'
import { metresBetween, plusCode, readHours, writeDistance } from '@rimaq/walks'
import { nearButton } from '../agenda/agenda-page.ts'
import type { Content, Place } from '../content/model.ts'
import { placeKinds } from '../content/model.ts'
import { document } from '../document.ts'
import { type View, day, link, say } from '../view.ts'
import type { Ways } from '../ways.ts'
import { stopsNear } from '../transit/stop-page.ts'
import { mapPicture } from './map-picture.ts'
import {
  type HoursSaid,
  districtField,
  field,
  hostOf,
  hoursSaid,
  isOpenNow,
  languageField,
  option,
  placeLink,
  sourceLine,
} from './parts.ts'

export function placesPage(view: View, content: Content, query: URLSearchParams): string {
  const { t } = view
  const words = query.get('q')?.trim() ?? ''
  const kind = query.get('tipo') ?? ''
  const district = query.get('distrito') ?? ''
  const open = query.get('abierto') === '1'
  const found = content.places.filter(
    (place) =>
      matchesWords(place, words) &&
      (kind === '' || place.kind === kind) &&
      (district === '' || place.ubigeo === district) &&
      (!open || isOpenNow(view, content, place)),
  )
  const body = html`
    <h1>${t('visit.places.title')}</h1>
    <form class="filter" action="/vive/lugares" role="search">
      ${languageField(view)}
      ${field('q', t('visit.places.search'), html`<input id="q" name="q" type="search" value="${words}" autocomplete="off" />`)}
      ${field(
        'tipo',
        t('visit.places.kind'),
        html`<select id="tipo" name="tipo">
          ${option('', t('visit.any'), kind === '')}
          ${kindsIn(content).map((each) => option(each, t(`visit.kind.${each}`), each === kind))}
        </select>`,
      )}
      ${districtField(view, content, district, content.places)}
      <label class="tick"
        ><input type="checkbox" name="abierto" value="1" checked="${open}" />
        ${t('visit.places.open-now')}</label
      >
      <button>${t('visit.places.find')}</button>
    </form>
    <h2 class="count">${t('visit.places.count', { count: found.length })}</h2>
    ${open ? html`<p class="quiet">${t('visit.places.unknown-left-out')}</p>` : null}
    ${view.loading && content.places.length === 0 ? html`<p>${t('visit.loading')}</p>` : null}
    ${found.length === 0 ? null : nearButton(view)}
    <ul class="items">
      ${found.map((place) => placeItem(view, content, place))}
    </ul>
  `
  return document(view, { title: t('visit.places.title'), section: 'places', body })
}

/** Without regard to case and accents; every word must occur. */
function matchesWords(place: Place, words: string): boolean {
  if (words === '') return true
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const text = plain([...Object.values(place.name), place.district, place.address].join(' '))
  return plain(words)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function kindsIn(content: Content): Place['kind'][] {
  return placeKinds.filter((kind) => content.places.some((place) => place.kind === kind))
}

function placeItem(view: View, content: Content, place: Place): Html {
  const { t } = view
  const hours = hoursSaid(view, content, place, view.now.date)
  return html`<li data-at="${place.at.join(' ')}">
    <h3>${placeLink(view, place)}</h3>
    <p>
      ${t(`visit.kind.${place.kind}`)} · ${place.district} ·
      <span class="${`hours hours-${hours.state}`}">${hours.text}</span>
    </p>
    ${sourceLine(view, place.from)}
  </li>`
}

export function placePage(view: View, content: Content, ways: Ways, id: string): string | null {
  const place = content.places.find((each) => each.id === id)
  if (!place) return null
  const { t } = view
  const [lon, lat] = place.at
  const routes = content.routes.filter(({ stops }) => stops.some((stop) => stop.place === id))
  const near = content.places
    .filter((other) => other !== place)
    .map((other) => ({ other, metres: metresBetween(place.at, other.at) }))
    .sort((a, b) => a.metres - b.metres)
    .slice(0, 4)
  const name = say(view, place.name)
  const body = html`
    <p class="over">${t(`visit.kind.${place.kind}`)} · ${place.district}</p>
    <h1>${name}</h1>
    ${mapPicture(view, { label: t('visit.map.label', { what: name }), stops: [place.at], line: [], ways, live: { l: id } })}
    <h2>${t('visit.hours.title')}</h2>
    ${
      readHours(place.hours).understood
        ? html`<ul class="week">
            ${week(view).map((date) => weekday(view, date, hoursSaid(view, content, place, date)))}
          </ul>`
        : html`<p class="hours hours-unknown">${t('visit.hours.unknown')}</p>`
    }
    ${
      place.hoursFrom
        ? html`<p class="source">
            ${t('visit.hours.from')}
            <a href="${place.hoursFrom.source}" rel="noreferrer"
              >${hostOf(place.hoursFrom.source)}</a
            >, ${day(view, place.hoursFrom.checked, 'date')}
          </p>`
        : null
    }
    <dl class="facts">
      ${place.address ? fact(t('visit.place.address'), place.address) : null}
      ${place.fee ? fact(t('visit.place.fee'), place.fee) : null}
      ${fact(t('visit.emergency.coordinates'), `${lat.toFixed(5)}, ${lon.toFixed(5)}`)}
      ${fact(t('visit.emergency.code'), plusCode(place.at))}
    </dl>
    <p class="actions">
      <a class="button" href="${link(view, '/vive/plan', { l: id })}">${t('visit.place.plan')}</a>
      <a class="button button-quiet" href="${`geo:${lat},${lon}?q=${lat},${lon}`}"
        >${t('visit.place.open-map')}</a
      >
    </p>
    ${
      routes.length === 0
        ? null
        : html`<h2>${t('visit.place.routes')}</h2>
            <ul>
              ${routes.map((route) => html`<li><a href="${link(view, `/vive/rutas/${route.id}`)}">${say(view, route.title)}</a></li>`)}
            </ul>`
    }
    ${stopsNear(view, content, ways, place)}
    <h2>${t('visit.place.near')}</h2>
    <ul>
      ${near.map(({ other, metres }) => html`<li>${placeLink(view, other)}, ${writeDistance(metres)}</li>`)}
    </ul>
    ${sourceLine(view, place.from)}
  `
  return document(view, {
    title: name,
    section: 'places',
    body,
    structured: {
      '@context': 'https://schema.org',
      '@type': 'TouristAttraction',
      name,
      geo: { '@type': 'GeoCoordinates', latitude: lat, longitude: lon },
      address: { '@type': 'PostalAddress', addressLocality: place.district, addressCountry: 'PE' },
      url: view.origin + link(view, `/vive/lugares/${id}`),
      sameAs: place.from.source,
    },
  })
}

function weekday(view: View, date: string, { state, text }: HoursSaid): Html {
  return html`<li>
    <span>${day(view, date, 'short')}</span>
    <span class="${`hours hours-${state}`}">${text}</span>
  </li>`
}

function week(view: View): string[] {
  const first = Date.parse(`${view.now.date}T00:00:00Z`)
  return [0, 1, 2, 3, 4, 5, 6].map((at) =>
    new Date(first + at * 86_400_000).toISOString().slice(0, 10),
  )
}

function fact(label: string, value: string): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`
}

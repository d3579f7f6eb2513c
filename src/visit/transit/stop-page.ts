// One stop: what passes and how often, what is near, and the way there on foot.
import { type Html, html } from '@rimaq/markup'
import { type LonLat, writeDistance } from '@rimaq/walks'
import type { Content } from '../content/model.ts'
import { document } from '../document.ts'
import { mapPicture } from '../pages/map-picture.ts'
import { field, languageField, option, placeLink, sourceLine } from '../pages/parts.ts'
import { type View, link, say, span } from '../view.ts'
import { type Ways, pace } from '../ways.ts'
import { lineLink, lineNames, nearest, nowSaid, passesOf, stopLink } from './transit-parts.ts'

export function stopPage(view: View, content: Content, ways: Ways, id: string): string | null {
  const stop = content.transit.stops.find((each) => each.id === id)
  if (!stop) return null
  const { t } = view
  const passing = passesOf(content, id)
  const near = nearest(stop.at, content.places, 6)
  const access = stop.wheelchair === null ? 'unknown' : stop.wheelchair ? 'yes' : 'no'
  const body = html`
    <p class="over">${t('visit.transit.stop')}</p>
    <h1>${stop.name}</h1>
    <p>${t(`visit.transit.wheelchair.${access}`)}</p>
    ${mapPicture(view, { label: t('visit.map.label', { what: stop.name }), stops: [stop.at], line: [], ways, live: { p: id } })}
    <h2>${t('visit.transit.passing')}</h2>
    <ul>
      ${passing.map(
        ({ line, direction }) =>
          html`<li>
            ${lineLink(view, line)}, ${t('visit.transit.towards', { where: direction.towards })}:
            ${nowSaid(view, content, direction)}
          </li>`,
      )}
    </ul>
    <h2>${t('visit.way.to-here')}</h2>
    <form class="filter filter-line" action="/vive/camino">
      ${languageField(view)}
      <input type="hidden" name="a" value="${`p.${id}`}" />
      ${field(
        'de',
        t('visit.way.from'),
        html`<select id="de" name="de">
          ${near.map(({ item, metres }) => option(item.id, `${say(view, item.name)} (${writeDistance(metres)})`, false))}
        </select>`,
      )}
      <button>${t('visit.way.show')}</button>
    </form>
    <h2>${t('visit.place.near')}</h2>
    <ul>
      ${near.map(({ item, metres }) => html`<li>${placeLink(view, item)}, ${writeDistance(metres)}</li>`)}
    </ul>
    ${sourceLine(view, stop.from)}
  `
  return document(view, { title: stop.name, section: 'places', body })
}

/** Metres within which a stop is near enough to be named. */
const nearEnough = 800

/** On the page of a place: the stops around it, the way there on foot, and what passes. */
export function stopsNear(
  view: View,
  content: Content,
  ways: Ways,
  place: { id: string; at: LonLat },
): Html | null {
  const { t } = view
  const found = nearest(place.at, content.transit.stops, 4).filter(
    ({ metres }) => metres < nearEnough,
  )
  if (found.length === 0) return null
  return html`<h2>${t('visit.transit.near')}</h2>
    <ul>
      ${found.map(({ item }) => {
        const [way] = ways.parts([place.at, item.at])
        const metres = way?.metres ?? 0
        return html`<li>
          ${stopLink(view, item)}: ${lineNames(view, content, item)}.
          <a href="${link(view, '/vive/camino', { de: place.id, a: `p.${item.id}` })}"
            >${t('visit.routes.leg', { distance: writeDistance(metres), time: span(view, metres / pace) })}</a
          >
        </li>`
      })}
    </ul>`
}

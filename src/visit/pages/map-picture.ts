// A picture of where things are, drawn as lines: no script, no tiles, prints, and works without a network.
import { type Html, html } from '@rimaq/markup'
import type { LonLat } from '@rimaq/walks'
import { type View } from '../view.ts'
import type { Ways } from '../ways.ts'

export interface PictureParts {
  /** What the picture shows, for those who do not see it. */
  label: string
  /** In the order of their numbers; null has no position and no mark. */
  stops: readonly (LonLat | null)[]
  /** The way past them; empty where only places are shown. */
  line: readonly LonLat[]
  ways: Ways
}

const width = 640
const margin = 36
/** Half a side of the picture around a single place, in degrees of latitude: about 400 m. */
const around = 0.0036

/** Null where there is nothing to place. The list beside it says the same in words. */
export function mapPicture(view: View, { label, stops, line, ways }: PictureParts): Html | null {
  const points = [...stops.filter((stop) => stop !== null), ...line]
  const [first] = points
  if (!first) return null
  const squeeze = Math.cos((first[1] * Math.PI) / 180)
  const lons = points.map(([lon]) => lon)
  const lats = points.map(([, lat]) => lat)
  const middle: LonLat = [
    (Math.min(...lons) + Math.max(...lons)) / 2,
    (Math.min(...lats) + Math.max(...lats)) / 2,
  ]
  const high = Math.max(around, (Math.max(...lats) - Math.min(...lats)) / 2)
  const wide = Math.max(around, ((Math.max(...lons) - Math.min(...lons)) / 2) * squeeze)
  const scale = (width / 2 - margin) / wide
  const height = Math.round(
    Math.min(width * 1.25, Math.max(width * 0.5, 2 * (high * scale + margin))),
  )
  const fit = Math.min(scale, (height / 2 - margin) / high)
  const at = ([lon, lat]: LonLat): [number, number] => [
    Math.round(width / 2 + (lon - middle[0]) * squeeze * fit),
    Math.round(height / 2 - (lat - middle[1]) * fit),
  ]
  const halfLon = width / 2 / fit / squeeze
  const halfLat = height / 2 / fit
  const streets = ways.streetsIn([
    middle[0] - halfLon,
    middle[1] - halfLat,
    middle[0] + halfLon,
    middle[1] + halfLat,
  ])
  const path = (each: readonly LonLat[]): string =>
    each.map((point, n) => `${n === 0 ? 'M' : 'L'}${at(point).join(' ')}`).join('')
  const credit = streets.length > 0 ? '© OpenStreetMap' : view.t('visit.map.plain')
  return html`<figure class="map">
    <svg viewBox="${`0 0 ${width} ${height}`}" role="img" aria-label="${label}">
      <path class="map-streets" d="${streets.map(path).join('')}" />
      ${line.length > 1 ? html`<path class="map-way" d="${path(line)}" />` : null}
      ${stops.map((stop, n) => (stop === null ? null : mark(at(stop), stops.length > 1 ? n + 1 : null)))}
    </svg>
    <figcaption>${credit}</figcaption>
  </figure>`
}

function mark([x, y]: [number, number], number: number | null): Html {
  return html`<g>
    <circle class="map-stop" cx="${x}" cy="${y}" r="${number === null ? 12 : 17}" />
    ${number === null ? null : html`<text class="map-number" x="${x}" y="${y + 7}">${number}</text>`}
  </g>`
}

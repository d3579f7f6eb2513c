// A picture of where things are, drawn as lines: no script, no tiles, prints, and works without a network.
import { type Html, html } from '@rimaq/markup'
import type { LonLat } from '@rimaq/walks'
import { type View } from '../view.ts'
import type { Ways } from '../ways.ts'
import { liveMap } from './live-map.ts'
import { frameOf, pathOf } from './picture-frame.ts'

export interface PictureParts {
  /** What the picture shows, for those who do not see it. */
  label: string
  /** In the order of their numbers; null has no position and no mark. */
  stops: readonly (LonLat | null)[]
  /** The way past them; empty where only places are shown. */
  line: readonly LonLat[]
  ways: Ways
  /** What a map that can be moved shows, as parameters of `/vive/mapa.geojson`; without it there is none. */
  live?: Readonly<Record<string, string>>
}

/** Null where there is nothing to place. The list beside it says the same in words. */
export function mapPicture(view: View, parts: PictureParts): Html | null {
  const { label, stops, line, ways } = parts
  const frame = frameOf([...stops.filter((stop) => stop !== null), ...line])
  if (!frame) return null
  const streets = ways.streetsIn(frame.bbox)
  const path = (each: readonly LonLat[]): string => pathOf(each.map(frame.at))
  const picture = html`<svg
    viewBox="${`0 0 ${frame.width} ${frame.height}`}"
    role="img"
    aria-label="${label}"
  >
    <path class="map-streets" d="${streets.map(path).join('')}" />
    ${line.length > 1 ? html`<path class="map-way" d="${path(line)}" />` : null}
    ${stops.map((stop, n) => (stop === null ? null : mark(frame.at(stop), stops.length > 1 ? n + 1 : null)))}
  </svg>`
  return liveMap(view, { picture, label, streets: streets.length > 0, shows: parts.live ?? null })
}

function mark([x, y]: [number, number], number: number | null): Html {
  return html`<g>
    <circle class="map-stop" cx="${x}" cy="${y}" r="${number === null ? 12 : 17}" />
    ${number === null ? null : html`<text class="map-number" x="${x}" y="${y + 7}">${number}</text>`}
  </g>`
}

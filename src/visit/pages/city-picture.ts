// The whole city as a drawing: its districts by name, its walks and its places.
import { type Html, html } from '@rimaq/markup'
import { type Area, type LonLat, simplify } from '@rimaq/walks'
import type { Content } from '../content/model.ts'
import type { View } from '../view.ts'
import type { Ways } from '../ways.ts'
import { liveMap } from './live-map.ts'
import { type Frame, frameOf, mostOf, pathOf } from './picture-frame.ts'

/** Null where the city has published neither places nor walks. */
export function cityPicture(view: View, content: Content, ways: Ways): Html | null {
  const places = content.places.map(({ at }) => at)
  const lines = content.routes.map(({ stops }) =>
    ways.parts(stops.flatMap(({ at }) => (at ? [at] : []))).flatMap((part) => part.line),
  )
  const frame = frameOf([...mostOf(places), ...lines.flat()])
  if (!frame) return null
  const seen = content.areas.flatMap((area) => shape(frame, area))
  const label = view.t('visit.map.label', { what: view.city.name })
  const picture = html`<svg
    viewBox="${`0 0 ${frame.width} ${frame.height}`}"
    role="img"
    aria-label="${label}"
  >
    ${seen.map(({ d }) => html`<path class="map-district" d="${d}" />`)}
    ${seen.map(({ name, middle: [x, y] }) => html`<text class="map-name" x="${x}" y="${y}">${name}</text>`)}
    ${lines.map((line) => html`<path class="map-way" d="${pathOf(line.map(frame.at))}" />`)}
    ${places.map((place) => {
      const [x, y] = frame.at(place)
      return html`<circle class="map-stop" cx="${x}" cy="${y}" r="7" />`
    })}
  </svg>`
  return liveMap(view, { picture, label, streets: false, shows: {} })
}

/** Corners that no eye tells apart are left out; what lies outside the picture is not drawn. */
function shape(
  frame: Frame,
  { geometry, about }: Area<{ name: string }>,
): { name: string; d: string; middle: [number, number] }[] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const rings = polygons.flatMap((polygon) =>
    polygon.map((ring) =>
      ring.map(([lon = 0, lat = 0]): [number, number] => frame.at([lon, lat] satisfies LonLat)),
    ),
  )
  const [west, north] = bounds(rings.flat(), Math.min)
  const [east, south] = bounds(rings.flat(), Math.max)
  if (east < 0 || south < 0 || west > frame.width || north > frame.height) return []
  const d = rings
    .map((ring) => simplify(ring.flat(), 1.2))
    .map((flat) => pathOf(pairs(flat), true))
    .join('')
  return [{ name: capital(about.name), d, middle: [(west + east) / 2, (north + south) / 2] }]
}

function bounds(
  points: readonly (readonly [number, number])[],
  pick: (...values: number[]) => number,
): [number, number] {
  let [x, y] = points[0] ?? [0, 0]
  for (const point of points) [x, y] = [pick(x, point[0]), pick(y, point[1])]
  return [Math.round(x), Math.round(y)]
}

function pairs(flat: readonly number[]): [number, number][] {
  const out: [number, number][] = []
  for (let at = 0; at < flat.length; at += 2) out.push([flat[at]!, flat[at + 1]!])
  return out
}

/** Registers write names in capitals: SAN MARTIN DE PORRES. */
function capital(name: string): string {
  if (name !== name.toUpperCase()) return name
  const small = new Set(['de', 'del', 'la', 'las', 'los', 'y'])
  return name
    .toLowerCase()
    .split(' ')
    .map((word, at) =>
      at > 0 && small.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(' ')
}

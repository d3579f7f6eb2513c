// What the map draws over its tiles: places, walks with their numbered stops, and districts where tiles have none.
import { type LonLat, simplify } from '@rimaq/walks'
import type { Content, Place, WalkRoute } from '../content/model.ts'
import type { TransitLine, TransitStop } from '../content/transit-model.ts'
import { type View, link, say } from '../view.ts'
import type { Ways } from '../ways.ts'
import { mostOf } from './picture-frame.ts'
import { findWay } from './way-page.ts'

/** A GeoJSON feature (RFC 7946); `what` says how it is drawn. */
interface Drawn {
  type: 'Feature'
  geometry: { type: 'Point' | 'LineString' | 'MultiLineString'; coordinates: unknown }
  properties: {
    what: 'place' | 'stop' | 'way' | 'border' | 'district' | 'paradero' | 'linea'
    name?: string
    /** Where more is told. */
    href?: string
    /** Of the stop; several where it is passed more than once. */
    number?: string
    colour?: string
  }
}

/**
 * `r` names a walk, `l` a place, `p` a stop, `t` a line, `de` and `a` the ends of a way; without a name all
 * places, walks and stops. `distritos=1` asks for borders too.
 */
export function mapFeatures(
  view: View,
  content: Content,
  ways: Ways,
  query: URLSearchParams,
): string {
  const route = content.routes.find(({ id }) => id === query.get('r'))
  const place = content.places.find(({ id }) => id === query.get('l'))
  const stop = content.transit.stops.find(({ id }) => id === query.get('p'))
  const line = content.transit.lines.find(({ id }) => id === query.get('t'))
  const way = wayAsked(view, content, ways, query)
  const under = query.get('distritos') === '1' ? borders(content) : []
  const around = [
    ...content.places.map((each) => placeOf(view, each)),
    ...(line ? [] : content.transit.stops.map((each) => stopOf(view, each))),
  ]
  // What the map is about comes last, above all else, and says where the map opens.
  const about = route
    ? walkOf(view, route, ways, true)
    : line
      ? lineOf(view, content, line)
      : (way ?? (stop ? [stopOf(view, stop)] : place ? [placeOf(view, place)] : []))
  const whole = about.length === 0
  const walks = whole ? content.routes.flatMap((each) => walkOf(view, each, ways, false)) : []
  const features = [...under, ...walks, ...(route || way ? [] : around), ...about]
  const most = mostOf(content.places.map(({ at }) => at))
  const bbox = whole ? boxOfPoints(most) : boxOf(about)
  return JSON.stringify({ type: 'FeatureCollection', bbox, features })
}

function stopOf(view: View, { id, at, name }: TransitStop): Drawn {
  const href = link(view, `/vive/paraderos/${encodeURIComponent(id)}`)
  return point(at, { what: 'paradero', name, href })
}

function lineOf(view: View, { transit }: Content, line: TransitLine): Drawn[] {
  const stops = new Set(line.directions.flatMap((each) => each.stops.map(({ stop }) => stop)))
  const own = transit.stops.filter(({ id }) => stops.has(id))
  return [
    ...line.shape.map((shape): Drawn => ({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: shape.map(rounded) },
      properties: { what: 'linea', name: line.name, ...(line.colour && { colour: line.colour }) },
    })),
    ...own.map((stop) => stopOf(view, stop)),
  ]
}

/** `de` and `a`: the way on foot between two ends. */
function wayAsked(
  view: View,
  content: Content,
  ways: Ways,
  query: URLSearchParams,
): Drawn[] | null {
  const found = findWay(view, content, ways, query)
  if (!found) return null
  const { from, to, way } = found
  return [
    {
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: way.line.map(rounded) },
      properties: { what: 'way' },
    },
    ...[from, to].map(({ at, name, href }, n) =>
      point(at, { what: 'stop', name, ...(href !== null && { href }), number: String(n + 1) }),
    ),
  ]
}

function placeOf(view: View, { id, at, name }: Place): Drawn {
  const href = link(view, `/vive/lugares/${id}`)
  return point(at, { what: 'place', name: say(view, name), href })
}

/** With its numbers where it is the only one that is shown. */
function walkOf(view: View, route: WalkRoute, ways: Ways, numbered: boolean): Drawn[] {
  const stops = route.stops.flatMap(({ at, name, place }, n) =>
    at ? [{ at, name, place, number: n + 1 }] : [],
  )
  const line = ways.parts(stops.map(({ at }) => at)).flatMap((part) => part.line)
  const href = link(view, `/vive/rutas/${route.id}`)
  const way: Drawn[] =
    line.length < 2
      ? []
      : [
          {
            type: 'Feature',
            geometry: { type: 'LineString', coordinates: line.map(rounded) },
            properties: { what: 'way', name: say(view, route.title), href },
          },
        ]
  if (!numbered) return way
  // A round ends where it began: one mark with both numbers, not one upon the other.
  const marks = new Map<string, (typeof stops)[number] & { numbers: number[] }>()
  for (const stop of stops) {
    const known = marks.get(stop.at.join())
    if (known) known.numbers.push(stop.number)
    else marks.set(stop.at.join(), { ...stop, numbers: [stop.number] })
  }
  const points = [...marks.values()].map(({ at, name, place, numbers }) =>
    point(at, {
      ...{ what: 'stop', name, number: numbers.join('·') },
      ...(place === null ? {} : { href: link(view, `/vive/lugares/${place}`) }),
    }),
  )
  return [...way, ...points]
}

/** About five metres: borders are drawn, not surveyed. */
const tolerance = 0.00005

function borders({ areas }: Content): Drawn[] {
  return areas.flatMap(({ geometry, about }) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    const lines = polygons.flatMap((polygon) =>
      polygon.map((ring) => {
        const flat = simplify(
          ring.flatMap(([lon = 0, lat = 0]) => [lon, lat]),
          tolerance,
        )
        const out: LonLat[] = []
        for (let at = 0; at < flat.length; at += 2) out.push(rounded([flat[at]!, flat[at + 1]!]))
        return out
      }),
    )
    const [west, south, east, north] = boxOfPoints(lines.flat())
    return [
      {
        type: 'Feature',
        geometry: { type: 'MultiLineString', coordinates: lines },
        properties: { what: 'border' },
      },
      point([(west + east) / 2, (south + north) / 2], { what: 'district', name: about.name }),
    ]
  })
}

function point(at: LonLat, properties: Drawn['properties']): Drawn {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: rounded(at) }, properties }
}

function boxOf(features: readonly Drawn[]): [number, number, number, number] {
  return boxOfPoints(
    features.flatMap(({ geometry }) =>
      geometry.type === 'Point'
        ? [geometry.coordinates as LonLat]
        : (geometry.coordinates as LonLat[]),
    ),
  )
}

function boxOfPoints(points: readonly LonLat[]): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (const [lon, lat] of points) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

/** Five decimals are a metre. */
function rounded([lon, lat]: LonLat): LonLat {
  return [Number(lon.toFixed(5)), Number(lat.toFixed(5))]
}

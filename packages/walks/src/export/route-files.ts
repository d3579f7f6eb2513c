// Writes a route with its stops as GPX for devices and as GeoJSON for maps.
import type { LonLat } from '../geo/earth.ts'

export interface RouteStop {
  name: string
  point: LonLat
  note?: string
}

export interface RouteFile {
  name: string
  stops: readonly RouteStop[]
  /** The way itself, if it is known. */
  line?: readonly LonLat[]
  metres?: number
  /** Who says so, and under which licence, for instance the attribution of OpenStreetMap. */
  credit?: string
}

/** GPX 1.1: the stops as `wpt` and as `rte`, the way as `trk`. */
export function writeGpx({ name, stops, line, credit }: RouteFile): string {
  const stop = (tag: string, { name, point, note }: RouteStop): string =>
    `<${tag} ${at(point)}>${element('name', name)}${note ? element('desc', note) : ''}</${tag}>`
  const rights = credit ? element('desc', credit) : ''
  const points = (line ?? []).map((point) => `<trkpt ${at(point)}/>`).join('')
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Rimaq" xmlns="http://www.topografix.com/GPX/1/1">',
    `<metadata>${element('name', name)}${rights}</metadata>`,
    ...stops.map((each) => stop('wpt', each)),
    `<rte>${element('name', name)}${stops.map((each) => stop('rtept', each)).join('')}</rte>`,
    ...(points ? [`<trk>${element('name', name)}<trkseg>${points}</trkseg></trk>`] : []),
    '</gpx>',
    '',
  ].join('\n')
}

/** A FeatureCollection (RFC 7946): the way as a line, then each stop with its number. */
export function routeGeoJson({ name, stops, line, metres, credit }: RouteFile): {
  type: 'FeatureCollection'
  features: readonly object[]
} {
  const about = { name, ...(metres === undefined ? {} : { metres }), ...(credit ? { credit } : {}) }
  const way =
    line && line.length > 1
      ? [
          {
            type: 'Feature',
            geometry: { type: 'LineString', coordinates: line.map(rounded) },
            properties: about,
          },
        ]
      : []
  const points = stops.map(({ name, point, note }, at) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: rounded(point) },
    properties: { stop: at + 1, name, ...(note ? { note } : {}) },
  }))
  return { type: 'FeatureCollection', features: [...way, ...points] }
}

/** Six decimals are a tenth of a metre. */
function rounded([lon, lat]: LonLat): [number, number] {
  return [Number(lon.toFixed(6)), Number(lat.toFixed(6))]
}

function at(point: LonLat): string {
  const [lon, lat] = rounded(point)
  return `lat="${lat}" lon="${lon}"`
}

/** Characters that XML 1.0 does not allow are left out. */
function element(name: string, text: string): string {
  const clean = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
  const safe = clean.replace(
    /[&<>]/g,
    (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark]!,
  )
  return `<${name}>${safe}</${name}>`
}

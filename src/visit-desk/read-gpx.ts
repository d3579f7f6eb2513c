// Reads the stops of a walk from a GPX file: its route, or where it has none its way points, in order.
import { SaxesParser } from 'saxes'

export interface GpxPoint {
  name: string
  /** As written in the file. */
  lon: string
  lat: string
}

export type GpxRead =
  | { points: GpxPoint[] }
  /** Line where the text stops being XML. */
  | { broken: number }

const pointTags = new Set(['rtept', 'wpt'])

/**
 * GPX 1.1 (https://www.topografix.com/GPX/1/1/): `rtept` of all `rte`, else `wpt`. Tracks are no stops.
 * Entities of a document type are not followed.
 */
export function readGpx(text: string): GpxRead {
  const found: Record<string, GpxPoint[]> = { rtept: [], wpt: [] }
  const parser = new SaxesParser()
  let broken: number | null = null
  let point: GpxPoint | null = null
  let path: string[] = []
  parser.on('error', () => (broken ??= parser.line))
  parser.on('opentag', ({ name, attributes }) => {
    path.push(name)
    if (!pointTags.has(name)) return
    point = { name: '', lon: attributes['lon'] ?? '', lat: attributes['lat'] ?? '' }
    found[name]!.push(point)
  })
  parser.on('text', (words) => {
    // The name of the point itself, not of something inside it.
    if (point && path.at(-1) === 'name' && pointTags.has(path.at(-2) ?? '')) point.name += words
  })
  parser.on('cdata', (words) => {
    if (point && path.at(-1) === 'name' && pointTags.has(path.at(-2) ?? '')) point.name += words
  })
  parser.on('closetag', ({ name }) => {
    path = path.slice(0, -1)
    if (pointTags.has(name)) point = null
  })
  parser.write(text).close()
  if (broken !== null) return { broken }
  const points = found['rtept']!.length > 0 ? found['rtept']! : found['wpt']!
  return { points: points.map((each) => ({ ...each, name: each.name.trim() })) }
}

// Makes what is drawn from an extract of OpenStreetMap, and districts from a city's own borders.
import type { Area } from '../geo/area.ts'
import type { Extract } from '../osm/extract.ts'
import { drawnArea, drawnWay, isDistrict, placeFrom } from './classes.ts'
import { type Feature, type Layer, areaOf, mostZoom, project } from './feature.ts'
import { joinLines } from './join-lines.ts'
import { joinRings, polygonsOf } from './rings.ts'
import { type Box, seaRings } from './sea.ts'

/** From this zoom on streets carry their names. */
const namesFrom = 13

const ocean = { layer: 'water', class: 'sea', from: 8 } as const

/** The city and an eighth of it on each side, so that the sea does not end with the last street. */
function seaBox([west, south, east, north]: readonly [number, number, number, number]): Box {
  const [wide, high] = [(east - west) / 8, (north - south) / 8]
  const [left, top] = project([west - wide, north + high])
  const [right, bottom] = project([east + wide, south - high])
  return [left, top, right, bottom]
}

/**
 * `borders` are the city's own; without them those of the extract are drawn. `bbox` is how far the sea
 * reaches: west, south, east, north.
 */
export function featuresOf(
  extract: Extract,
  borders: readonly Area<{ name: string }>[] = [],
  bbox?: readonly [number, number, number, number],
): Feature[] {
  const at = positions(extract)
  const features: Feature[] = []
  const lines = new Map<
    string,
    { layer: Layer; name: string; class: string; from: number; ids: number[][] }
  >()
  const coasts: number[][] = []
  for (const { refs, tags } of extract.ways) {
    const nodes = refs.flatMap((ref) => extract.index.get(ref) ?? [])
    const closed = nodes.length > 3 && nodes[0] === nodes.at(-1) && nodes.length === refs.length
    const drawn = drawnWay(tags, closed)
    if (!drawn || nodes.length < 2) continue
    if (drawn.area) {
      features.push(...areaFeatures(drawn, polygonsOf([at(nodes)])))
      continue
    }
    const { layer, class: kind, from } = drawn
    if (kind === 'coast') coasts.push(nodes)
    const name = layer === 'streets' ? (tags.get('name') ?? '').trim() : ''
    const key = [layer, kind, from, name].join('\n')
    const known = lines.get(key)
    if (known) known.ids.push(nodes)
    else lines.set(key, { layer, name, class: kind, from, ids: [nodes] })
  }
  for (const { layer, name, class: kind, from, ids } of lines.values()) {
    features.push(...lineFeatures({ layer, name, class: kind, from }, joinLines(ids).map(at)))
  }
  if (bbox) features.push(...areaFeatures(ocean, polygonsOf(seaRings(coasts, at, seaBox(bbox)))))
  const ways = new Map(extract.ways.map((way) => [way.id, way.refs]))
  for (const { tags, ways: members } of extract.areas) {
    const drawn = drawnArea(tags)
    const district = borders.length === 0 && isDistrict(tags)
    if (!drawn && !district) continue
    const rings = joinRings(members.flatMap((id) => [ways.get(id) ?? []])).flatMap((ring) => {
      const nodes = ring.flatMap((ref) => extract.index.get(ref) ?? [])
      return nodes.length === ring.length ? [at(nodes)] : []
    })
    if (drawn) features.push(...areaFeatures(drawn, polygonsOf(rings)))
    if (district) features.push(...districtFeatures(tags.get('name') ?? '', polygonsOf(rings)))
  }
  for (const { geometry, about } of borders) {
    const all = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    const rings = all.flatMap((polygon) =>
      polygon.map((ring) => ring.flatMap(([lon = 0, lat = 0]) => project([lon, lat]))),
    )
    features.push(...districtFeatures(about.name, polygonsOf(rings)))
  }
  for (const { id, tags } of extract.names) {
    const kind = tags.get('place') ?? ''
    const from = placeFrom(kind)
    const node = extract.index.get(id)
    if (from === null || node === undefined) continue
    const properties = { class: kind, name: tags.get('name') ?? '' }
    features.push({ layer: 'places', kind: 1, from, to: mostZoom, properties, parts: [at([node])] })
  }
  return features
}

function positions({ lon, lat }: Extract): (nodes: readonly number[]) => number[] {
  return (nodes) => nodes.flatMap((node) => project([lon[node]! / 1e7, lat[node]! / 1e7]))
}

function areaFeatures(
  { layer, class: kind, from }: { layer: Layer; class: string; from: number },
  polygons: readonly number[][][],
): Feature[] {
  return polygons.map((parts) => ({
    ...{ layer, kind: 3, from, to: mostZoom, properties: { class: kind }, parts },
  }))
}

/** Where names are not written yet, streets of all names are one and the same: that saves most bytes. */
function lineFeatures(
  about: { layer: Layer; name: string; class: string; from: number },
  parts: number[][],
): Feature[] {
  const { layer, name, class: kind, from } = about
  const line = (first: number, last: number, properties: Feature['properties']): Feature[] =>
    first > last ? [] : [{ layer, kind: 2, from: first, to: last, properties, parts }]
  if (name === '') return line(from, mostZoom, { class: kind })
  return [
    ...line(from, namesFrom - 1, { class: kind }),
    ...line(Math.max(from, namesFrom), mostZoom, { class: kind, name }),
  ]
}

function districtFeatures(name: string, polygons: readonly number[][][]): Feature[] {
  const [largest] = [...polygons].sort((a, b) => Math.abs(areaOf(b[0]!)) - Math.abs(areaOf(a[0]!)))
  if (!largest) return []
  const borders = polygons.map((parts): Feature => ({
    ...{
      layer: 'districts',
      kind: 3,
      from: 8,
      to: mostZoom,
      properties: { class: 'border' },
      parts,
    },
  }))
  const properties = { class: 'district', name }
  const parts = [middleOf(largest[0]!)]
  return [...borders, { layer: 'places', kind: 1, from: 9, to: mostZoom, properties, parts }]
}

/** Centre of gravity of a ring. */
function middleOf(ring: readonly number[]): number[] {
  const [x0, y0] = [ring[0]!, ring[1]!]
  let [x, y, sum] = [0, 0, 0]
  for (let at = 2; at < ring.length; at += 2) {
    const [ax, ay] = [ring[at - 2]! - x0, ring[at - 1]! - y0]
    const [bx, by] = [ring[at]! - x0, ring[at + 1]! - y0]
    const cross = ax * by - bx * ay
    x += (ax + bx) * cross
    y += (ay + by) * cross
    sum += cross
  }
  return [Math.round(x0 + x / (3 * sum)), Math.round(y0 + y / (3 * sum))]
}

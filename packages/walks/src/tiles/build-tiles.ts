// Cuts everything that is drawn into tiles of all zooms, one zoom after the other so that memory stays small.
import type { Area } from '../geo/area.ts'
import { simplify } from '../geo/simplify.ts'
import type { Extract } from '../osm/extract.ts'
import { clipLine, clipRing } from './clip.ts'
import { type Feature, areaOf, extent, layers, leastZoom, mostZoom } from './feature.ts'
import { featuresOf } from './features-of.ts'
import { type Gzip, PmtilesWriter, tileId } from './pmtiles.ts'
import { TileDraft } from './tile-draft.ts'

export interface TileOptions {
  /** The city's own borders of districts; without them those of the extract are drawn. */
  borders?: readonly Area<{ name: string }>[]
  /** West, south, east, north in degrees, for whoever opens the archive. */
  bbox: readonly [number, number, number, number]
  gzip: Gzip
}

export interface TilesBuilt {
  /** PMTiles version 3; the same for the same extract, byte by byte. */
  archive: Uint8Array
  tiles: number
}

const attribution = '© OpenStreetMap contributors'

/** Lines and areas reach this far into the next tile, so that no seam is seen: eight pixels of 512. */
const buffer = 64

/** Units a line may be off: less than a pixel; at the finest zoom, which is enlarged, a third of it. */
const coarse = 6
const fine = 2

/** Areas smaller than this many square units are not seen: two pixels by two. */
const leastArea = 2 * 16 * 16

/**
 * Mapbox Vector Tiles 2.1 with the layers green, water, buildings, streets, districts and places, zooms
 * 8 to 14, each feature with a `class` and where it has one a `name`.
 */
export function buildTiles(extract: Extract, options: TileOptions): TilesBuilt {
  const { gzip, bbox } = options
  const features = featuresOf(extract, options.borders, bbox)
  const writer = new PmtilesWriter(gzip)
  for (let zoom = leastZoom; zoom <= mostZoom; zoom++) {
    const drafts = new Map<number, TileDraft>()
    for (const feature of features) {
      if (zoom >= feature.from && zoom <= feature.to) spread(feature, zoom, drafts)
    }
    for (const id of [...drafts.keys()].sort((a, b) => a - b)) {
      const tile = drafts.get(id)!.encode()
      if (tile) writer.add(id, tile)
      drafts.delete(id)
    }
  }
  const vectorLayers = layers.map((id) => ({ id, fields: { class: 'String', name: 'String' } }))
  const metadata = { attribution, vector_layers: vectorLayers }
  const archive = writer.finish({ bbox, metadata, leastZoom, mostZoom })
  return { archive, tiles: writer.tiles }
}

/** Cuts a feature into columns, then each column into tiles: no point is looked at for every tile. */
function spread(feature: Feature, zoom: number, drafts: Map<number, TileDraft>): void {
  const key = JSON.stringify([feature.kind, feature.properties])
  const parts = shrunk(feature, zoom)
  if (parts.length === 0) return
  const put = (x: number, y: number, cut: readonly number[][]): void => {
    const most = 2 ** zoom
    if (x < 0 || y < 0 || x >= most || y >= most) return
    const id = tileId(zoom, x, y)
    let draft = drafts.get(id)
    if (!draft) drafts.set(id, (draft = new TileDraft()))
    const [left, top] = [x * extent, y * extent]
    draft.add(
      feature,
      key,
      cut.map((part) => part.map((value, at) => value - (at % 2 === 0 ? left : top))),
    )
  }
  if (feature.kind === 1) {
    for (const [x = 0, y = 0] of parts) {
      put(Math.floor(x / extent), Math.floor(y / extent), [[x, y]])
    }
    return
  }
  for (const [x, column] of slices(feature.kind, parts, 0)) {
    for (const [y, cut] of slices(feature.kind, column, 1)) put(x, y, cut)
  }
}

/** The parts as far as they lie in each column (axis 0) or row (axis 1) of tiles. */
function* slices(
  kind: 2 | 3,
  parts: readonly number[][],
  axis: 0 | 1,
): Generator<[number, number[][]]> {
  let [low, high] = [Infinity, -Infinity]
  for (const part of parts) {
    for (let at = axis; at < part.length; at += 2) {
      low = Math.min(low, part[at]!)
      high = Math.max(high, part[at]!)
    }
  }
  const first = Math.floor((low - buffer) / extent)
  const last = Math.floor((high + buffer) / extent)
  for (let number = first; number <= last; number++) {
    const [from, to] = [number * extent - buffer, (number + 1) * extent + buffer]
    if (low >= from && high <= to) {
      yield [number, [...parts]]
      continue
    }
    const cut =
      kind === 2
        ? parts.flatMap((part) => clipLine(part, axis, from, to))
        : clipPolygon(parts, axis, from, to)
    if (cut.length > 0) yield [number, cut]
  }
}

/** Holes go with their outer ring. */
function clipPolygon(
  [outer, ...holes]: readonly number[][],
  axis: 0 | 1,
  from: number,
  to: number,
): number[][] {
  const ring = outer ? clipRing(outer, axis, from, to) : []
  if (ring.length === 0) return []
  return [ring, ...holes.map((hole) => clipRing(hole, axis, from, to))].filter(
    (each) => each.length > 0,
  )
}

/** The parts in whole units of a zoom, without what is not seen there. */
function shrunk({ kind, parts }: Feature, zoom: number): number[][] {
  const scale = 2 ** (zoom - mostZoom)
  const out: number[][] = []
  for (const [at, part] of parts.entries()) {
    const points: number[] = []
    for (let n = 0; n < part.length; n += 2) {
      const [x, y] = [Math.round(part[n]! * scale), Math.round(part[n + 1]! * scale)]
      const size = points.length
      if (size === 0 || points[size - 2] !== x || points[size - 1] !== y) points.push(x, y)
    }
    const seen = kind === 1 ? points : simplify(points, zoom === mostZoom ? fine : coarse)
    if (kind === 3 && (seen.length < 8 || Math.abs(areaOf(seen)) < leastArea)) {
      if (at === 0) return []
      continue
    }
    if (kind === 2 && seen.length < 4) continue
    out.push(seen)
  }
  return out
}

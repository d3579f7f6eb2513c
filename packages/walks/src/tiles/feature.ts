// What is drawn of a city: lines, areas and names, each with the class and the least zoom it appears at.
import type { LonLat } from '../geo/earth.ts'

/** The zoom that all finer ones are enlarged from. */
export const mostZoom = 14
export const leastZoom = 8
/** Units along the side of a tile (Mapbox Vector Tile specification 2.1, 4.1). */
export const extent = 4096

export type Layer = 'green' | 'water' | 'buildings' | 'streets' | 'districts' | 'places'

/** In the order in which they are drawn and stand in a tile. */
export const layers: readonly Layer[] = [
  'green',
  'water',
  'buildings',
  'streets',
  'districts',
  'places',
]

export type Properties = Readonly<Record<string, string | number>>

export interface Feature {
  layer: Layer
  /** GeomType of the specification. */
  kind: 1 | 2 | 3
  /** Zooms it appears at. */
  from: number
  to: number
  properties: Properties
  /**
   * Points, lines, or the outer ring and its holes, as x, y, x, y … in units of the finest zoom; y
   * grows southwards. Rings are closed, outer ones run clockwise on the screen, holes against it.
   */
  parts: readonly (readonly number[])[]
}

const world = extent * 2 ** mostZoom

/** Web Mercator in units of the finest zoom; latitudes beyond 85° lie on its edge. */
export function project([lon, lat]: LonLat): [x: number, y: number] {
  const sine = Math.min(0.9999, Math.max(-0.9999, Math.sin((lat * Math.PI) / 180)))
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
  return [Math.round((lon / 360 + 0.5) * world), Math.round(y * world)]
}

/** Twice the area that a closed ring holds; above 0 where it runs clockwise on the screen. */
export function areaOf(ring: ArrayLike<number>): number {
  let sum = 0
  for (let at = 2; at < ring.length; at += 2) {
    sum += ring[at - 2]! * ring[at + 1]! - ring[at]! * ring[at - 1]!
  }
  return sum
}

/** The ring in the direction that is asked for. */
export function turned(ring: number[], outer: boolean): number[] {
  if (areaOf(ring) > 0 === outer) return ring
  const out: number[] = []
  for (let at = ring.length - 2; at >= 0; at -= 2) out.push(ring[at]!, ring[at + 1]!)
  return out
}

// Says in which area of a city a point lies, from polygons alone and without a network.
import { checkPoint, type LonLat } from './earth.ts'

/** Rings of a polygon, the outer one first, then holes (RFC 7946, 3.1.6). */
export type Rings = readonly (readonly (readonly number[])[])[]

export type AreaGeometry =
  | { type: 'Polygon'; coordinates: Rings }
  | { type: 'MultiPolygon'; coordinates: readonly Rings[] }

export interface Area<T> {
  geometry: AreaGeometry
  /** What is known of the area, for instance its name and code. */
  about: T
}

/**
 * The first area that holds the point, or null. On a border one of the neighbours is given.
 * @throws WalksError `malformed-point`
 */
export function areaAt<T>(areas: readonly Area<T>[], point: LonLat): T | null {
  checkPoint(point)
  return areas.find(({ geometry }) => holds(geometry, point))?.about ?? null
}

function holds(geometry: AreaGeometry, point: LonLat): boolean {
  const all = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return all.some((rings) => {
    let inside = false
    for (const ring of rings) if (crosses(ring, point)) inside = !inside
    return inside
  })
}

/** Is the number of sides odd that a line from the point eastwards crosses? */
function crosses(ring: readonly (readonly number[])[], [x, y]: LonLat): boolean {
  let odd = false
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [ax = 0, ay = 0] = ring[at]!
    const [bx = 0, by = 0] = ring[before]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
  }
  return odd
}

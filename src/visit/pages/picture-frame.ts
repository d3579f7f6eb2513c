// Puts points of the city onto a drawing: the whole of them, with a margin, north above.
import type { LonLat } from '@rimaq/walks'

export interface Frame {
  width: number
  height: number
  /** West, south, east, north of what is seen, in degrees. */
  bbox: readonly [number, number, number, number]
  at(point: LonLat): [x: number, y: number]
}

const width = 640
const margin = 36
/** Half a side of the picture around a single place, in degrees of latitude: about 400 m. */
const around = 0.0036

/**
 * Where most points lie: without the outermost twentieth on each side, so that one beach far away does not
 * make the city small. Few points are all taken.
 */
export function mostOf(points: readonly LonLat[]): LonLat[] {
  if (points.length < 20) return [...points]
  const cut = Math.floor(points.length / 20)
  const range = (axis: 0 | 1): [number, number] => {
    const values = points.map((point) => point[axis]).sort((a, b) => a - b)
    return [values[cut]!, values[values.length - 1 - cut]!]
  }
  const [[west, east], [south, north]] = [range(0), range(1)]
  return points.filter(([lon, lat]) => west <= lon && lon <= east && south <= lat && lat <= north)
}

/** Null where there is nothing to place. `tall` is the greatest height in widths. */
export function frameOf(points: readonly LonLat[], tall = 1.25): Frame | null {
  const [first] = points
  if (!first) return null
  const squeeze = Math.cos((first[1] * Math.PI) / 180)
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [lon, lat] of points) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  const middle: LonLat = [(west + east) / 2, (south + north) / 2]
  const high = Math.max(around, (north - south) / 2)
  const wide = Math.max(around, ((east - west) / 2) * squeeze)
  const scale = (width / 2 - margin) / wide
  const height = Math.round(
    Math.min(width * tall, Math.max(width * 0.5, 2 * (high * scale + margin))),
  )
  const fit = Math.min(scale, (height / 2 - margin) / high)
  const halfLon = width / 2 / fit / squeeze
  const halfLat = height / 2 / fit
  return {
    width,
    height,
    bbox: [middle[0] - halfLon, middle[1] - halfLat, middle[0] + halfLon, middle[1] + halfLat],
    at: ([lon, lat]) => [
      Math.round(width / 2 + (lon - middle[0]) * squeeze * fit),
      Math.round(height / 2 - (lat - middle[1]) * fit),
    ],
  }
}

/** Points of the drawing as the `d` of a path; points that fall together are drawn once. */
export function pathOf(points: readonly (readonly [number, number])[], close = false): string {
  let d = ''
  let before = ''
  for (const [x, y] of points) {
    const here = `${x} ${y}`
    if (here === before) continue
    d += `${before === '' ? 'M' : 'L'}${here}`
    before = here
  }
  return close && d !== '' ? `${d}Z` : d
}

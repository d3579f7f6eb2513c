// Turns longitudes and latitudes into places on a flat picture.

export type Position = readonly [longitude: number, latitude: number, ...rest: number[]]

/** GeoJSON (RFC 7946) as far as the map draws it. */
export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'MultiPoint'; coordinates: readonly Position[] }
  | { type: 'Polygon'; coordinates: readonly (readonly Position[])[] }
  | { type: 'MultiPolygon'; coordinates: readonly (readonly (readonly Position[])[])[] }

export type Bounds = [west: number, south: number, east: number, north: number]

export interface Projection {
  width: number
  height: number
  place(position: Position): [x: number, y: number]
}

/**
 * `equirectangular` is true to shape near the middle latitude of the bounds (plate carrée with that
 * standard parallel; Snyder, Map Projections, 1987, p. 90); `mercator` matches web tiles (p. 41).
 * The picture is as high as the bounds ask for at this width.
 */
export function createProjection(
  bounds: Bounds,
  width: number,
  kind: 'equirectangular' | 'mercator' = 'equirectangular',
): Projection {
  const [west, south, east, north] = bounds
  const squeeze = Math.cos(radians((south + north) / 2))
  const across = (longitude: number): number =>
    kind === 'mercator' ? radians(longitude) : radians(longitude) * squeeze
  const up = (latitude: number): number => {
    if (kind === 'equirectangular') return radians(latitude)
    const limited = Math.max(-85.05, Math.min(85.05, latitude))
    return Math.log(Math.tan(Math.PI / 4 + radians(limited) / 2))
  }
  const margin = 24
  const spanX = Math.max(across(east) - across(west), 1e-9)
  const spanY = Math.max(up(north) - up(south), 1e-9)
  // A single point or a line of them still gets a picture of usable shape.
  const ratio = Math.min(1.6, Math.max(0.4, spanY / spanX))
  const height = Math.round(width * ratio)
  const scale = Math.min((width - 2 * margin) / spanX, (height - 2 * margin) / spanY)
  const left = (width - spanX * scale) / 2
  const top = (height - spanY * scale) / 2
  return {
    width,
    height,
    place: ([longitude, latitude]) => [
      left + (across(longitude) - across(west)) * scale,
      top + (up(north) - up(latitude)) * scale,
    ],
  }
}

/** Smallest box around all positions; of nothing, the whole world. */
export function boundsOf(geometries: readonly Geometry[]): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const geometry of geometries) {
    for (const [longitude, latitude] of positionsOf(geometry)) {
      bounds[0] = Math.min(bounds[0], longitude)
      bounds[1] = Math.min(bounds[1], latitude)
      bounds[2] = Math.max(bounds[2], longitude)
      bounds[3] = Math.max(bounds[3], latitude)
    }
  }
  return bounds[0] === Infinity ? [-180, -85, 180, 85] : bounds
}

function* positionsOf(geometry: Geometry): Generator<Position> {
  if (geometry.type === 'Point') yield geometry.coordinates
  else if (geometry.type === 'MultiPoint') yield* geometry.coordinates
  else if (geometry.type === 'Polygon') for (const ring of geometry.coordinates) yield* ring
  else for (const part of geometry.coordinates) for (const ring of part) yield* ring
}

/** Path of a polygon to tenths of a unit; places that fall on the last one are left out. */
export function polygonPath(
  geometry: Extract<Geometry, { type: 'Polygon' | 'MultiPolygon' }>,
  projection: Projection,
): string {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let path = ''
  for (const ring of parts.flat()) {
    let last = ''
    let count = 0
    for (const position of ring) {
      const [x, y] = projection.place(position)
      const point = `${tenth(x)} ${tenth(y)}`
      if (point === last) continue
      path += `${count === 0 ? 'M' : 'L'}${point}`
      last = point
      count++
    }
    path += 'Z'
  }
  return path
}

export function tenth(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

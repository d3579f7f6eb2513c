// Points on the earth and the metres between them.
import { WalksError } from '../walks-error.ts'

/** Degrees, longitude first, as in GeoJSON (RFC 7946, 3.1.1). */
export type LonLat = readonly [lon: number, lat: number]

/** Mean radius of the earth in metres (IUGG). */
export const earthRadius = 6_371_008.8

const radians = Math.PI / 180

/** Metres along the great circle (haversine). */
export function metresBetween(a: LonLat, b: LonLat): number {
  const half = Math.sin(((b[1] - a[1]) * radians) / 2) ** 2
  const across = Math.sin(((b[0] - a[0]) * radians) / 2) ** 2
  const part = half + Math.cos(a[1] * radians) * Math.cos(b[1] * radians) * across
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(part)))
}

/** Metres of one degree of longitude and of latitude at a latitude. */
export function degreeAt(lat: number): { lon: number; lat: number } {
  const one = earthRadius * radians
  return { lon: one * Math.cos(lat * radians), lat: one }
}

/** Degrees clockwise from north, 0 … 360, of the way from `a` to `b`; good for the length of a street. */
export function bearing(a: LonLat, b: LonLat): number {
  const scale = Math.cos(((a[1] + b[1]) / 2) * radians)
  const angle = Math.atan2((b[0] - a[0]) * scale, b[1] - a[1]) / radians
  return (angle + 360) % 360
}

/** @throws WalksError `malformed-point` */
export function checkPoint([lon, lat]: LonLat): void {
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
    throw new WalksError('malformed-point', { lon, lat })
  }
}

/** Metres from the middle of the earth, so that a straight line through it is a lower bound of any way. */
export function inSpace([lon, lat]: LonLat): [x: number, y: number, z: number] {
  const flat = earthRadius * Math.cos(lat * radians)
  return [
    flat * Math.cos(lon * radians),
    flat * Math.sin(lon * radians),
    earthRadius * Math.sin(lat * radians),
  ]
}

// Turns metres of UTM into degrees: the series of Krüger for the transverse Mercator projection, as SQL.

/** Flattening and equatorial radius (metres) of an ellipsoid. */
export interface Ellipsoid {
  radius: number
  flattening: number
}

/** NGA.STND.0036, World Geodetic System 1984. */
export const WGS84: Ellipsoid = { radius: 6_378_137, flattening: 1 / 298.257223563 }

const SCALE = 0.9996
const FALSE_EAST = 500_000
const FALSE_NORTH = 10_000_000

export interface UtmPoint {
  /** SQL of metres (DOUBLE) and of the zone, 1 to 60. */
  east: string
  north: string
  zone: string
  south: boolean
}

/**
 * SQL of longitude and latitude in degrees. Karney, "Transverse Mercator with an accuracy of a few
 * nanometers" (J. Geodesy 85, 2011): equations 11 and 36 to the fourth multiple of the angle; what
 * is left out is below 10 nm within a zone. Geodetic from conformal latitude by the series in n.
 */
export function utmDegrees(
  { east, north, zone, south }: UtmPoint,
  { radius, flattening }: Ellipsoid = WGS84,
): { longitude: string; latitude: string } {
  const n = flattening / (2 - flattening)
  const circle = (radius / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64 + n ** 6 / 256)
  const sum = (of: (multiple: number) => string): string =>
    gridTerms(n)
      .map((term, at) => `${term}::DOUBLE * ${of(2 * (at + 1))}`)
      .join(' + ')
  const grid = `{x: (${north} - ${south ? FALSE_NORTH : 0}) / ${SCALE * circle},
    y: (${east} - ${FALSE_EAST}) / ${SCALE * circle}}`
  const plane = `{xi: g.x - (${sum((k) => `sin(${k} * g.x) * cosh(${k} * g.y)`)}),
    eta: g.y - (${sum((k) => `cos(${k} * g.x) * sinh(${k} * g.y)`)})}`
  const chi = 'atan2(sin(e.xi), sqrt(sinh(e.eta) * sinh(e.eta) + cos(e.xi) * cos(e.xi)))'
  const series = latitudeTerms(n)
    .map((term, at) => `${term}::DOUBLE * sin(${2 * (at + 1)} * c)`)
    .join(' + ')
  const onPlane = (value: string): string => named(grid, 'g', named(plane, 'e', value))
  return {
    longitude: onPlane(`6 * (${zone}) - 183 + degrees(atan2(sinh(e.eta), cos(e.xi)))`),
    latitude: onPlane(named(chi, 'c', `degrees(c + ${series})`)),
  }
}

/** SQL: `then` with a name for a value; a list of one is how DuckDB gives a name within an expression. */
function named(value: string, name: string, then: string): string {
  return `list_transform([${value}], lambda ${name}: ${then})[1]`
}

/** Karney 2011, equation 36. */
function gridTerms(n: number): number[] {
  return [
    n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3 - n ** 4 / 360 - (81 / 512) * n ** 5,
    n ** 2 / 48 + n ** 3 / 15 - (437 / 1440) * n ** 4 + (46 / 105) * n ** 5,
    (17 / 480) * n ** 3 - (37 / 840) * n ** 4 - (209 / 4480) * n ** 5,
    (4397 / 161_280) * n ** 4 - (11 / 504) * n ** 5,
  ]
}

/** Geodetic latitude from the conformal one; Engsager and Poder, ICC 2007. */
function latitudeTerms(n: number): number[] {
  return [
    2 * n - (2 / 3) * n ** 2 - 2 * n ** 3 + (116 / 45) * n ** 4 + (26 / 45) * n ** 5,
    (7 / 3) * n ** 2 - (8 / 5) * n ** 3 - (227 / 45) * n ** 4 + (2704 / 315) * n ** 5,
    (56 / 15) * n ** 3 - (136 / 35) * n ** 4 - (1262 / 105) * n ** 5,
    (4279 / 630) * n ** 4 - (332 / 35) * n ** 5,
  ]
}

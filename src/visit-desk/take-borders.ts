// Joins borders from a file to the city's districts, and to the borders that were published before.
import { type Content, type OpenTable, readBorders } from '#visit'

export interface BorderProblem {
  /** Feature of the file, from 1. */
  row: number
  code: 'unknown' | 'twice' | 'outside' | 'bad-ring'
  found: string
}

export interface GivenBorders {
  name: string
  text: string
  source: string
  /** As 2026-11-28. */
  checked: string
}

interface Feature {
  type: 'Feature'
  geometry: unknown
  properties: Record<string, unknown>
}

export interface City {
  districts: Content['districts']
  /** West, south, east, north. */
  bbox: readonly [number, number, number, number]
}

/**
 * GeoJSON of all borders as they will be (RFC 7946), or everything that is wrong with the file.
 * @throws VisitError bad-borders where it is no GeoJSON of areas with names
 */
export function takeBorders(
  open: OpenTable | null,
  { name, text, source, checked }: GivenBorders,
  { districts, bbox }: City,
): { text: string } | { problems: BorderProblem[] } {
  const read = readBorders(name, text)
  const taken = new Map<string, Feature>()
  const problems: BorderProblem[] = []
  for (const [at, { geometry, about }] of read.entries()) {
    const wrong = (code: BorderProblem['code'], found: string): void =>
      void problems.push({ row: at + 1, code, found })
    const district = districts.find(({ ubigeo, name: said }) =>
      about.ubigeo === '' ? plain(said) === plain(about.name) : ubigeo === about.ubigeo,
    )
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    const rings = polygons.flat()
    const bad = rings.find((ring) => !isRing(ring))
    if (!district) wrong('unknown', [about.name, about.ubigeo].filter(Boolean).join(' '))
    else if (taken.has(district.ubigeo)) wrong('twice', district.name)
    else if (bad || rings.length === 0) wrong('bad-ring', district.name)
    else if (!meets(rings, bbox))
      wrong('outside', `${district.name}: ${(rings[0]?.[0] ?? []).join(', ')}`)
    else {
      const { ubigeo, name: distrito } = district
      const said = { fuente: source, consultado: checked, confianza: 'media' }
      taken.set(ubigeo, { type: 'Feature', geometry, properties: { ubigeo, distrito, ...said } })
    }
  }
  if (problems.length > 0) return { problems }
  const features = [
    ...before(open).filter((each) => !taken.has(codeOf(each, districts))),
    ...taken.values(),
  ]
  return { text: JSON.stringify({ type: 'FeatureCollection', features }) }
}

/** What stands in the table now, as features. */
function before(open: OpenTable | null): Feature[] {
  const column = open?.table.geometry ?? null
  if (!open || column === null) return []
  return open.table.rows.map((cells) => {
    const pairs = open.columns.map(({ id }, at) => [id, cells[at + 1] ?? null] as const)
    const { [column]: shape, ...properties } = Object.fromEntries(pairs)
    return { type: 'Feature', geometry: JSON.parse(String(shape)) as unknown, properties }
  })
}

function codeOf({ properties }: Feature, districts: City['districts']): string {
  const [code, name] = [properties['ubigeo'], properties['distrito']]
  if (typeof code === 'string' && code !== '') return code
  const known = districts.find(
    (each) => typeof name === 'string' && plain(each.name) === plain(name),
  )
  return known?.ubigeo ?? ''
}

/** Closed, of numbers (RFC 7946, 3.1.6). */
function isRing(ring: unknown): boolean {
  if (!Array.isArray(ring) || ring.length < 4) return false
  const points = ring as unknown[]
  const whole = points.every(
    (point) => Array.isArray(point) && point.length >= 2 && point.every(Number.isFinite),
  )
  if (!whole) return false
  const [first, last] = [points[0], points.at(-1)] as [number[], number[]]
  return first[0] === last[0] && first[1] === last[1]
}

/** Some corner lies in the city: swapped coordinates do not. */
function meets(
  rings: readonly (readonly (readonly number[])[])[],
  [west, south, east, north]: City['bbox'],
): boolean {
  return rings.some((ring) =>
    ring.some(
      ([lon = 999, lat = 999]) => west <= lon && lon <= east && south <= lat && lat <= north,
    ),
  )
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

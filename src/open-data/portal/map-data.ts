// What a table looks like on a map: its points, thinned evenly, or its shapes.
import type { MapBounds } from '#pages'
import type {
  Cell,
  Column,
  Condition,
  Geometry,
  Manifest,
  RowsQuery,
  TableFiles,
  Tables,
} from '@rimaq/tables'

/** Points drawn at most: more would hide each other and weigh on a cheap phone. */
export const mostPoints = 2000
export const mostShapes = 500
/** From here on a sample of points would mislead: squares that count every row are drawn instead. */
export const countedFrom = 10_000
/** Squares along the longer side of the map. */
const squares = 56

export interface MapPoint {
  longitude: number
  latitude: number
  label: string
}

export interface MapShape {
  geometry: unknown
  label: string
  /** What shades it, where a column was chosen. */
  value?: number | null
  /** Of a square: what it covers. */
  area?: MapBounds
}

export interface MapData {
  /** `counts`: squares whose value is the number of rows in them. */
  kind: 'points' | 'shapes' | 'counts'
  points: MapPoint[]
  shapes: MapShape[]
  /** Rows with a place that match. */
  total: number
}

/** Reads what can be drawn of the rows that match; null where the table has no place in it. */
export async function mapData(
  tables: Tables,
  files: TableFiles,
  query: Pick<RowsQuery, 'where' | 'search'>,
  options: { value?: Pick<Column, 'id'> | undefined; area?: MapBounds | undefined } = {},
): Promise<MapData | null> {
  const { value, area } = options
  const geometry = files.manifest.geometry
  if (!geometry) return null
  const label = labelColumn(files.manifest)
  const asked = {
    ...(query.where ? { where: query.where } : {}),
    ...(query.search ? { search: query.search } : {}),
  }
  if (geometry.kind === 'geojson') {
    const answer = await tables.rows(files, {
      ...asked,
      columns: [geometry.column, label, ...(value ? [value.id] : [])],
      limit: mostShapes,
    })
    const shapes = answer.rows.flatMap((row) => shape(row, value !== undefined))
    return { kind: 'shapes', points: [], shapes, total: answer.total ?? shapes.length }
  }
  const placed: Condition = {
    and: [
      { column: geometry.longitude, is: 'not-null' },
      { column: geometry.latitude, is: 'not-null' },
      ...(area ? within(geometry, area) : []),
    ],
  }
  const where = query.where ? { and: [query.where, placed] } : placed
  const columns = [geometry.longitude, geometry.latitude, label]
  const base = { ...asked, where, columns }
  const first = await tables.rows(files, { ...base, limit: mostPoints })
  const total = first.total ?? first.rows.length
  if (total > countedFrom) {
    const shapes = await counted(tables, files, { ...asked, where }, geometry, area)
    return { kind: 'counts', points: [], shapes, total }
  }
  const rows = total <= mostPoints ? first.rows : await spread(tables, files, base, total)
  return { kind: 'points', shapes: [], points: rows.flatMap(point), total }
}

type Placed = Extract<Geometry, { kind: 'points' }>

function within(
  { longitude, latitude }: Placed,
  [west, south, east, north]: MapBounds,
): Condition[] {
  return [
    { column: longitude, op: 'gte', value: west },
    { column: longitude, op: 'lte', value: east },
    { column: latitude, op: 'gte', value: south },
    { column: latitude, op: 'lte', value: north },
  ]
}

/** Every row that matches, counted in squares of equal width in degrees. */
async function counted(
  tables: Tables,
  files: TableFiles,
  query: Pick<RowsQuery, 'where' | 'search'>,
  { longitude, latitude }: Placed,
  area?: MapBounds,
): Promise<MapShape[]> {
  const ends = await tables.aggregate(files, {
    ...query,
    group: [],
    measures: [
      { fn: 'min', column: longitude },
      { fn: 'max', column: longitude },
      { fn: 'min', column: latitude },
      { fn: 'max', column: latitude },
    ],
  })
  const found = (ends.rows[0] ?? []).map(Number)
  const [west = 0, south = 0, east = 0, north = 0] = area ?? [0, 2, 1, 3].map((at) => found[at])
  const width = Math.max(east - west, north - south, 0.001) / squares
  const answer = await tables.aggregate(files, {
    ...query,
    group: [
      { column: longitude, by: { width } },
      { column: latitude, by: { width } },
    ],
    measures: [{ fn: 'count' }],
    limit: (squares + 2) ** 2,
  })
  return answer.rows.flatMap(([x, y, rows]) =>
    typeof x === 'number' && typeof y === 'number' && typeof rows === 'number'
      ? [
          {
            geometry: square(x, y, width),
            label: degrees(x, y, width),
            value: rows,
            area: [x, y, x + width, y + width],
          },
        ]
      : [],
  )
}

/** RFC 7946, 3.1.6: the ring is closed and runs against the clock. */
function square(x: number, y: number, width: number): unknown {
  const ring = [
    [x, y],
    [x + width, y],
    [x + width, y + width],
    [x, y + width],
    [x, y],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

function degrees(x: number, y: number, width: number): string {
  return `${(y + width / 2).toFixed(3)}, ${(x + width / 2).toFixed(3)}`
}

/** Runs of neighbouring rows at even distances, so that a file sorted by place shows all its places. */
async function spread(
  tables: Tables,
  files: TableFiles,
  base: RowsQuery,
  total: number,
): Promise<Cell[][]> {
  const runs = 8
  const size = Math.floor(mostPoints / runs)
  const parts: Promise<Cell[][]>[] = []
  for (let run = 0; run < runs; run += 1) {
    const offset = Math.floor((run * (total - size)) / (runs - 1))
    const answer = tables.rows(files, { ...base, offset, limit: size, count: 'none' })
    parts.push(answer.then((rows) => rows.rows))
  }
  return (await Promise.all(parts)).flat()
}

/** The column that names a row best: text, mostly filled, with the most different values. */
export function labelColumn(manifest: Manifest): string {
  const named = /nombre|name|titulo|nombdist|distrito|descripcion/
  let best: { id: string; score: number } | undefined
  for (const column of manifest.columns) {
    if (column.type !== 'text') continue
    const filled = manifest.rows === 0 ? 0 : 1 - column.stats.nulls / manifest.rows
    const different = manifest.rows === 0 ? 0 : column.stats.distinct / manifest.rows
    const score = filled + Math.min(1, different) + (named.test(column.id) ? 1 : 0)
    if (!best || score > best.score) best = { id: column.id, score }
  }
  return best?.id ?? '_id'
}

function point(row: Cell[]): MapPoint[] {
  const [longitude, latitude, label] = row
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return []
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) return []
  return [{ longitude, latitude, label: String(label ?? '') }]
}

function shape(row: readonly Cell[], valued: boolean): MapShape[] {
  const [geometry, label, value] = row
  if (typeof geometry !== 'string') return []
  try {
    const found: MapShape = { geometry: JSON.parse(geometry), label: String(label ?? '') }
    if (valued) found.value = typeof value === 'number' ? value : null
    return [found]
  } catch {
    return []
  }
}

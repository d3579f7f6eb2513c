// Finds the columns of longitude and latitude, those that changed places, and points far away.
import { headingWords } from '../infer/code-names.ts'
import type { Finding, Geometry, RepairStep } from '../model.ts'
import { STAGING } from '../read/staged.ts'
import { type Axis, type Plan, type PlannedColumn, isNumeric, physicalRows } from './context.ts'

type SwapStep = Extract<RepairStep, { do: 'swap-coordinates' }>

const LATITUDE = /^(lat|latitud|latitude|coord(enada)? (y|lat)|y coord|latitud (wgs84|gps|y)|y)$/
const LONGITUDE =
  /^(lon|lng|long|longitud|longitude|coord(enada)? (x|lon)|x coord|longitud (wgs84|gps|x)|x)$/

/** Which coordinate a heading speaks of, alone or among other words (`Latitud sur (GMS)`). */
export function axisOfHeading(name: string): Axis | null {
  const words = headingWords(name)
  if (LATITUDE.test(words) || /(^| )(lat|latitud|latitude)( |$)/.test(words)) return 'latitude'
  if (LONGITUDE.test(words) || /(^| )(lon|lng|long|longitud|longitude)( |$)/.test(words))
    return 'longitude'
  return null
}

export interface Points {
  longitude: PlannedColumn
  latitude: PlannedColumn
}

/** The pair of columns that holds points in degrees, by heading and values. */
export async function findPoints(plan: Plan): Promise<Points | null> {
  const numeric = plan.columns.filter((column) => !column.dropped && isNumeric(column.type))
  const made = (axis: Axis): PlannedColumn | undefined =>
    numeric.find((column) => column.axis === axis)
  const latitude =
    made('latitude') ?? numeric.find((column) => LATITUDE.test(headingWords(column.name)))
  const longitude =
    made('longitude') ?? numeric.find((column) => LONGITUDE.test(headingWords(column.name)))
  if (!latitude || !longitude) return null
  const [filled, degrees] = await plan.duck.row(
    `SELECT count(*)::INTEGER, count(*) FILTER (abs(a) <= 180 AND abs(b) <= 180)::INTEGER
     FROM (SELECT (${longitude.sql})::DOUBLE AS a, (${latitude.sql})::DOUBLE AS b FROM ${STAGING})
     WHERE a IS NOT NULL AND b IS NOT NULL`,
  )
  return Number(filled) > 0 && Number(degrees) > Number(filled) * 0.9
    ? { longitude, latitude }
    : null
}

/** True of a row (SQL) whose point lies in the territory. */
function inside(x: string, y: string, [west, south, east, north]: Plan['territory']): string {
  return `(${x} BETWEEN ${west} AND ${east} AND ${y} BETWEEN ${south} AND ${north})`
}

/** Reports rows whose point lies in the territory only with its coordinates exchanged. */
export async function checkSwapped(plan: Plan, points: Points): Promise<Finding | null> {
  const straight = inside('x', 'y', plan.territory)
  const crossed = inside('y', 'x', plan.territory)
  const rows = await plan.duck.rows(
    `SELECT count(*) OVER ()::INTEGER, r::INTEGER FROM (${pointRows(points)})
     WHERE NOT ${straight} AND ${crossed} ORDER BY r LIMIT 10`,
  )
  const count = Number(rows[0]?.[0] ?? 0)
  if (count === 0) return null
  const [filled] = await plan.duck.row(`SELECT count(*)::INTEGER FROM (${pointRows(points)})`)
  const repair: SwapStep = {
    do: 'swap-coordinates',
    longitude: points.longitude.id,
    latitude: points.latitude.id,
  }
  return {
    code: 'swapped-coordinates',
    severity: 'error',
    column: points.latitude.id,
    rows: physicalRows(
      plan,
      rows.map((row) => Number(row[1])),
    ),
    count,
    detail: {
      latitude: points.latitude.name,
      longitude: points.longitude.name,
      filled: Number(filled),
    },
    repair,
  }
}

function pointRows(points: Points): string {
  return `SELECT rowid AS r, (${points.longitude.sql})::DOUBLE AS x, (${points.latitude.sql})::DOUBLE AS y
    FROM ${STAGING} WHERE (${points.longitude.sql}) IS NOT NULL AND (${points.latitude.sql}) IS NOT NULL`
}

/**
 * Exchanges the two columns where every row is swapped, and row by row where some are.
 * A row that is right already stays: an office may correct its file after the recipe was made.
 */
export function swapCoordinates(plan: Plan, points: Points, swapped: number, filled: number): void {
  const { longitude, latitude } = points
  const x = longitude.sql
  const y = latitude.sql
  if (swapped === filled) {
    const taken = {
      type: longitude.type,
      decimal: longitude.decimal,
      sql: x,
      inferred: longitude.inferred,
    }
    Object.assign(longitude, {
      type: latitude.type,
      decimal: latitude.decimal,
      sql: y,
      inferred: latitude.inferred,
    })
    Object.assign(latitude, taken)
    return
  }
  const right = inside(`(${x})::DOUBLE`, `(${y})::DOUBLE`, plan.territory)
  const crossed = inside(`(${y})::DOUBLE`, `(${x})::DOUBLE`, plan.territory)
  // Where nearly all are swapped, so is a point that lies abroad both ways.
  const wrong = swapped >= filled * 0.95 ? `(NOT ${right})` : `(NOT ${right} AND ${crossed})`
  longitude.sql = `CASE WHEN ${wrong} THEN (${y})::DOUBLE ELSE (${x})::DOUBLE END`
  latitude.sql = `CASE WHEN ${wrong} THEN (${x})::DOUBLE ELSE (${y})::DOUBLE END`
  for (const column of [longitude, latitude]) {
    column.type = 'number'
    delete column.decimal
  }
}

/** Reports points outside the territory, 0,0 among them. */
export async function checkTerritory(plan: Plan, points: Points): Promise<Finding | null> {
  const rows = await plan.duck.rows(
    `SELECT count(*) OVER ()::INTEGER, r::INTEGER, x, y FROM (${pointRows(points)})
     WHERE NOT ${inside('x', 'y', plan.territory)} AND NOT ${inside('y', 'x', plan.territory)}
     ORDER BY r LIMIT 10`,
  )
  const first = rows[0]
  if (!first) return null
  return {
    code: 'outside-territory',
    severity: 'warning',
    column: points.latitude.id,
    rows: physicalRows(
      plan,
      rows.map((row) => Number(row[1])),
    ),
    count: Number(first[0]),
    detail: { longitude: Number(first[2]), latitude: Number(first[3]) },
  }
}

/**
 * Geometries whose first position cannot be degrees (RFC 7946, 4: longitude and latitude in WGS 84):
 * metres of UTM, as old GeoJSON files with a "crs" hold them. No map shows them in their place.
 */
export async function checkDegrees(plan: Plan): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const column of plan.columns) {
    if (column.dropped || column.type !== 'geometry') continue
    const number = '(-?[0-9][0-9.eE+-]*)'
    const first = (group: number): string =>
      `TRY_CAST(regexp_extract((${column.sql})::VARCHAR, '\\[\\s*${number}\\s*,\\s*${number}', ${group}) AS DOUBLE)`
    const rows = await plan.duck.rows(
      `SELECT count(*) OVER ()::INTEGER, r::INTEGER, x, y FROM
         (SELECT rowid AS r, ${first(1)} AS x, ${first(2)} AS y FROM ${STAGING})
       WHERE abs(x) > 180 OR abs(y) > 90 ORDER BY r LIMIT 10`,
    )
    const [found] = rows
    if (!found) continue
    findings.push({
      code: 'not-degrees',
      severity: 'error',
      column: column.id,
      rows: physicalRows(
        plan,
        rows.map((row) => Number(row[1])),
      ),
      count: Number(found[0]),
      detail: { x: Number(found[2]), y: Number(found[3]) },
    })
  }
  return findings
}

export function pointGeometry(points: Points): Geometry {
  return { kind: 'points', longitude: points.longitude.id, latitude: points.latitude.id }
}

// Tells columns of east and north in metres of UTM, and adds their degrees where the file says the zone.
import { headingWords } from '../infer/code-names.ts'
import { utmDegrees } from '../infer/utm.ts'
import type { Finding } from '../model.ts'
import { STAGING, stagingColumn } from '../read/staged.ts'
import { type Axis, type Plan, type PlannedColumn, isNumeric } from './context.ts'

export interface MetresFinding {
  finding: Finding
  apply: () => void
}

/** Words of such headings beside the one that says which axis it is. */
const NOISE =
  /^(coord|coordenada|coordenadas|utm|wgs|psad|datum|punto|metros|m|zona|84|56|1[789]|[sklm])$|^(wgs84|psad56|1[789][sklm])$/
const EAST = /^(este|east|easting|x)$/
const NORTH = /^(norte|north|northing|y)$/
const ZONE = /^(zona|zone|huso|zona utm|utm zona|utm zone|huso utm|zona geografica)$/

/** Bands K, L and M of the military grid lie over Peru; S and SUR say the hemisphere. */
const ZONE_CELL = '^(?:ZONA|HUSO|UTM)?[ :]*(1[789])(?: ?(?:S|SUR|K|L|M))?$'

/** Null where no such pair is; with a repair where each of its points has a zone of Peru. */
export async function checkMetres(plan: Plan): Promise<MetresFinding | null> {
  const numeric = plan.columns.filter((column) => !column.dropped && isNumeric(column.type))
  const east = numeric.find(({ name }) => EAST.test(telling(name)))
  const north = numeric.find(({ name }) => NORTH.test(telling(name)))
  if (!east || !north) return null
  const zone = zoneOf(plan, east, north)
  const [filled, metres, zoned, x, y] = await plan.duck.row(
    `SELECT count(*)::INTEGER, count(*) FILTER (${inMetres('x', 'y')})::INTEGER, count(z)::INTEGER,
       arg_min(x, r) FILTER (${inMetres('x', 'y')}), arg_min(y, r) FILTER (${inMetres('x', 'y')})
     FROM (SELECT rowid AS r, (${east.sql})::DOUBLE AS x, (${north.sql})::DOUBLE AS y, ${zone ?? 'NULL'} AS z FROM ${STAGING})
     WHERE x IS NOT NULL AND y IS NOT NULL`,
  )
  if (Number(filled) === 0 || Number(metres) < Number(filled) * 0.9) return null
  const old = [east, north].some(({ name }) => headingWords(name).includes('psad'))
  const known = zone !== null && !old && Number(zoned) === Number(filled)
  const finding: Finding = {
    code: 'not-degrees',
    severity: 'warning',
    column: east.id,
    count: Number(metres),
    detail: {
      columns: true,
      east: east.name,
      north: north.name,
      x: Number(x),
      y: Number(y),
      ...(old && { psad: true }),
    },
    ...(known && { repair: { do: 'utm-to-degrees', east: east.id, north: north.id } }),
  }
  return { finding, apply: () => addDegrees(plan, east, north, zone ?? 'NULL') }
}

/** The heading without what stands beside it: `COORD. ESTE (UTM WGS84)` is `este`. */
function telling(name: string): string {
  const words = headingWords(name).split(' ')
  return words.filter((word) => !NOISE.test(word)).join(' ')
}

/** SQL: six digits of east and seven of north, as all of Peru has them. */
function inMetres(x: string, y: string): string {
  return `${x} BETWEEN 100000 AND 999999.999 AND ${y} BETWEEN 1000000 AND 10000000`
}

/** SQL of the zone (17, 18 or 19), from a column of zones or the headings; null where neither says. */
function zoneOf(plan: Plan, east: PlannedColumn, north: PlannedColumn): string | null {
  const named = [east, north].map(
    ({ name }) => /(?:^| )(1[789])(?: ?[sklm])?(?: |$)/.exec(headingWords(name))?.[1],
  )
  if (named[0] !== undefined && named[0] === (named[1] ?? named[0])) return named[0]
  const column = plan.columns.find(({ name, dropped }) => !dropped && ZONE.test(headingWords(name)))
  if (!column) return null
  const cell = `upper(trim((${stagingColumn(column.index)})::VARCHAR))`
  return `TRY_CAST(regexp_extract(${cell}, '${ZONE_CELL}', 1) AS INTEGER)`
}

/** Two columns behind the others; those of metres stay as they are. */
function addDegrees(plan: Plan, east: PlannedColumn, north: PlannedColumn, zone: string): void {
  const point = {
    east: `(${east.sql})::DOUBLE`,
    north: `(${north.sql})::DOUBLE`,
    zone,
    south: true,
  }
  const there = `${inMetres(point.east, point.north)} AND ${zone} IS NOT NULL`
  const { longitude, latitude } = utmDegrees(point)
  const taken = new Set(plan.columns.flatMap(({ id, name }) => [id, name.toLowerCase()]))
  const add = (axis: Axis, base: string, sql: string): void => {
    const id = taken.has(base) ? `${base}_wgs84` : base
    const value = `CASE WHEN ${there} THEN round(${sql}, 8)::DECIMAL(11, 8) END`
    plan.columns.push({
      ...east,
      id,
      name: id,
      duplicate: false,
      missing: false,
      type: 'number',
      decimal: { digits: 11, scale: 8 },
      format: 'UTM',
      sql: value,
      axis,
      inferred: { type: 'number', sql: value, nullWords: null, lengths: new Map(), code: false },
    })
  }
  add('longitude', 'longitud', longitude)
  add('latitude', 'latitud', latitude)
}

// Computes the bounding box of the points or shapes of a version.
import type { Geometry } from '../model.ts'
import { type Duck, identifier, literal } from './duck.ts'

type Box = [number, number, number, number]

/** Points beyond the degrees of the earth and 0,0 do not count. */
export async function pointBox(
  duck: Duck,
  parquet: string,
  geometry: Extract<Geometry, { kind: 'points' }>,
): Promise<Box | null> {
  return box(
    await duck.row(
      `SELECT min(x), min(y), max(x), max(y) FROM
       (SELECT ${identifier(geometry.longitude)}::DOUBLE AS x, ${identifier(geometry.latitude)}::DOUBLE AS y
        FROM read_parquet(${literal(parquet)}))
       WHERE abs(x) <= 180 AND abs(y) <= 90 AND NOT (x = 0 AND y = 0)`,
    ),
  )
}

/** Box of a column of GeoJSON: every pair of numbers that opens a position. */
export async function columnBox(duck: Duck, parquet: string, column: string): Promise<Box | null> {
  return box(
    await duck.row(
      `WITH positions AS (SELECT unnest(regexp_extract_all(${identifier(column)},
         '\\[\\s*(-?[0-9.eE+-]+)\\s*,\\s*(-?[0-9.eE+-]+)', 0)) AS p FROM read_parquet(${literal(parquet)})),
       parts AS (SELECT TRY_CAST(trim(split_part(ltrim(p, '[ '), ',', 1)) AS DOUBLE) AS x,
         TRY_CAST(trim(split_part(p, ',', 2)) AS DOUBLE) AS y FROM positions)
       SELECT min(x), min(y), max(x), max(y) FROM parts WHERE abs(x) <= 180 AND abs(y) <= 90`,
    ),
  )
}

function box(values: unknown[]): Box | null {
  const numbers = values.map(Number)
  const [west, south, east, north] = numbers
  if (values.includes(null) || values.length < 4) return null
  return [west!, south!, east!, north!]
}

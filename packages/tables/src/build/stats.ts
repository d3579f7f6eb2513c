// Computes the statistics of each column once, over the finished Parquet file.
import type { Json } from '@duckdb/node-api'
import type { Cell, ColumnStats, ColumnType } from '../model.ts'
import { type Duck, identifier, literal } from './duck.ts'
import { inParts, isShort } from './narrow.ts'

export interface StatsColumn {
  id: string
  type: ColumnType
  decimal?: { digits: number; scale: number }
}

const BINS = 24
const TOP = 20
const LONGEST = 200

export interface StatsInput {
  rows: number
  columns: readonly StatsColumn[]
  /**
   * SQL to select the values `v` of a column from, and for how many rows `n` each stands, where that
   * is less work than the rows.
   */
  apart: (id: string) => string | null
  /** No value of the column comes twice. */
  unique: (id: string) => boolean
}

/** Statistics of all columns of a Parquet file, in their order; `done` counts them up. */
export async function tableStats(
  duck: Duck,
  parquet: string,
  { rows, columns, apart, unique }: StatsInput,
  done: (count: number) => void,
): Promise<ColumnStats[]> {
  const all = columns.map(() => noStats(rows))
  if (rows === 0) return all
  const table = `read_parquet(${literal(parquet)})`
  const names = columns.map(({ id }) => identifier(id))
  let count = 0
  const keep = (found: Found, places: readonly number[]): void => {
    for (const [place, stats] of found) all[place] = { ...stats, nulls: rows - stats.nulls }
    done((count += places.length))
  }
  const sources = columns.map(({ id, type }) => (isOpaque(type) ? null : apart(id)))
  const known = columns.flatMap((_, place) => (sources[place] === null ? [] : [place]))
  for (const batch of batchesOf(columns, known)) {
    const cells = batch.places.map((place) => countedCells(place, sources[place]!))
    keep(await valueStats(duck, cells.join(' UNION ALL '), batch), batch.places)
  }
  const open = columns.flatMap((_, place) => (sources[place] === null ? [place] : []))
  const asked = { table, columns: open.map((place) => names[place]!) }
  await inParts(duck, asked, async (part) => {
    const places = open.slice(part.from, part.to)
    const own = isShort(rows) ? batchesOf(columns, places) : alone(columns, places)
    for (const batch of own) {
      const [place = 0] = batch.places
      const single = batch.places.length === 1 && unique(columns[place]!.id)
      const found = isOpaque(batch.type)
        ? await opaqueStats(duck, part.table, names, batch.places)
        : await valueStats(
            duck,
            single
              ? singleCells(part.table, names, place)
              : groupedCells(part.table, names, batch.places),
            batch,
          )
      keep(found, batch.places)
    }
  })
  return all
}

function noStats(rows: number): ColumnStats {
  return { nulls: rows, distinct: 0, min: null, max: null, top: [] }
}

function isOpaque(type: ColumnType): boolean {
  return type === 'json' || type === 'geometry'
}

/** Columns of one SQL type, asked together. */
interface Batch {
  type: ColumnType
  places: number[]
}

/** Short tables cost by the question, long ones by the cell: those are asked column by column. */
function batchesOf(columns: readonly StatsColumn[], places: readonly number[]): Batch[] {
  const groups = new Map<string, Batch>()
  for (const place of places) {
    const { type, decimal } = columns[place]!
    const key = isOpaque(type) ? String(place) : `${type} ${decimal?.digits} ${decimal?.scale}`
    const batch = groups.get(key)
    if (batch) batch.places.push(place)
    else groups.set(key, { type, places: [place] })
  }
  return [...groups.values()]
}

function alone(columns: readonly StatsColumn[], places: readonly number[]): Batch[] {
  return places.map((place) => ({ type: columns[place]!.type, places: [place] }))
}

/** In what they answer, `nulls` is the number of values. */
type Found = [place: number, stats: ColumnStats][]

async function opaqueStats(
  duck: Duck,
  table: string,
  names: readonly string[],
  [place = 0]: readonly number[],
): Promise<Found> {
  const name = names[place]!
  const [filled, distinct] = await duck.row(
    `SELECT count(${name})::INTEGER, count(DISTINCT hash(${name}))::INTEGER FROM ${table}`,
  )
  return [[place, { ...noStats(Number(filled)), distinct: Number(distinct) }]]
}

/** `cells` is SQL of the place of the column, a value, and how often it stands. */
async function valueStats(duck: Duck, cells: string, { type, places }: Batch): Promise<Found> {
  const rows = await duck.rows(valueSql(cells, type, places.length))
  return rows.map(([place, filled, distinct, min, max, average, top, low, high, counts]) => {
    const stats: ColumnStats = {
      nulls: Number(filled),
      distinct: Number(distinct),
      min: asCell(min, type),
      max: asCell(max, type),
      top: ((top ?? []) as { v: Json; n: number }[]).map(({ v, n }) => ({
        value: asCell(v, type),
        count: Number(n),
      })),
    }
    if (typeof average === 'number' && Number.isFinite(average)) stats.mean = average
    const histogram = columnHistogram(type, low, high, counts)
    return [Number(place), histogram ? { ...stats, histogram } : stats]
  })
}

function singleCells(table: string, names: readonly string[], place: number): string {
  return `SELECT ${place} AS k, ${names[place]} AS v, 1 AS n FROM ${table} WHERE ${names[place]} IS NOT NULL`
}

function countedCells(place: number, source: string): string {
  return `SELECT ${place} AS k, v, sum(n) AS n FROM ${source} WHERE v IS NOT NULL GROUP BY v`
}

/** SQL: place of the column, value, how often. */
function groupedCells(table: string, names: readonly string[], places: readonly number[]): string {
  if (places.length === 1) {
    const name = names[places[0]!]!
    return `SELECT ${places[0]} AS k, v, n FROM (SELECT ${name} AS v, count(*) AS n FROM ${table}
      WHERE ${name} IS NOT NULL GROUP BY 1)`
  }
  const cells = places.map((place) => names[place])
  return `SELECT k, v, count(*) AS n FROM (SELECT unnest([${places.join(', ')}]) AS k,
    unnest([${cells.join(', ')}]) AS v FROM ${table}) WHERE v IS NOT NULL GROUP BY 1, 2`
}

/** SQL over grouped cells: one row for each column that has a value. */
function valueSql(cells: string, type: ColumnType, columns: number): string {
  const numeric = type === 'integer' || type === 'number'
  const most =
    columns === 1
      ? `ORDER BY n DESC, v LIMIT ${TOP}`
      : `QUALIFY row_number() OVER (PARTITION BY k ORDER BY n DESC, v) <= ${TOP}`
  const histogram = histogramSql(type)
  return `WITH g AS MATERIALIZED (${cells}),
    t AS (SELECT k, list({v: ${jsonExpression('v', type)}, n: n::INTEGER} ORDER BY n DESC, v) AS top
      FROM (SELECT k, v, n FROM g WHERE n > 1 ${type === 'text' ? `AND length(v) <= ${LONGEST}` : ''} ${most})
      GROUP BY k),
    ${histogram === null ? '' : `${histogram},`}
    m AS (SELECT k, sum(n)::INTEGER, count(*)::INTEGER, ${jsonExpression('min(v)', type)},
      ${jsonExpression('max(v)', type)}, ${numeric ? 'fsum(v::DOUBLE * n) / sum(n)' : 'NULL'} FROM g GROUP BY k)
    SELECT m.*, top${histogram === null ? '' : ', low, high, found'} FROM m LEFT JOIN t USING (k)
      ${histogram === null ? '' : 'LEFT JOIN ends USING (k) LEFT JOIN bins USING (k)'}`
}

/** SQL of a value as JSON carries it. */
function jsonExpression(value: string, type: ColumnType): string {
  if (type === 'timestamp') return `strftime(${value}, '%Y-%m-%dT%H:%M:%S')`
  if (type === 'text') return `left(${value}, ${LONGEST})`
  if (type === 'date' || type === 'time') return `${value}::VARCHAR`
  return type === 'number' ? `${value}::DOUBLE` : value
}

function asCell(value: Json | undefined, type: ColumnType): Cell {
  if (value === null || value === undefined) return null
  if (type === 'integer') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (type === 'number') return Number(value)
  return typeof value === 'boolean' ? value : String(value)
}

/**
 * SQL of the tables `ends` (lowest and highest finite position) and `bins` (number, count) over the
 * values `g`; null where the type has no positions.
 */
function histogramSql(type: ColumnType): string | null {
  const position = positionExpression('v', type)
  if (!position) return null
  const width = type === 'number' ? `(high - low) / ${BINS}` : `ceil((high - low + 1) / ${BINS})`
  const count = type === 'number' ? BINS : `ceil((high - low + 1) / (${width}))`
  return `p AS (SELECT k, (${position})::DOUBLE AS p, n FROM g WHERE isfinite((${position})::DOUBLE)),
    ends AS (SELECT k, min(p) AS low, max(p) AS high FROM p GROUP BY k),
    bins AS (SELECT k, list({b: b, n: n}) AS found FROM (
      SELECT k, least(${count} - 1, floor((p - low) / (${width})))::INTEGER AS b, sum(n)::INTEGER AS n
      FROM p JOIN ends USING (k) WHERE high > low AND isfinite(high - low) GROUP BY 1, 2) GROUP BY k)`
}

function columnHistogram(
  type: ColumnType,
  low: Json | undefined,
  high: Json | undefined,
  found: Json | undefined,
): ColumnStats['histogram'] | null {
  const from0 = Number(low)
  const to0 = Number(high)
  if (typeof low !== 'number' || typeof high !== 'number' || !(to0 > from0)) return null
  if (!Number.isFinite(to0 - from0)) return null
  const whole = type !== 'number'
  const width = whole ? Math.ceil((to0 - from0 + 1) / BINS) : (to0 - from0) / BINS
  const bins = whole ? Math.ceil((to0 - from0 + 1) / width) : BINS
  const rows = (found ?? []) as { b: number; n: number }[]
  const counts = new Map(rows.map(({ b, n }) => [Number(b), Number(n)]))
  return Array.from({ length: bins }, (_, bin) => ({
    from: positionCell(from0 + bin * width, type),
    to: positionCell(bin === bins - 1 && !whole ? to0 : from0 + (bin + 1) * width, type),
    count: counts.get(bin) ?? 0,
  }))
}

/** Days for dates, seconds for timestamps, the value itself for numbers. */
function positionExpression(name: string, type: ColumnType): string | null {
  if (type === 'integer' || type === 'number') return name
  if (type === 'date') return `(${name} - DATE '1970-01-01')`
  if (type === 'timestamp') return `floor(epoch(${name}))`
  return null
}

function positionCell(position: number, type: ColumnType): Cell {
  if (type === 'date') return isoTime(position * 86_400_000, 10)
  if (type === 'timestamp') return isoTime(position * 1000, 19)
  return position
}

function isoTime(milliseconds: number, length: number): Cell {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, length)
}

// Computes the statistics of each column once, over the finished Parquet file.
import type { Json } from '@duckdb/node-api'
import type { Cell, ColumnStats, ColumnType } from '../model.ts'
import { TOP } from './digit-stats.ts'
import { type Duck, identifier, literal } from './duck.ts'
import { columnHistogram, histogramSql } from './histogram.ts'
import { inParts, isShort } from './narrow.ts'

export interface StatsColumn {
  id: string
  type: ColumnType
  decimal?: { digits: number; scale: number }
}

const LONGEST = 200

export interface StatsInput {
  rows: number
  columns: readonly StatsColumn[]
  /**
   * SQL to select the values `v` of a column from, and for how many rows `n` each stands, where that
   * is less work than the rows.
   */
  apart: (id: string) => string | null
  /** The same for values that stand for one row each. */
  rowsApart: (id: string) => string | null
  /** No value of the column comes twice. */
  unique: (id: string) => boolean
  /** Its statistics, where they were counted already; in them `nulls` is the number of values. */
  counted: (id: string) => ColumnStats | null
  /** The file is there; what is known apart is asked before. */
  ready: Promise<void>
}

/** Statistics of all columns of a Parquet file, in their order; `done` counts them up. */
export async function tableStats(
  duck: Duck,
  parquet: string,
  { rows, columns, apart, rowsApart, unique, counted, ready }: StatsInput,
  done: (count: number) => void,
): Promise<ColumnStats[]> {
  const all = columns.map(() => noStats(rows))
  if (rows === 0) return all
  const table = `read_parquet(${literal(parquet)})`
  const names = columns.map(({ id }) => identifier(id))
  let count = 0
  const keep = (found: Found, places: number): void => {
    for (const [place, stats] of found) all[place] = { ...stats, nulls: rows - stats.nulls }
    done((count += places))
  }
  const own = columns.map(({ id }) => counted(id))
  const told = own.flatMap((stats, place): Found => (stats === null ? [] : [[place, stats]]))
  keep(told, told.length)
  const left = columns.flatMap((_, place) => (own[place] === null ? [place] : []))
  const sources = columns.map(({ id, type }) => (isOpaque(type) ? null : apart(id)))
  const known = left.filter((place) => sources[place] !== null)
  for (const batch of batchesOf(columns, known)) {
    const cells = batch.places.map((place) => countedCells(place, sources[place]!))
    keep(await valueStats(duck, cells.join(' UNION ALL '), batch), batch.places.length)
  }
  const open: number[] = []
  for (const place of left.filter((each) => sources[each] === null)) {
    const { id, type } = columns[place]!
    const from = isOpaque(type) ? null : rowsApart(id)
    if (from === null) open.push(place)
    else {
      const cells = unique(id) ? singleCells(from, place, 'v') : groupedCells(from, [place], ['v'])
      keep(await valueStats(duck, cells, { type, places: [place] }), 1)
    }
  }
  await ready
  const asked = { table, columns: open.map((place) => names[place]!) }
  await inParts(duck, asked, async (part) => {
    const places = open.slice(part.from, part.to)
    const batches = isShort(rows) ? batchesOf(columns, places) : alone(columns, places)
    for (const batch of batches) {
      const [place = 0] = batch.places
      const single = batch.places.length === 1 && unique(columns[place]!.id)
      const found = isOpaque(batch.type)
        ? await opaqueStats(duck, part.table, names, batch.places)
        : await valueStats(
            duck,
            single
              ? singleCells(part.table, place, names[place]!)
              : groupedCells(
                  part.table,
                  batch.places,
                  batch.places.map((each) => names[each]!),
                ),
            batch,
          )
      keep(found, batch.places.length)
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

function singleCells(table: string, place: number, name: string): string {
  return `SELECT ${place} AS k, ${name} AS v, 1 AS n FROM ${table} WHERE ${name} IS NOT NULL`
}

function countedCells(place: number, source: string): string {
  return `SELECT ${place} AS k, v, sum(n) AS n FROM ${source} WHERE v IS NOT NULL GROUP BY v`
}

/** SQL: place of the column, value, how often. */
function groupedCells(table: string, places: readonly number[], names: readonly string[]): string {
  if (places.length === 1) {
    return `SELECT ${places[0]} AS k, v, n FROM (SELECT ${names[0]} AS v, count(*) AS n FROM ${table}
      WHERE ${names[0]} IS NOT NULL GROUP BY 1)`
  }
  return `SELECT k, v, count(*) AS n FROM (SELECT unnest([${places.join(', ')}]) AS k,
    unnest([${names.join(', ')}]) AS v FROM ${table}) WHERE v IS NOT NULL GROUP BY 1, 2`
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

// Tables, questions and the engine's own SQL, for the tests of index files.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Cell, Column, TableFiles } from '../model.ts'
import type { RowsQuery } from '../query-model.ts'
import { cellReader } from '../query/cells.ts'
import { planRows } from '../query/rows-sql.ts'
import { buildIndexes } from './build.ts'

const SCHEMA = {
  office: ['text', 'VARCHAR'],
  note: ['text', 'VARCHAR'],
  count: ['integer', 'BIGINT'],
  big: ['integer', 'BIGINT'],
  amount: ['number', 'DECIMAL(9,2)'],
  ratio: ['number', 'DOUBLE'],
  day: ['date', 'DATE'],
  moment: ['timestamp', 'TIMESTAMP'],
  hour: ['time', 'TIME'],
  open: ['boolean', 'BOOLEAN'],
} as const

/** A folder and a DuckDB of a test file. */
export interface Place {
  folder: string
  connection: DuckDBConnection
  close(): Promise<void>
}

export async function openPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-index-'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  return {
    folder,
    connection,
    async close() {
      connection.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function columnsOf(): Column[] {
  return Object.entries(SCHEMA).map(([id, [type, sql]]) => ({
    id,
    name: id,
    type,
    ...(sql.startsWith('DECIMAL') ? { decimal: { digits: 9, scale: 2 } } : {}),
    stats: { nulls: 0, distinct: 0, min: null, max: null, top: [] },
  }))
}

/** The columns of every table of the tests. */
export const ids = Object.keys(SCHEMA)

let made = 0

/** A table from SQL that selects the columns of the schema, with its index files. */
export async function tableOf(place: Place, select: string): Promise<TableFiles> {
  const { folder, connection } = place
  const parquet = join(folder, `t${made++}.parquet`)
  await connection.run(`COPY (${select}) TO '${parquet}' (FORMAT parquet)`)
  const counted = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM '${parquet}'`)
  const table: TableFiles = {
    parquet,
    manifest: {
      format: 'rimaq-table/1',
      rows: counted.value(0, 0) as number,
      columns: columnsOf(),
      key: null,
      keyOrigin: null,
      geometry: null,
      bbox: null,
      source: { name: 't', bytes: 0, sha256: '', format: 'parquet', wrappers: [] },
      findings: [],
      recipe: { steps: [] },
      parquet: { sha256: `sha-${made}`, bytes: 1 },
    },
  }
  const outDir = await mkdtemp(join(folder, 'index-'))
  table.indexes = await buildIndexes({ table, outDir, temp: folder })
  return table
}

function literal(value: Cell): string {
  return value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`
}

export function selectRows(rows: Cell[][]): string {
  const casts = Object.entries(SCHEMA).map(
    ([id, [, sql]], at) => `CAST(c${at} AS ${sql}) AS "${id}"`,
  )
  const names = Object.keys(SCHEMA).map((_, at) => `c${at}`)
  const values = rows.map((row, at) => `(${at + 1}, ${row.map(literal).join(', ')})`)
  return (
    `SELECT CAST(i AS BIGINT) AS _id, ${casts.join(', ')} ` +
    `FROM (VALUES ${values.join(', ')}) AS t(i, ${names.join(', ')}) ORDER BY i`
  )
}

export interface Plain {
  rows: Cell[][]
  total: number | null
  more: boolean
}

/** What the engine's SQL answers when DuckDB runs it here. */
export async function byScan(
  { connection }: Place,
  table: TableFiles,
  query: RowsQuery,
): Promise<Plain> {
  const plan = planRows(table, query)
  const page = await connection.runAndReadAll(plan.page)
  const readers = page.columnTypes().map(cellReader)
  const rows = page
    .getRows()
    .map((row) => row.slice(0, plan.columns.length).map((value, at) => readers[at]!.cell(value)))
  const counted = plan.count ? await connection.runAndReadAll(plan.count) : null
  return {
    rows: rows.slice(0, plan.limit),
    total: counted ? Number(counted.value(0, 0)) : plan.total,
    more: rows.length > plan.limit,
  }
}

/** Long enough for many blocks, samples instead of all values, and groups longer than a chunk. */
export const LONG = `SELECT i AS _id,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 3 = 0 THEN 'Lima' ELSE 'Ate ' || (i % 11) END AS office,
  CASE WHEN i % 5 = 0 THEN 'Ñaña común' ELSE 'nota ' || hash(i) % 9000 END AS note,
  CASE WHEN i % 13 = 0 THEN NULL WHEN i < 9000 THEN 1 ELSE (hash(i) % 20000)::BIGINT - 9000 END AS count,
  (hash(i) // 2)::BIGINT AS big,
  ((hash(i + 1) % 100000)::INTEGER / 100)::DECIMAL(9, 2) AS amount,
  CASE WHEN i % 2 = 0 THEN (hash(i) % 100) / 8 ELSE (hash(i) % 9999999) / 64 END AS ratio,
  DATE '2000-01-01' + (hash(i) % 9000)::INTEGER AS day,
  TIMESTAMP '2000-01-01' + INTERVAL (hash(i) % 90000) MINUTE AS moment,
  NULL::TIME AS hour, i % 4 = 0 AS open
  FROM range(1, 14001) AS t(i)`

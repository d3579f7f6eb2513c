// The tables that are measured: real ones from the data folder beside the repository, and a generated one.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Column, ColumnType, TableFiles } from '../../packages/tables/src/model.ts'

const folder = join(import.meta.dirname, '../../../shared/data/opendata')

/** Unpacks the names of the US Social Security Administration (2,117,219 rows); null when absent. */
export function ssaCsv(temp: string): string | null {
  const packed = join(folder, 'big/ssa_names_1880_2023.csv.xz')
  return existsSync(packed) ? unpack('xz', packed, join(temp, 'ssa.csv')) : null
}

/** Unpacks the polling tables of Peru's 2021 election (86,488 rows of 38 columns); null when absent. */
export function onpeCsv(temp: string): string | null {
  const packed = join(folder, 'peru/onpe_actas_presidencial_2021.csv.gz')
  return existsSync(packed) ? unpack('gzip', packed, join(temp, 'onpe.csv')) : null
}

function unpack(tool: 'xz' | 'gzip', from: string, to: string): string {
  const out = openSync(to, 'w')
  execFileSync(tool, ['-dc', from], { stdio: ['ignore', out, 'inherit'] })
  closeSync(out)
  return to
}

/** Runs SQL in a DuckDB of its own. */
export async function duck(...statements: string[]): Promise<string[][]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    let rows: string[][] = []
    for (const sql of statements) {
      rows = (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String))
    }
    return rows
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Case files as a city has them, the same in every run: about 1 GB of CSV at 10 million rows. */
export async function casesParquet(path: string, rows: number): Promise<string> {
  await duck(
    `COPY (SELECT i::BIGINT AS _id,
      'EXP-' || (2015 + hash(i * 31 + 7) % 10) || '-' || lpad((hash(i * 17 + 3) % 10000000)::VARCHAR, 8, '0') AS case_number,
      'Oficina ' || hash(i * 13 + 1) % 40 AS office,
      DATE '2015-01-01' + (hash(i * 7 + 5) % 3650)::INTEGER AS day,
      ((hash(i * 5 + 11) % 5000000) / 100)::DECIMAL(12, 2) AS amount,
      'Procedimiento ' || hash(i * 3 + 13) % 300 AS procedure,
      'Distrito ' || hash(i * 11 + 17) % 1874 AS district
      FROM range(1, ${rows} + 1) AS t(i)) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`,
  )
  return path
}

export async function csvToParquet(csv: string, path: string): Promise<string> {
  await duck(
    `COPY (SELECT row_number() OVER () AS _id, * FROM read_csv('${csv}', sample_size = -1, nullstr = ['', 'NA'])) ` +
      `TO '${path}' (FORMAT parquet, COMPRESSION zstd)`,
  )
  return path
}

/** A version as the engine knows it, from any Parquet file with `_id`. */
export async function tableOf(parquet: string): Promise<TableFiles> {
  const described = await duck(`DESCRIBE SELECT * FROM '${parquet}'`)
  const [[rows]] = (await duck(`SELECT count(*) FROM '${parquet}'`)) as [[string]]
  const columns = described.slice(1).map(([id, sql]) => column(id!, sql!))
  const sha256 = createHash('sha256').update(readFileSync(parquet)).digest('hex')
  return {
    parquet,
    manifest: {
      format: 'rimaq-table/1',
      rows: Number(rows),
      columns,
      key: null,
      keyOrigin: null,
      geometry: null,
      bbox: null,
      source: { name: parquet, bytes: 0, sha256: '', format: 'parquet', wrappers: [] },
      findings: [],
      recipe: { steps: [] },
      parquet: { sha256, bytes: statSync(parquet).size },
    },
  }
}

const types: Record<string, ColumnType> = {
  BIGINT: 'integer',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIME: 'time',
}

function column(id: string, sql: string): Column {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(sql)
  return {
    id,
    name: id,
    type: decimal ? 'number' : (types[sql] ?? 'text'),
    ...(decimal ? { decimal: { digits: Number(decimal[1]), scale: Number(decimal[2]) } } : {}),
    stats: { nulls: 0, distinct: 0, min: null, max: null, top: [] },
  }
}

// For tests: makes a version, Parquet and manifest, from a SELECT of DuckDB.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Column, ColumnType, Manifest, TableFiles } from '../model.ts'
import { textLiteral } from './sql-text.ts'

/** A temporary folder and a maker of versions in it; `remove` when done. */
export interface Fixtures {
  folder: string
  /** `select` gives the columns without `_id`; rows are numbered in its order. */
  table(name: string, select: string, more?: Partial<Manifest>): Promise<TableFiles>
  remove(): void
}

const types: Record<string, ColumnType> = {
  VARCHAR: 'text',
  BIGINT: 'integer',
  INTEGER: 'integer',
  HUGEINT: 'integer',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIME: 'time',
  JSON: 'json',
}

export function createFixtures(): Fixtures {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-tables-'))
  return {
    folder,
    async table(name, select, more = {}) {
      const parquet = join(folder, `${name}.parquet`)
      const instance = await DuckDBInstance.create(':memory:')
      const connection = await instance.connect()
      const path = textLiteral(parquet)
      await connection.run(
        `COPY (SELECT row_number() OVER () AS _id, * FROM (${select})) TO ${path}
           (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)`,
      )
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${path}`)
      const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${path}`)
      connection.closeSync()
      instance.closeSync()
      const columns = described
        .getRows()
        .slice(1)
        .map((row) => column(String(row[0]), String(row[1])))
      const bytes = readFileSync(parquet)
      const manifest: Manifest = {
        format: 'rimaq-table/1',
        rows: Number(counted.getRows()[0]![0]),
        columns,
        key: null,
        keyOrigin: null,
        geometry: null,
        bbox: null,
        source: { name: `${name}.csv`, bytes: 0, sha256: '', format: 'csv', wrappers: [] },
        findings: [],
        recipe: { steps: [] },
        parquet: { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
        ...more,
      }
      return { manifest, parquet }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function column(id: string, declared: string): Column {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(declared)
  const type = decimal ? 'number' : (types[declared] ?? 'text')
  return {
    id,
    name: id,
    type,
    ...(decimal ? { decimal: { digits: Number(decimal[1]), scale: Number(decimal[2]) } } : {}),
    stats: { nulls: 0, distinct: 0, min: null, max: null, top: [] },
  }
}

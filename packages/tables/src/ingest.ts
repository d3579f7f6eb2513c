// Turns any table file into a typed, checked, immutable version: a Parquet file and its manifest.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Duck } from './build/duck.ts'
import { columnStats } from './build/stats.ts'
import { digestFile, selectTyped, writeParquet } from './build/write-parquet.ts'
import { inferColumns } from './infer/infer.ts'
import { nameColumns } from './infer/column-ids.ts'
import type { Column, Manifest, Recipe } from './model.ts'
import { readDelimited } from './read/delimited.ts'
import { STAGING } from './read/staged.ts'

export interface IngestOptions {
  /** The file on this machine. */
  path: string
  /** Its name as the office gave it, perhaps with `#member` for a file inside an archive. */
  name: string
  /** Folder that receives data.parquet and manifest.json. */
  outDir: string
  /** Folder for what is only needed meanwhile; a folder of its own is made in it and removed. */
  temp: string
  /** The version before this one: its column ids are kept. */
  previous?: { manifest: Manifest; parquet: string }
  mode: 'replace' | 'append'
  /** Headings or ids of the columns that identify a row. */
  key?: string[]
  recipe?: Recipe
  /** `all` applies every proposed repair, `recipe` only the recipe's, `none` neither. */
  repairs: 'all' | 'recipe' | 'none'
  /** West, south, east, north in degrees. Default: Peru. */
  territory?: [number, number, number, number]
  limits?: Partial<IngestLimits>
  progress?: (message: IngestProgress) => void
  signal?: AbortSignal
}

export interface IngestLimits {
  /** Bytes after unpacking (default 4 GiB). */
  bytes: number
  /** Columns (default 4,000). */
  columns: number
  /** Unpacked bytes for each packed byte (default 200). */
  unpackRatio: number
  /** Bytes of memory for DuckDB (default 1 GiB). */
  memory: number
  /** Threads of DuckDB (default 2). */
  threads: number
}

export interface IngestProgress {
  step: 'unpack' | 'read' | 'types' | 'checks' | 'write' | 'stats'
  /** 0 to 1 within the step, where known. */
  share?: number
}

const DEFAULTS: IngestLimits = {
  bytes: 4 * 2 ** 30,
  columns: 4000,
  unpackRatio: 200,
  memory: 2 ** 30,
  threads: 2,
}

/** Reads, types, checks and writes one file. Throws `TableError` where a person must act. */
export async function ingest(options: IngestOptions): Promise<Manifest> {
  const limits = { ...DEFAULTS, ...options.limits }
  mkdirSync(options.outDir, { recursive: true })
  const temp = mkdtempSync(join(options.temp, 'ingest-'))
  const original = await digestFile(options.path)
  const duck = await Duck.open({
    temp,
    memory: limits.memory,
    threads: limits.threads,
    onDisk: statSync(options.path).size > 64 << 20,
  })
  try {
    const staged = await readDelimited({ duck, path: options.path, temp, columns: limits.columns })
    const names = nameColumns(staged.heads, options.previous?.manifest.columns)
    const inferred = await inferColumns({
      duck,
      rows: staged.rows,
      columns: names.map(({ name }, index) => ({ name, declared: staged.declared[index] })),
      commaLikely: staged.source.dialect?.delimiter === ';',
    })
    const typed = names.map(({ id }, index) => ({ id, sql: inferred[index]!.sql }))
    const parquet = join(options.outDir, 'data.parquet')
    await writeParquet(duck, selectTyped(typed, STAGING, null), parquet, staged.rows)
    const columns: Column[] = []
    for (const [index, { id, name }] of names.entries()) {
      const { type, decimal, format } = inferred[index]!
      const stats = await columnStats(duck, parquet, staged.rows, { id, type })
      columns.push({
        id,
        name,
        type,
        ...(decimal && { decimal }),
        ...(format && { format }),
        stats,
      })
    }
    const manifest: Manifest = {
      format: 'rimaq-table/1',
      rows: staged.rows,
      columns,
      key: null,
      keyOrigin: null,
      geometry: null,
      bbox: null,
      source: { name: options.name, ...original, wrappers: [], ...staged.source },
      findings: staged.findings,
      recipe: options.recipe ?? { steps: [] },
      parquet: await digestFile(parquet),
    }
    writeFileSync(join(options.outDir, 'manifest.json'), JSON.stringify(manifest))
    return manifest
  } finally {
    duck.close()
    rmSync(temp, { recursive: true, force: true })
  }
}

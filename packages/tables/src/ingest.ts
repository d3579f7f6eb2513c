// Turns any table file into a typed, checked, immutable version: a Parquet file and its manifest.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BY_COLUMNS, Duck, LARGE } from './build/duck.ts'
import { buildVersion } from './build/version.ts'
import { type Manifest, type Recipe, TableError } from './model.ts'
import { lookElsewhere } from './privacy/elsewhere.ts'
import type { PrivacyOptions } from './privacy/model.ts'
import { FileDigest } from './read/file-digest.ts'
import { readTable } from './read/read-table.ts'
import { unwrapFile } from './read/unwrap.ts'

/** What reading a file takes: nothing of it depends on what the file is to become. */
export interface IngestReading {
  /** The file on this machine. */
  path: string
  /** Its name as the office gave it, perhaps with `#member` for a file inside an archive. */
  name: string
  /** Folder that receives data.parquet and manifest.json. */
  outDir: string
  /** Folder for what is only needed meanwhile; a folder of its own is made in it and removed. */
  temp: string
  limits?: Partial<IngestLimits>
  progress?: (message: IngestProgress) => void
  signal?: AbortSignal
}

/** What the file is to become. */
export interface IngestOrder {
  /** The version before this one: its column ids are kept. */
  previous?: { manifest: Manifest; parquet: string }
  /** `append` adds the rows to those of `previous`. */
  mode: 'replace' | 'append'
  /** Headings or ids of the columns that identify a row. */
  key?: string[]
  recipe?: Recipe
  /** `all` applies every proposed repair, `recipe` those of the recipe and those without doubt, `none` neither. */
  repairs: 'all' | 'recipe' | 'none'
  /** The gate's questions; absent, it asks none, and only the recipe's privacy steps are applied. */
  privacy?: PrivacyOptions
  /** Values of the secrets that steps name. */
  secrets?: Record<string, string>
  /** West, south, east, north in degrees. Default: Peru. */
  territory?: [number, number, number, number]
}

export interface IngestOptions extends IngestReading, IngestOrder {}

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
  /** Bytes of a file above which its rows wait on disk, compressed (default 64 MiB). */
  large: number
  /** Bytes of a text file above which it is read by columns (default 1 MiB). */
  byColumns: number
}

export interface IngestProgress {
  step: 'unpack' | 'read' | 'types' | 'checks' | 'privacy' | 'write' | 'stats'
  /** 0 to 1 within the step, where known. */
  share?: number
}

const DEFAULTS: IngestLimits = {
  bytes: 4 * 2 ** 30,
  columns: 4000,
  unpackRatio: 200,
  memory: 2 ** 30,
  threads: 2,
  large: LARGE,
  byColumns: BY_COLUMNS,
}

/** Reads, types, checks and writes one file. Throws `TableError` where a person must act. */
export async function ingest(options: IngestOptions): Promise<Manifest> {
  return ingestOnOrder(options, options)
}

/**
 * The same for a file whose order may come later: it is read meanwhile. What is wrong with the file
 * itself is thrown at once; where the order rejects, its reason is thrown after the reading. Of a
 * process that `ends` with it nothing is closed or removed: whoever started it removes its folder.
 */
export async function ingestOnOrder(
  reading: IngestReading,
  order: IngestOrder | Promise<IngestOrder>,
  { ends = false }: { ends?: boolean } = {},
): Promise<Manifest> {
  const limits = { ...DEFAULTS, ...reading.limits }
  mkdirSync(reading.outDir, { recursive: true })
  const temp = mkdtempSync(join(reading.temp, 'ingest-'))
  let duck: Duck | null = null
  // Waited for after the reading, which may fail first.
  if (order instanceof Promise) order.catch(() => {})
  try {
    if (statSync(reading.path).size === 0)
      throw new TableError('empty-file', { name: reading.name })
    reading.progress?.({ step: 'unpack' })
    const file = await unwrapFile({ path: reading.path, name: reading.name, temp, limits })
    const { memory, threads } = limits
    const { large, byColumns } = limits
    const onDisk = statSync(file.path).size > large
    const digest = new FileDigest()
    duck = await Duck.open({ temp, memory, threads, onDisk, large, byColumns })
    reading.progress?.({ step: 'read' })
    const staged = await readTable({
      duck,
      path: file.path,
      name: file.name,
      temp,
      ...(file.sheet !== undefined && { sheet: file.sheet }),
      columns: limits.columns,
      bytes: limits.bytes,
      unpackRatio: limits.unpackRatio,
      ...(file.path === reading.path && { digest }),
      progress: (share) => reading.progress?.({ step: 'read', share }),
      ...(reading.signal && { signal: reading.signal }),
    })
    reading.signal?.throwIfAborted()
    // Another thread may still be hashing.
    const { name } = reading
    const source = digest
      .end(reading.path)
      .then((original) => ({ name, ...original, wrappers: file.wrappers, ...staged.source }))
    source.catch(() => {})
    const options: IngestOptions = { ...reading, ...(await order) }
    const manifest = await buildVersion(duck, staged, source, options)
    if (manifest.privacy) {
      const elsewhere = await lookElsewhere({
        options,
        limits,
        file,
        source: manifest.source,
        temp,
      })
      if (elsewhere.length > 0) manifest.privacy.elsewhere = elsewhere
    }
    writeFileSync(join(reading.outDir, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`)
    return manifest
  } catch (error) {
    throw explain(error, reading)
  } finally {
    if (!ends) {
      duck?.close()
      rmSync(temp, { recursive: true, force: true })
    }
  }
}

/** System errors and aborts in the words of this package; names the file. */
function explain(error: unknown, options: IngestReading): unknown {
  if (options.signal?.aborted) return new TableError('cancelled', { name: options.name })
  if (error instanceof TableError) {
    return new TableError(
      error.code,
      { name: options.name, ...error.detail },
      { cause: error.cause },
    )
  }
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TableError('disk-full', { name: options.name }, { cause: error })
  }
  return error
}

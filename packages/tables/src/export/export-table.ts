// Turns a version, or a part of it, into a file of the format wanted, as a stream of bytes.
import { createReadStream } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { TableError } from '../model.ts'
import type { TableFiles } from '../model.ts'
import type { CallOptions, ExportFormat, ExportOptions } from '../query-model.ts'
import type { Pool } from '../query/pool.ts'
import { delimited } from './delimited.ts'
import type { ExportColumn } from './export-select.ts'
import {
  exportColumns,
  exportRows,
  featureSelect,
  geometryColumns,
  headed,
  jsonCell,
} from './export-select.ts'
import { withLongHead } from './long-head.ts'
import { closing, spool } from './spool.ts'
import { storedText } from './stored-text.ts'
import { rowXmlSql } from './xlsx-sheet.ts'
import { xlsxBytes } from './xlsx.ts'

/** Milliseconds: a whole table of many millions of rows takes its time, and holds one child. */
const longestExport = 600_000

export interface Writers {
  pool: Pool
  temp: string
}

type Bytes = AsyncIterable<Uint8Array>

interface Plan {
  /** SELECT and options of COPY. */
  select: string
  copy: string
  /** Puts something around the bytes DuckDB writes. */
  wrap?: (bytes: AsyncGenerator<Uint8Array>) => Bytes
}

/**
 * A whole version as Parquet is the stored file itself (`_id` and ids as columns), as CSV what was
 * written with the index files; everything else is written by a child to a spool file and read from there. Throws what a page throws.
 */
export async function exportTable(
  writers: Writers,
  table: TableFiles,
  options: ExportOptions,
  call: CallOptions = {},
): Promise<Bytes> {
  if (isStoredFile(options)) return storedFile(table.parquet, call.signal)
  if (!Object.hasOwn(plans, options.format)) {
    throw new TableError('unknown-format', { format: String(options.format).slice(0, 40) })
  }
  const stored = storedText(table, { ...options, bom: false })
  if (stored !== null) {
    const bytes = stored.read(0, stored.bytes - 1)
    return options.bom ? closing(around('\ufeff', bytes, ''), bytes.close) : bytes
  }
  const columns = exportColumns(table.manifest, options)
  const plan = plans[options.format](table, options, columns)
  const spooled = await spool(
    writers.pool,
    (target) => `COPY (${plan.select}) TO ${target} (${plan.copy}, USE_TMP_FILE false)`,
    {
      temp: writers.temp,
      memory: passesThrough(table, options) ? 'four fifths' : 'usual',
      call: { time: longestExport, ...call },
    },
  )
  return closing(plan.wrap ? plan.wrap(spooled.bytes) : spooled.bytes, spooled.close)
}

/** Rows of a row group at most (`build/write-parquet.ts`). */
const groupRows = 102_400

/**
 * True when rows leave in the order in which they are read, and a row group of them takes less than
 * 128 MiB. DuckDB lets rows that wait for others before them fill a quarter of its memory, and works
 * with one thread alone beyond: a wide table's row groups filled a quarter of three fifths. What it
 * holds stays far below either limit, which a sort would use whole.
 */
function passesThrough({ manifest }: TableFiles, { query = {} }: ExportOptions): boolean {
  const { rows, columns, source } = manifest
  const { sort = [], distinct = false } = query
  if (sort.length > 0 || distinct || source.wrappers.length > 0) return false
  if (!['csv', 'json', 'ndjson', 'geojson'].includes(source.format)) return false
  const bytesOfRow = source.bytes / rows + 16 * columns.length
  return Math.min(rows, groupRows) * bytesOfRow < 2 ** 27
}

type Planner = (table: TableFiles, options: ExportOptions, columns: ExportColumn[]) => Plan

const plans: Record<ExportFormat, Planner> = {
  csv: marked,
  tsv: marked,
  json: (table, options, columns) => ({
    select: `SELECT ${headed(columns, jsonCell)} FROM ${exportRows(table, options)}`,
    copy: 'FORMAT json, ARRAY true',
  }),
  ndjson: (table, options, columns) => ({
    select: `SELECT ${headed(columns, jsonCell)} FROM ${exportRows(table, options)}`,
    copy: 'FORMAT json',
  }),
  parquet: (table, options, columns) => ({
    select: `SELECT ${headed(columns, (column) => `"${column.id.replaceAll('"', '""')}"`)} FROM ${exportRows(table, options)}`,
    copy: 'FORMAT parquet, COMPRESSION zstd',
  }),
  geojson: (table, options, columns) => ({
    select: `SELECT ${featureSelect(table.manifest, columns)} FROM ${exportRows(table, options, geometryColumns(table.manifest))}`,
    copy: 'FORMAT json, ARRAY true',
    wrap: (bytes) => around('{"type":"FeatureCollection","features":', bytes, '}\n'),
  }),
  xlsx: (table, options, columns) => ({
    select: `SELECT ${rowXmlSql(columns)} FROM ${exportRows(table, options)}`,
    copy: `FORMAT csv, HEADER false, QUOTE '', ESCAPE ''`,
    wrap: (bytes) => xlsxBytes(bytes, columns, table.manifest.source.name.replace(/\.[^.]*$/, '')),
  }),
}

function marked(table: TableFiles, options: ExportOptions): Plan {
  const plan = delimited(table, options)
  const { bom = false, longHead = false } = options
  if (!bom && !longHead) return plan
  return {
    ...plan,
    wrap(bytes) {
      const lines = longHead ? withLongHead(bytes) : bytes
      return bom ? around('\ufeff', lines, '') : lines
    },
  }
}

async function* around(start: string, bytes: Bytes, end: string): AsyncGenerator<Uint8Array> {
  if (start) yield Buffer.from(start, 'utf8')
  yield* bytes
  if (end) yield Buffer.from(end, 'utf8')
}

function isStoredFile({ format, query = {}, heads, withId }: ExportOptions): boolean {
  const whole = Object.values(query).every((value) => value === undefined || value === false)
  return format === 'parquet' && whole && heads !== 'names' && withId !== false
}

async function storedFile(path: string, signal: AbortSignal | undefined): Promise<Bytes> {
  await access(path, constants.R_OK)
  return {
    [Symbol.asyncIterator]: () =>
      createReadStream(path, signal ? { signal } : {})[Symbol.asyncIterator](),
  }
}

// What a published table is: its columns, its immutable version, what was found wrong and repaired.
import type { PrivacyCode, PrivacyReport } from './privacy/model.ts'

/**
 * Types a column may have. `text` keeps codes with leading zeros; `integer` fits BIGINT;
 * `number` is DECIMAL where `decimal` is given and DOUBLE otherwise; `geometry` is GeoJSON text (RFC 7946).
 */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'time'
  | 'json'
  | 'geometry'

export type Language = 'es' | 'en'

/** One value as JSON carries it. Dates are ISO 8601 text; integers beyond 2^53 are text. */
export type Cell = string | number | boolean | null

/** A column of a version. `id` is the physical name in Parquet and never changes between versions. */
export interface Column {
  /** `^[a-z][a-z0-9_]{0,62}$`, unique within the table, derived from the first heading seen. */
  id: string
  /** The heading as the office wrote it (mojibake repaired, duplicates numbered). */
  name: string
  type: ColumnType
  /** Exact decimals: total digits and digits after the point (≤ 18 digits), else DOUBLE. */
  decimal?: { digits: number; scale: number }
  /** How the file wrote it, for instance `dd/mm/yyyy` or `1.234,56`. */
  format?: string
  stats: ColumnStats
}

/** Computed once over the whole immutable version. */
export interface ColumnStats {
  nulls: number
  distinct: number
  min: Cell
  max: Cell
  mean?: number
  /** Most frequent values, at most 20, most frequent first. */
  top: { value: Cell; count: number }[]
  /** Equal-width bins for integer, number, date and timestamp; at most 24. */
  histogram?: { from: Cell; to: Cell; count: number }[]
}

export type Geometry =
  | { kind: 'points'; longitude: string; latitude: string }
  | { kind: 'geojson'; column: string }

/** What was wrong, where, and whether a repair exists. Sentences come from `describeFinding`. */
export interface Finding {
  code: FindingCode
  severity: 'error' | 'warning' | 'notice'
  /** Column id, if it concerns one. */
  column?: string
  /** 1-based physical rows of the source file, the first ten. */
  rows?: number[]
  /** How many rows or cells. */
  count?: number
  /** Values the sentence needs, such as an example. */
  detail?: Record<string, Cell>
  repair?: RepairStep
  /** True when the repair was applied in this version. */
  repaired?: boolean
}

export type FindingCode =
  | 'swapped-coordinates'
  | 'outside-territory'
  | 'not-degrees'
  | 'sexagesimal-coordinates'
  | 'other-sheets'
  | 'lost-leading-zeros'
  | 'duplicate-headers'
  | 'missing-headers'
  | 'mixed-number-formats'
  | 'mixed-date-formats'
  | 'ambiguous-dates'
  | 'totals-row'
  | 'mojibake'
  | 'mixed-encodings'
  | 'almost-empty-column'
  | 'empty-column'
  | 'empty-rows'
  | 'preamble'
  | 'two-headings'
  | 'fixed-width'
  | 'ragged-rows'
  | 'mixed-types'
  | 'null-words'
  | 'cut-nanoseconds'
  | 'duplicate-rows'
  | 'duplicate-keys'
  | 'unstable-ids'
  | 'unterminated-quote'
  | 'truncated-file'
  | 'new-column'
  | 'missing-column'
  | 'type-changed'

/** One step of a recipe: kept with the resource and applied again at the next upload. */
export type RepairStep =
  | { do: 'swap-coordinates'; longitude: string; latitude: string }
  | { do: 'pad-zeros'; column: string; width: number }
  /** Each cell is read by its own signs, where all of them leave one reading only. */
  | { do: 'unify-numbers'; column: string }
  /** Degrees, minutes and seconds become decimal degrees. */
  | { do: 'decimal-degrees'; column: string }
  /** Longitude and latitude (WGS 84) are added to metres of UTM whose zone the file says. */
  | { do: 'utm-to-degrees'; east: string; north: string }
  | { do: 'drop-rows'; where: 'totals' | 'empty' }
  | { do: 'drop-column'; column: string; because?: 'privacy' }
  | { do: 'fix-mojibake'; column?: string }
  | { do: 'rename-column'; column: string; name: string }
  | { do: 'set-type'; column: string; type: ColumnType; format?: string }
  | { do: 'null-words'; column?: string; words: string[] }
  | PrivacyStep

/** Steps that make a table harmless to people; applied whatever repairs are wanted. */
export type PrivacyStep =
  /** Whatever identifies somebody inside the cells, or `only` one kind of it, becomes `•••••`. */
  | { do: 'mask'; column: string; only?: PrivacyCode }
  /** HMAC-SHA-256 of the value under a secret that is never published; `secret` is its name. */
  | { do: 'pseudonym'; column: string; secret: string }
  | ({ do: 'generalise'; column: string } & Generalisation)
  /** Cells of these columns are emptied in rows whose combination stands in fewer than `least`. */
  | { do: 'blank-small-groups'; columns: string[]; least: number }
  /** Counts from 1 to `least` - 1 are emptied. */
  | { do: 'suppress-cells'; column: string; least: number }

export type Generalisation =
  /** Numbers as bands such as `30-34`. */
  | { to: 'band'; width: number }
  /** Dates as `2020-03`, as the year, or as its first year of ten. */
  | { to: 'month' | 'year' | 'decade' }
  /** Codes by their first signs: four of an ubigeo are its province, two its department. */
  | { to: 'prefix'; length: number }
  | { to: 'decimals'; digits: number }
  /** Values in fewer than `least` rows become `otros`. */
  | { to: 'frequent'; least: number }

export interface Recipe {
  steps: RepairStep[]
}

/** Where the bytes came from and how they were read. */
export interface Source {
  name: string
  bytes: number
  sha256: string
  format: 'csv' | 'xlsx' | 'ods' | 'json' | 'ndjson' | 'geojson' | 'parquet'
  /** Names of the wrappers taken off, outermost first, for instance `['gz']` or `['zip:datos.csv']`. */
  wrappers: string[]
  encoding?: string
  dialect?: Dialect
  sheet?: string
}

export interface Dialect {
  delimiter: string
  /** Empty when the file quotes nothing. */
  quote: string
  escape: string
  /** `\n`, `\r\n`, `\r`, `\r\r\n`, or `mixed`. */
  newline: string
  /** Lines before the header. */
  preamble: number
  header: boolean
  /** Where columns begin (characters from 0), in text without delimiter that is aligned by blanks. */
  starts?: number[]
}

/** The immutable description of one version; its own SHA-256 is the version's content address. */
export interface Manifest {
  format: 'rimaq-table/1'
  rows: number
  columns: Column[]
  /** Columns whose values are unique and never null: declared, or inferred. */
  key: string[] | null
  keyOrigin: 'declared' | 'inferred' | null
  geometry: Geometry | null
  /** west, south, east, north in degrees (WGS 84). */
  bbox: [number, number, number, number] | null
  source: Source
  findings: Finding[]
  recipe: Recipe
  /** What the privacy gate found; absent where it was not asked. */
  privacy?: PrivacyReport
  /** SHA-256 (hex) and bytes of the Parquet file. */
  parquet: { sha256: string; bytes: number }
}

/**
 * A version as files on this machine. The Parquet file has `_id` (BIGINT, 1..rows, in file order)
 * and then one column per `manifest.columns[].id`; row groups follow `_id`.
 */
export interface TableFiles {
  manifest: Manifest
  parquet: string
  /** Index files by kind, absent until built: see `index-files/`. */
  indexes?: IndexFiles
}

export interface IndexFiles {
  /** Blocks of rows as JSON arrays, zstd, addressed by row number. */
  rows?: string
  /** Sorted permutation per column id. */
  orders?: Record<string, string>
  /** Words → row numbers. */
  words?: string
  /** The whole version as text, by what it is kept for. */
  texts?: Partial<Record<StoredForm, string>>
}

/** `csv`: headings as the office wrote them; `dump`: column ids, with `_id` first. */
export type StoredForm = 'csv' | 'dump'

/** An error a person can act on: what is wrong, where, and what to do about it. */
export class TableError extends Error {
  readonly code: TableErrorCode
  readonly detail: Record<string, Cell>
  constructor(code: TableErrorCode, detail: Record<string, Cell> = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'TableError'
    this.code = code
    this.detail = detail
  }
}

export type TableErrorCode =
  | 'empty-file'
  | 'unknown-format'
  | 'not-a-table'
  | 'broken-archive'
  | 'archive-too-large'
  | 'archive-path'
  | 'several-tables'
  | 'encrypted-file'
  | 'broken-spreadsheet'
  | 'broken-json'
  | 'broken-parquet'
  | 'xml-doctype'
  | 'too-many-columns'
  | 'line-too-long'
  | 'disk-full'
  | 'time-limit'
  | 'memory-limit'
  | 'unknown-column'
  | 'bad-filter'
  | 'bad-sort'
  | 'bad-page'
  | 'sql-syntax'
  | 'sql-forbidden'
  | 'sql-unknown-table'
  | 'sql-failed'
  | 'secret-missing'
  | 'busy'
  | 'cancelled'

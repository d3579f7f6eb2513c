// The questions a table answers, and the shape of its answers.
import type { Cell, Column, ColumnType, TableFiles } from './model.ts'

export type Condition =
  | { and: Condition[] }
  | { or: Condition[] }
  | { not: Condition }
  | { column: string; is: 'null' | 'not-null' }
  | { column: string; op: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'; value: Cell }
  | { column: string; op: 'in' | 'not-in'; value: Cell[] }
  /** Case- and accent-insensitive. */
  | { column: string; op: 'contains' | 'starts'; value: string }
  /** Inside west, south, east, north (degrees); needs `manifest.geometry` of points. */
  | { within: [number, number, number, number] }

/** Every word must occur in the row (case- and accent-insensitive); `prefix` lets the last be a beginning. */
export interface Search {
  words: string
  columns?: string[]
  prefix?: boolean
}

export interface Sort {
  column: string
  descending?: boolean
  /** Default: nulls last in both directions. PostgreSQL puts them first when descending. */
  nulls?: 'first' | 'last'
}

/** A page of rows. `_id` may be named as a column in conditions and sort. */
export interface RowsQuery {
  /** Column ids in the order wanted; default all, `_id` not included unless named. */
  columns?: string[]
  where?: Condition
  search?: Search
  /** Ties are broken by `_id` ascending. Default `_id`. */
  sort?: Sort[]
  /** Default 100. */
  limit?: number
  offset?: number
  /** Opaque cursor of an earlier answer: rows after it. Not together with `offset`. */
  after?: string
  /** Default `exact`. */
  count?: 'exact' | 'none'
  distinct?: boolean
}

export interface RowsAnswer {
  columns: { id: string; type: ColumnType }[]
  rows: Cell[][]
  /** Rows that match, if counted. */
  total: number | null
  /** Cursor for the next page, null at the end. */
  next: string | null
  /** Which way answered: an index file or a scan. */
  by: 'index' | 'scan'
}

export interface Aggregate {
  group: {
    column: string
    /** Truncates a date or timestamp, or cuts numbers into bins of this width. */
    by?: 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | { width: number }
  }[]
  measures: {
    fn: 'count' | 'sum' | 'avg' | 'min' | 'max' | 'median' | 'distinct'
    /** Absent for `count` of rows. */
    column?: string
  }[]
  where?: Condition
  search?: Search
  /** Index into groups then measures. */
  sort?: { by: number; descending?: boolean }[]
  limit?: number
}

export interface AggregateAnswer {
  columns: { id: string; type: ColumnType }[]
  rows: Cell[][]
}

export type ExportFormat = 'csv' | 'tsv' | 'json' | 'ndjson' | 'xlsx' | 'parquet' | 'geojson'

export interface ExportOptions {
  query?: Pick<RowsQuery, 'columns' | 'where' | 'search' | 'sort' | 'limit' | 'offset' | 'distinct'>
  format: ExportFormat
  /** Heads of columns: names as written by the office (default) or ids. */
  heads?: 'names' | 'ids'
  /** UTF-8 byte order mark for Excel (CSV and TSV). */
  bom?: boolean
  /** CSV and TSV: the line of headings ends with CRLF, as in CKAN's dumps; rows end with LF. */
  longHead?: boolean
  /** `,` by default for csv. */
  delimiter?: string
  /** Include `_id` as first column. */
  withId?: boolean
}

/** A whole version as text that lies ready. */
export interface StoredText {
  bytes: number
  /**
   * Bytes `start` to `end`, inclusive; `close` lets go of the file before the last. Each part has memory
   * of its own, which `letGo` frees at once.
   */
  read(start: number, end: number): AsyncIterable<Uint8Array> & { close(): Promise<void> }
  /** The same text as one zstd stream (RFC 8878). */
  packed(): AsyncIterable<Uint8Array> & { close(): Promise<void> }
}

/** SQL from strangers: one SELECT, only over the tables handed in, in a child that is killed at its limit. */
export interface SqlQuery {
  sql: string
  /** Name as written in the SQL → version. */
  tables: Record<string, TableFiles>
  /** `postgres` accepts what CKAN's clients send (ILIKE, ::casts, to_char …). Default `duckdb`. */
  dialect?: 'duckdb' | 'postgres'
  /** Rows returned at most; `truncated` says that there were more. Default 32,000. */
  limit?: number
  /** Milliseconds, default the engine's `time`, else 5,000; the child is killed at this time. */
  time?: number
}

export interface SqlAnswer {
  columns: { name: string; type: ColumnType }[]
  rows: Cell[][]
  truncated: boolean
}

export interface Diff {
  /** Columns the rows were matched by. */
  key: string[]
  added: number
  removed: number
  changed: number
  unchanged: number
  cells: number
  columns: { added: string[]; removed: string[]; retyped: string[] }
  /** A page of the rows that differ. */
  rows: DiffRow[]
  /** True when nearly every common key now describes something else. */
  unstable: boolean
}

export interface DiffRow {
  kind: 'added' | 'removed' | 'changed'
  key: Cell[]
  /** Column id → before and after. */
  cells: Record<string, { before: Cell; after: Cell }>
}

/** The engine: a pool of DuckDB children and the index files. Made once, handed to rooms. */
export interface Tables {
  rows(table: TableFiles, query: RowsQuery, options?: CallOptions): Promise<RowsAnswer>
  aggregate(table: TableFiles, query: Aggregate, options?: CallOptions): Promise<AggregateAnswer>
  sql(query: SqlQuery, options?: CallOptions): Promise<SqlAnswer>
  /**
   * Bytes with backpressure and constant memory. Errors before the first byte reject. A part that nobody
   * reads any more may be given back (`giveBack`).
   */
  export(
    table: TableFiles,
    options: ExportOptions,
    call?: CallOptions,
  ): Promise<AsyncIterable<Uint8Array>>
  diff(
    before: TableFiles,
    after: TableFiles,
    options: { key?: string[]; limit?: number; offset?: number },
  ): Promise<Diff>
  /** Children alive, waiting and killed, for metrics. */
  state(): { children: number; busy: number; waiting: number; killed: number }
  close(): Promise<void>
}

export interface CallOptions {
  signal?: AbortSignal
  /** Milliseconds; default of the engine. */
  time?: number
}

export interface TablesOptions {
  /** DuckDB children at most (default: cores). */
  children?: number
  /** Bytes of memory at which a child is killed (default 1 GiB). */
  memory?: number
  /** Milliseconds for one scan (default 10,000). */
  time?: number
  /** Queries waiting at most before `busy` (default 256). */
  queue?: number
  /** Folder for spill files. */
  temp: string
}

export type { Cell, Column, TableFiles }

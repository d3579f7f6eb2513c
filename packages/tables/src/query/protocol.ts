// What travels between the server and a child that runs DuckDB.
import type { Cell, ColumnType, TableErrorCode } from '../model.ts'

/** Settings of a child, given once as the text of its first argument. */
export interface ChildSettings {
  /** Bytes of resident memory at which the child ends itself; DuckDB may use three fifths of them. */
  memory: number
  threads: number
  /** Folder for spill files. */
  temp: string
  /** Added to the scheduling priority (nice), so that long work does not slow short questions. */
  nice: number
  /** The child serves strangers only, so it needs no trusted DuckDB of its own. */
  strangers: boolean
}

export type Job =
  /** Trusted SELECTs; the answer is one `Selected` each. `bytes` bounds the whole answer. */
  | { do: 'select'; statements: string[]; bytes: number }
  /** Trusted statements without an answer, such as COPY; `memory` is what DuckDB may use meanwhile. */
  | { do: 'run'; statements: string[]; memory?: 'usual' | 'four fifths' }
  | StrangerJob
  | PlainJob

/** Parses and checks SELECTs from strangers without any file; the answer is a `ReadStatement` each. */
export interface PlainJob {
  do: 'plain'
  questions: PlainQuestion[]
}

export interface PlainQuestion {
  sql: string
  dialect: 'duckdb' | 'postgres'
  tables: { name: string }[]
}

/** One SELECT from a stranger over exactly these files. */
export interface StrangerJob {
  do: 'stranger'
  sql: string
  dialect: 'duckdb' | 'postgres'
  tables: { name: string; parquet: string }[]
  limit: number
  bytes: number
}

export interface Selected {
  columns: { name: string; type: ColumnType }[]
  rows: Cell[][]
  truncated: boolean
}

export type ToChild = { id: number; job: Job; time: number } | { cancel: number }

export type FromChild =
  | { ready: true }
  /** `json` is the text of `Selected[]`: parsed once, and only by whoever needs it. */
  | { id: number; json: string }
  | { id: number; code: TableErrorCode; detail: Record<string, Cell> }

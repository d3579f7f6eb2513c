// What every reader leaves behind: an all-text table in DuckDB and what is known about it.
import type { KnownCells } from '../columns/known-cells.ts'
import type { Finding, Source } from '../model.ts'

/** Column n of the table `staging` is named c{n}, from 1; rows keep the order of the file. */
export interface Staged {
  /** Headings as the file has them; empty where it has none. */
  heads: string[]
  rows: number
  /** Physical row (line, sheet row) of a rowid. */
  rowOf: (rowid: number) => number
  source: Pick<Source, 'format' | 'encoding' | 'dialect' | 'sheet'>
  /** Findings that concern no column. */
  findings: Finding[]
  /** Types the file itself declares (JSON objects, geometry, typed Parquet columns), by position. */
  declared: (DeclaredType | undefined)[]
  /** The file declares a header or names columns itself. */
  named: boolean
  /** It holds letters that stand for others after a wrong decoding. */
  suspicious: boolean
  /** What is known of the cells, where they were read by columns. */
  cells?: KnownCells
}

export type DeclaredType = 'json' | 'geometry' | 'text' | { sql: string }

export const STAGING = 'staging'

/** Name of a column of the staging table; `index` counts from 0. */
export function stagingColumn(index: number): string {
  return `c${index + 1}`
}

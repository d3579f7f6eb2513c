// What the inference is asked and what it answers for each column.
import type { Duck } from '../build/duck.ts'
import type { KnownCells } from '../columns/known-cells.ts'
import type { ColumnType, RepairStep } from '../model.ts'
import type { DeclaredType } from '../read/staged.ts'
import type { Decision, Mixed } from './decide.ts'
import { cleanCell } from './expressions.ts'
import { isBlank } from './shapes.ts'
import type { TwoWays } from './two-ways.ts'

/** What is known of a column before it is written. */
export interface Inferred {
  type: ColumnType
  decimal?: { digits: number; scale: number }
  format?: string
  /** SQL over the staging table. */
  sql: string
  nullWords: Decision['nullWords']
  mixed?: Mixed
  /** Text because its numbers contradict each other. */
  twoWays?: TwoWays
  dates?: {
    ambiguous: boolean
    conflict: boolean
    mixedForms: boolean
    rows: number[]
    count: number
  }
  /** The file declares nanoseconds, which are cut to microseconds. */
  nanoseconds?: boolean
  /** The shapes of all cells prove that each becomes a value. */
  proven?: boolean
  /** Cells that become a value, where that is known without asking `sql`. */
  filled?: number
  /** Digits → cells, where the column holds whole numbers. */
  lengths: Map<number, number>
  /** Text only because its heading names a code. */
  code: boolean
}

export interface InferOptions {
  duck: Duck
  rows: number
  columns: {
    name: string
    declared?: DeclaredType | undefined
    recipe?: Extract<RepairStep, { do: 'set-type' }> | undefined
    nullWords?: string[]
  }[]
  /** The file parts cells by semicolons, as programs do where the comma is the decimal mark. */
  commaLikely: boolean
  /** Columns that were read apart are asked there. */
  cells: KnownCells | null
}

/** Nothing was noticed in the cells of a column. */
export const NOTHING: Pick<Inferred, 'nullWords' | 'lengths' | 'code'> = {
  nullWords: null,
  lengths: new Map<number, number>(),
  code: false,
}

/** Cells of a text column stay as they are, except those of nothing but blanks. */
export function textCell(column: string, nullWords: readonly string[]): string {
  if (nullWords.length > 0) {
    return `CASE WHEN (${cleanCell(column, nullWords)}) IS NOT NULL THEN ${column} END`
  }
  return `CASE WHEN NOT ${isBlank(column)} THEN ${column} END`
}

// What the checks see: the columns as planned so far, and where to ask for the rows.
import type { Duck } from '../build/duck.ts'
import type { KnownCells } from '../columns/known-cells.ts'
import type { Inferred } from '../infer/inferred.ts'
import type { Naming } from '../infer/column-ids.ts'
import type { ColumnType, Finding } from '../model.ts'

/** A column on its way to Parquet. Repairs change `type`, `sql` and `dropped`. */
export interface PlannedColumn extends Naming {
  /** Position in the staging table, from 0. */
  index: number
  type: ColumnType
  decimal?: { digits: number; scale: number }
  format?: string
  /** SQL over the staging table. */
  sql: string
  dropped: boolean
  inferred: Inferred
  /** It was made to hold one of the coordinates of points, whatever its heading says. */
  axis?: Axis
}

export type Axis = 'longitude' | 'latitude'

export interface Plan {
  duck: Duck
  /** What is known of the cells of `staging`, where they were read by columns. */
  cells: KnownCells | null
  columns: PlannedColumn[]
  rows: number
  rowOf: (rowid: number) => number
  territory: [number, number, number, number]
  findings: Finding[]
  /** Rowids left out, by reason. */
  dropped: Map<'totals' | 'empty', number[]>
}

export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'number'
}

/** The first ten physical rows of rowids. */
export function physicalRows(plan: Pick<Plan, 'rowOf'>, rowids: readonly number[]): number[] {
  return rowids.slice(0, 10).map((rowid) => plan.rowOf(rowid))
}

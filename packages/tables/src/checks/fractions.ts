// Tells moments written finer than a microsecond: a version keeps no more than six digits of a second.
import { firstRows, sourceOf } from '../columns/known-cells.ts'
import type { Finding } from '../model.ts'
import { stagingColumn } from '../read/staged.ts'
import { type Plan, type PlannedColumn, physicalRows } from './context.ts'

/** Letters of a moment that ends in microseconds; what is longer is looked at. */
const LONGEST = { timestamp: 26, time: 15 } as const

/** Text of a file, and what Parquet declares as nanoseconds; other declared moments are no finer. */
export async function checkFractions(plan: Plan): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const column of plan.columns) {
    const { type, dropped, inferred } = column
    if (dropped || (type !== 'timestamp' && type !== 'time')) continue
    if (inferred.nanoseconds !== true && inferred.format === undefined) continue
    const finding = await findCut(plan, column, LONGEST[type])
    if (finding) findings.push(finding)
  }
  return findings
}

async function findCut(
  plan: Plan,
  column: PlannedColumn,
  longest: number,
): Promise<Finding | null> {
  const { index } = column
  const cell = `(${stagingColumn(index)})::VARCHAR`
  // CASE, because DuckDB evaluates both sides of AND for every row.
  const test = `CASE WHEN length(${cell}) > ${longest} THEN regexp_matches(${cell}, '[.,][0-9]{6}[0-9]*[1-9]') ELSE false END`
  const source = sourceOf(plan.cells, index)
  const [count, example, kept] = await plan.duck.row(
    `SELECT coalesce(sum(${source.weight}), 0)::INTEGER, arg_min(${cell}, rowid),
       arg_min((${column.sql})::VARCHAR, rowid) FROM ${source.table} WHERE ${test}`,
  )
  if (Number(count) === 0) return null
  const rows = await firstRows(plan.duck, plan.cells, { index, source, test })
  return {
    code: 'cut-nanoseconds',
    severity: 'notice',
    column: column.id,
    rows: physicalRows(plan, rows),
    count: Number(count),
    detail: { example: String(example), repaired: String(kept) },
  }
}

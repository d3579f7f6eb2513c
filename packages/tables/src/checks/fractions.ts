// Tells moments written finer than a microsecond: a version keeps no more than six digits of a second.
import type { Finding } from '../model.ts'
import { STAGING, stagingColumn } from '../read/staged.ts'
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
  const cell = `(${stagingColumn(column.index)})::VARCHAR`
  // CASE, because DuckDB evaluates both sides of AND for every row.
  const cut = `CASE WHEN length(${cell}) > ${longest} THEN regexp_matches(${cell}, '[.,][0-9]{6}[0-9]*[1-9]') ELSE false END`
  const rows = await plan.duck.rows(
    `SELECT count(*) OVER ()::INTEGER, rowid::INTEGER, ${cell}, (${column.sql})::VARCHAR FROM ${STAGING}
     WHERE ${cut} ORDER BY rowid LIMIT 10`,
  )
  const [first] = rows
  if (!first) return null
  return {
    code: 'cut-nanoseconds',
    severity: 'notice',
    column: column.id,
    rows: physicalRows(
      plan,
      rows.map((row) => Number(row[1])),
    ),
    count: Number(first[0]),
    detail: { example: String(first[2]), repaired: String(first[3]) },
  }
}

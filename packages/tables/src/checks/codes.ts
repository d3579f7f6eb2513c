// Finds codes that lost their leading zeros, as happens when a spreadsheet takes them for numbers.
import { codeName, headingWords, saysCode } from '../infer/code-names.ts'
import type { Finding } from '../model.ts'
import { firstRows, sourceOf } from '../columns/known-cells.ts'
import { stagingColumn } from '../read/staged.ts'
import { trimmed } from '../infer/shapes.ts'
import { type Plan, type PlannedColumn, physicalRows } from './context.ts'

/** Reports each column of codes in which some have fewer digits than the code needs. */
export async function checkLostZeros(plan: Plan): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const column of plan.columns) {
    const width = codeWidth(column)
    if (width === null) continue
    const cell = trimmed(stagingColumn(column.index))
    const found = await shortCodes(plan, column, width)
    if (!found) continue
    column.type = 'text'
    delete column.decimal
    delete column.format
    column.sql = cell
    findings.push({
      code: 'lost-leading-zeros',
      severity: 'error',
      column: column.id,
      rows: physicalRows(plan, found.rows),
      count: found.count,
      detail: { example: found.example, width, repaired: found.example.padStart(width, '0') },
      repair: { do: 'pad-zeros', column: column.id, width },
    })
  }
  return findings
}

interface ShortCodes {
  count: number
  rows: number[]
  example: string
}

async function shortCodes(
  { duck, cells }: Plan,
  { index }: PlannedColumn,
  width: number,
): Promise<ShortCodes | null> {
  const { table, weight, distinct } = sourceOf(cells, index)
  const cell = trimmed(stagingColumn(index))
  const test = shortCode(cell, width)
  const [first] = await duck.rows(
    `SELECT sum(${weight})::INTEGER, arg_min(${cell}, rowid) FROM ${table} WHERE ${test}`,
  )
  const count = Number(first?.[0] ?? 0)
  if (count === 0) return null
  const rows = await firstRows(duck, cells, { index, test, source: { table, weight, distinct } })
  return { count, rows, example: String(first?.[1] ?? '') }
}

/** SQL: digits, fewer than the code needs; a lone 0 says that there is no code. */
function shortCode(cell: string, width: number): string {
  return `length(${cell}) < ${width} AND ${cell} <> '0' AND regexp_full_match(${cell}, '[0-9]+')`
}

export function padZeros(column: PlannedColumn, width: number): void {
  const cell = trimmed(stagingColumn(column.index))
  column.type = 'text'
  delete column.decimal
  delete column.format
  column.sql = `CASE WHEN ${shortCode(cell, width)} THEN lpad(${cell}, ${width}, '0') ELSE ${cell} END`
}

/** Digits of a whole code of this column, or null when it is no column of codes of one width. */
function codeWidth(column: PlannedColumn): number | null {
  const { lengths } = column.inferred
  if (lengths.size === 0 || column.inferred.mixed) return null
  const longest = Math.max(...lengths.keys())
  const known = codeName(column.name)
  const words = headingWords(column.name)
  if (/\bubigeo\b|ccodi ubigeo/.test(words)) {
    const even = longest + (longest % 2)
    return even <= 6 ? even : null
  }
  if (known?.width !== undefined && known.width !== null) {
    return longest <= known.width && longest >= known.width - 1 ? known.width : null
  }
  if (!saysCode(column.name)) return null
  const total = [...lengths.values()].reduce((sum, count) => sum + count, 0)
  const whole = lengths.get(longest) ?? 0
  const shortest = Math.min(...lengths.keys())
  const regular = longest >= 4 && whole >= total * 0.5 && shortest >= longest - 2 && total >= 20
  return regular && lengths.size > 1 ? longest : null
}

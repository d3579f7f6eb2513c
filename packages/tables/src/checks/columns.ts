// Finds what is wrong with whole columns: their headings, emptiness, mixed types and dates.
import { type CellSource, sourceOf } from '../columns/known-cells.ts'
import type { Finding } from '../model.ts'
import { stagingColumn } from '../read/staged.ts'
import { type Plan, physicalRows } from './context.ts'

export function checkHeadings(plan: Plan, named: boolean): Finding[] {
  const findings: Finding[] = []
  if (!named) {
    findings.push({ code: 'missing-headers', severity: 'warning', count: plan.columns.length })
  }
  const groups = new Map<string, string[]>()
  for (const column of plan.columns) {
    if (named && column.missing && !column.dropped) {
      findings.push({ code: 'missing-headers', severity: 'warning', column: column.id, count: 1 })
    }
    if (!column.duplicate) continue
    const base = column.name.replace(/ \(\d+\)$/, '')
    groups.set(base, [...(groups.get(base) ?? []), column.id])
  }
  for (const [name, ids] of groups) {
    findings.push({
      code: 'duplicate-headers',
      severity: 'warning',
      column: ids[0]!,
      count: ids.length + 1,
      detail: { name },
      repaired: true,
    })
  }
  return findings
}

/** Columns without a value, and those with a value in fewer than one row of twenty. */
export async function checkEmptiness(plan: Plan): Promise<Finding[]> {
  if (plan.rows === 0) return []
  const findings: Finding[] = []
  const counts = await countFilled(plan)
  for (const [at, column] of plan.columns.entries()) {
    const filled = counts[at]!
    if (filled === 0) {
      findings.push({
        code: 'empty-column',
        severity: 'notice',
        column: column.id,
        count: plan.rows,
        repair: { do: 'drop-column', column: column.id },
      })
    } else if (filled < plan.rows * 0.05 && plan.rows >= 20) {
      findings.push({
        code: 'almost-empty-column',
        severity: 'notice',
        column: column.id,
        count: plan.rows - filled,
        detail: { filled, rows: plan.rows },
      })
    }
  }
  return findings
}

/** Values of each column; the rows are asked only about those of which the inference does not know. */
async function countFilled({ columns, duck, cells }: Plan): Promise<number[]> {
  const counts = columns.map(({ sql, inferred, index }) => {
    if (sql === stagingColumn(index)) return cells?.filled(index)
    return sql === inferred.sql ? inferred.filled : undefined
  })
  const open = [...columns.keys()].filter((at) => counts[at] === undefined)
  const source = (at: number): CellSource => sourceOf(cells, columns[at]!.index)
  for (const [table, group] of Map.groupBy(open, (at) => source(at).table)) {
    const found = await duck.row(
      `SELECT ${group.map((at) => `coalesce(sum(${source(at).weight}) FILTER ((${columns[at]!.sql}) IS NOT NULL), 0)::INTEGER`).join(', ')}
       FROM ${table}`,
    )
    for (const [place, at] of group.entries()) counts[at] = Number(found[place])
  }
  return counts.map(Number)
}

/** What the inference noticed: words for nothing, strays among numbers, dates that can be misread. */
export function checkTypes(plan: Plan): Finding[] {
  const findings: Finding[] = []
  for (const { id, inferred, format } of plan.columns) {
    const { nullWords, mixed, dates } = inferred
    if (nullWords) {
      findings.push({
        code: 'null-words',
        severity: 'notice',
        column: id,
        rows: physicalRows(plan, nullWords.rows),
        count: nullWords.count,
        detail: { words: nullWords.words.join(', ') },
        repair: { do: 'null-words', column: id, words: nullWords.words },
        repaired: true,
      })
    }
    if (mixed) {
      findings.push({
        code: 'mixed-types',
        severity: 'warning',
        column: id,
        rows: physicalRows(plan, mixed.rows),
        count: mixed.count,
        detail: {
          almost: mixed.almost,
          example: mixed.example,
          ...(mixed.forced === true && { forced: true }),
        },
        ...(mixed.forced === true && { repaired: true }),
      })
    }
    if (!dates) continue
    if (dates.conflict) {
      findings.push({
        code: 'mixed-date-formats',
        severity: 'error',
        column: id,
        rows: physicalRows(plan, dates.rows),
        count: dates.count,
        detail: { conflict: true },
        repair: { do: 'set-type', column: id, type: 'date', format: 'dd/mm/yyyy' },
      })
    } else if (dates.mixedForms) {
      findings.push({
        code: 'mixed-date-formats',
        severity: 'warning',
        column: id,
        detail: { conflict: false },
        repaired: true,
      })
    }
    if (dates.ambiguous) {
      findings.push({
        code: 'ambiguous-dates',
        severity: 'notice',
        column: id,
        detail: { format: format ?? 'dd/mm/yyyy' },
      })
    }
  }
  return findings
}

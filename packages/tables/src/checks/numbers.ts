// Tells which columns write their numbers in two ways, and reads those where no cell leaves a doubt.
import { literal } from '../build/duck.ts'
import { firstRows, sourceOf } from '../columns/known-cells.ts'
import { cleanCell } from '../infer/expressions.ts'
import { trimmed } from '../infer/shapes.ts'
import { clearNumber, shapeBody } from '../infer/two-ways.ts'
import type { Finding } from '../model.ts'
import { stagingColumn } from '../read/staged.ts'
import { type Plan, type PlannedColumn, physicalRows } from './context.ts'

export interface NumberFinding {
  finding: Finding
  column: PlannedColumn
}

/** One for each column of numbers that contradict each other; with a repair where all are clear. */
export async function checkNumbers(plan: Plan): Promise<NumberFinding[]> {
  const found: NumberFinding[] = []
  for (const column of plan.columns) {
    const ways = column.inferred.twoWays
    if (!ways || column.dropped) continue
    const bodies = ways.bodies.map(literal).join(', ')
    const { index } = column
    const rows = await firstRows(plan.duck, plan.cells, {
      index,
      source: sourceOf(plan.cells, index),
      test: `${shapeBody(trimmed(stagingColumn(index)))} IN (${bodies})`,
    })
    const finding: Finding = {
      code: 'mixed-number-formats',
      severity: 'error',
      column: column.id,
      rows: physicalRows(plan, rows),
      count: ways.count,
      detail: { usual: ways.usual, other: ways.other, clear: ways.reading !== null },
      ...(ways.reading && { repair: { do: 'unify-numbers', column: column.id } }),
    }
    found.push({ finding, column })
  }
  return found
}

/** Makes the column numbers; gives what else is to be told of it. */
export function unifyNumbers(plan: Plan, column: PlannedColumn): Finding[] {
  const ways = column.inferred.twoWays
  if (!ways?.reading) return []
  const { reading, nullWords } = ways
  column.type = reading.integer ? 'integer' : 'number'
  if (reading.decimal) column.decimal = reading.decimal
  if (reading.format !== undefined) column.format = reading.format
  const cell = cleanCell(stagingColumn(column.index), nullWords?.words ?? [])
  column.sql = clearNumber(cell, reading)
  if (!nullWords) return []
  return [
    {
      code: 'null-words',
      severity: 'notice',
      column: column.id,
      rows: physicalRows(plan, nullWords.rows),
      count: nullWords.count,
      detail: { words: nullWords.words.join(', ') },
      repair: { do: 'null-words', column: column.id, words: nullWords.words },
      repaired: true,
    },
  ]
}

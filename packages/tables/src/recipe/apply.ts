// Runs the checks in order and applies the repairs that the caller or the recipe wants.
import {
  type Points,
  checkDegrees,
  checkSwapped,
  checkTerritory,
  findPoints,
  swapCoordinates,
} from '../checks/coordinates.ts'
import { checkMetres } from '../checks/metres.ts'
import { checkSexagesimal } from '../checks/sexagesimal.ts'
import { checkLostZeros, padZeros } from '../checks/codes.ts'
import { checkFractions } from '../checks/fractions.ts'
import { checkEmptiness, checkHeadings, checkTypes } from '../checks/columns.ts'
import type { Plan } from '../checks/context.ts'
import { checkNumbers, unifyNumbers } from '../checks/numbers.ts'
import { checkDuplicateRows, checkEmptyRows, checkTotals } from '../checks/rows.ts'
import type { Finding, Recipe, RepairStep } from '../model.ts'
import { columnRecipe, hasStep, withStep } from './resolve.ts'

export interface Checked {
  findings: Finding[]
  points: Points | null
  /** The recipe given and every repair applied now. */
  recipe: Recipe
}

export type Repairs = 'all' | 'recipe' | 'none'

/** Changes `plan.columns` and `plan.dropped` where repairs are applied. */
export async function checkAndRepair(
  plan: Plan,
  recipe: Recipe,
  repairs: Repairs,
  named: boolean,
): Promise<Checked> {
  let kept = recipe
  const wanted = (step: RepairStep): boolean =>
    repairs === 'all' || (repairs === 'recipe' && hasStep(recipe, step))
  const settle = (finding: Finding, apply: () => void, certain = false): Finding => {
    if (!finding.repair || finding.repaired) return finding
    if (!wanted(finding.repair) && !(certain && repairs === 'recipe')) return finding
    apply()
    kept = withStep(kept, finding.repair)
    return { ...finding, repaired: true }
  }
  const findings: Finding[] = []
  if (repairs !== 'none') followRecipe(plan, recipe)
  for (const finding of checkTypes(plan)) findings.push(finding)
  findings.push(...(await checkFractions(plan)))
  for (const { finding, column } of await checkNumbers(plan)) {
    findings.push(settle(finding, () => findings.push(...unifyNumbers(plan, column))))
  }
  for (const { finding, apply } of await checkSexagesimal(plan)) {
    findings.push(settle(finding, () => findings.push(...apply())))
  }
  for (const finding of await checkLostZeros(plan)) {
    findings.push(settle(finding, () => padRecipe(plan, finding)))
  }
  for (const finding of await checkEmptiness(plan)) {
    findings.push(settle(finding, () => dropColumn(plan, finding.column)))
  }
  findings.unshift(...checkHeadings(plan, named))
  const empty = await checkEmptyRows(plan)
  if (empty) findings.push(settleRows(plan, empty, 'empty', settle))
  const totals = await checkTotals(plan)
  if (totals) findings.push(settleRows(plan, totals, 'totals', settle))
  const copies = await checkDuplicateRows(plan)
  if (copies) findings.push(copies)
  findings.push(...(await checkDegrees(plan)))
  let points = await findPoints(plan)
  const metres = points ? null : await checkMetres(plan)
  if (metres) {
    findings.push(settle(metres.finding, metres.apply))
    points = await findPoints(plan)
  }
  if (points) {
    const swapped = await checkSwapped(plan, points)
    if (swapped) {
      const filled = Number(swapped.detail?.['filled'])
      // Where every point lies in the territory only when exchanged, there is nothing to ask.
      const certain = swapped.count === filled
      const swap = (): void => swapCoordinates(plan, points, swapped.count ?? 0, filled)
      findings.push(settle(swapped, swap, certain))
    }
    const outside = await checkTerritory(plan, points)
    if (outside) findings.push(outside)
  }
  return { findings, points, recipe: kept }
}

/** Steps that need no finding: dropping, padding. */
function followRecipe(plan: Plan, recipe: Recipe): void {
  for (const column of plan.columns) {
    const steps = columnRecipe(recipe, column.id, column.name)
    if (steps.drop) column.dropped = true
    if (steps.name !== undefined) column.name = steps.name
  }
}

function padRecipe(plan: Plan, finding: Finding): void {
  const column = plan.columns.find(({ id }) => id === finding.column)
  if (column && finding.repair?.do === 'pad-zeros') padZeros(column, finding.repair.width)
}

function dropColumn(plan: Plan, id: string | undefined): void {
  const column = plan.columns.find((candidate) => candidate.id === id)
  if (column) column.dropped = true
}

/** Rows leave the table only when the repair is applied. */
function settleRows(
  plan: Plan,
  finding: Finding,
  where: 'totals' | 'empty',
  settle: (finding: Finding, apply: () => void) => Finding,
): Finding {
  const settled = settle(finding, () => undefined)
  if (!settled.repaired) plan.dropped.delete(where)
  return settled
}

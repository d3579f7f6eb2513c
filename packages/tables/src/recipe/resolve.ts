// Looks up what a recipe says about a column, by its id or its heading.
import type { Recipe, RepairStep } from '../model.ts'

type Step<Kind extends RepairStep['do']> = Extract<RepairStep, { do: Kind }>

export interface ColumnRecipe {
  name?: string
  drop: boolean
  type?: Step<'set-type'>
  nullWords: string[]
  mojibake: boolean
  zeros?: Step<'pad-zeros'>
}

/** Steps that concern this column; steps without a column concern all. */
export function columnRecipe(recipe: Recipe, id: string, heading: string): ColumnRecipe {
  const result: ColumnRecipe = { drop: false, nullWords: [], mojibake: false }
  for (const step of recipe.steps) {
    if (
      'column' in step &&
      step.column !== undefined &&
      step.column !== id &&
      step.column !== heading
    ) {
      continue
    }
    switch (step.do) {
      case 'drop-column':
        result.drop = true
        break
      case 'rename-column':
        result.name = step.name
        break
      case 'set-type':
        result.type = step
        break
      case 'pad-zeros':
        result.zeros = step
        break
      case 'null-words':
        result.nullWords.push(...step.words)
        break
      case 'fix-mojibake':
        result.mojibake = true
        break
      default:
        break
    }
  }
  return result
}

export function hasStep(recipe: Recipe, wanted: RepairStep): boolean {
  const key = stepKey(wanted)
  return recipe.steps.some((step) => stepKey(step) === key)
}

/** Two steps of one key do the same, perhaps with other values. */
function stepKey(step: RepairStep): string {
  switch (step.do) {
    case 'drop-rows':
      return `${step.do} ${step.where}`
    case 'swap-coordinates':
      return step.do
    case 'fix-mojibake':
      return step.do
    case 'blank-small-groups':
      return `${step.do} ${step.columns.join(' ')}`
    default:
      return `${step.do} ${'column' in step ? (step.column ?? '') : ''}`
  }
}

/** The recipe with the step added, unless it holds one like it. */
export function withStep(recipe: Recipe, step: RepairStep): Recipe {
  return hasStep(recipe, step) ? recipe : { steps: [...recipe.steps, step] }
}

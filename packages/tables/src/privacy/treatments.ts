// The privacy steps in force for one version: those of the recipe and those taken now, one a column.
import type { PrivacyStep, Recipe, RepairStep } from '../model.ts'
import { isPrivacyStep } from './model.ts'
import type { ColumnStep } from './treat.ts'

export type DropStep = Extract<RepairStep, { do: 'drop-column' }>
type BlankStep = Extract<PrivacyStep, { do: 'blank-small-groups' }>

export class Treatments {
  readonly #columns = new Map<string, ColumnStep | DropStep>()
  #blank: BlankStep | null = null

  constructor(steps: readonly RepairStep[]) {
    for (const step of steps) if (isPrivacyStep(step)) this.add(step)
  }

  /** A later step on a column takes the place of an earlier one, but nothing undoes a drop. */
  add(step: RepairStep): void {
    if (step.do === 'blank-small-groups') this.#blank = step
    else if (isPrivacyStep(step) && 'column' in step && step.column !== undefined) {
      if (this.#columns.get(step.column)?.do === 'drop-column') return
      this.#columns.set(step.column, step as ColumnStep | DropStep)
    }
  }

  /** The step for a column named by its id or, in recipes written by hand, by its heading. */
  of({ id, name }: { id: string; name: string }): ColumnStep | DropStep | null {
    return this.#columns.get(id) ?? this.#columns.get(name) ?? null
  }

  get blank(): BlankStep | null {
    return this.#blank
  }

  get steps(): RepairStep[] {
    return [...this.#columns.values(), ...(this.#blank === null ? [] : [this.#blank])]
  }

  copy(): Treatments {
    return new Treatments(this.steps)
  }
}

/** The recipe with these privacy steps instead of its own. */
export function recipeWith(recipe: Recipe, treatments: Treatments): Recipe {
  const repairs = recipe.steps.filter((step) => !isPrivacyStep(step))
  const dropped = new Set(
    treatments.steps.flatMap((step) => (step.do === 'drop-column' ? [step.column] : [])),
  )
  const kept = repairs.filter((step) => step.do !== 'drop-column' || !dropped.has(step.column))
  return { steps: [...kept, ...treatments.steps] }
}

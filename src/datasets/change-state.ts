// Publishes a dataset, withdraws it, or takes it back to draft.
import { transitions } from './dataset-input.ts'
import { DatasetsError } from './errors.ts'
import type { ShelfAct } from './journal.ts'
import type { PublicationState } from './model.ts'
import { noteDataset } from './note-dataset.ts'
import { idOfDataset, readDatasets } from './store-read.ts'
import { updateDatasetRow } from './store-write.ts'
import { type WriteContext, change, mustBePermitted } from './write-context.ts'

const actOf: Record<PublicationState, ShelfAct['act']> = {
  draft: 'dataset.taken-back',
  published: 'dataset.published',
  withdrawn: 'dataset.withdrawn',
}

/** Does nothing when the dataset is in that state already. Throws `not-found` and `bad-value`. */
export async function changeState(
  context: WriteContext,
  slugOrId: string,
  state: PublicationState,
): Promise<void> {
  mustBePermitted(context.actor, 'change-state', { kind: 'dataset' })
  await change(context, async (db) => {
    const id = await idOfDataset(db, slugOrId)
    const [dataset] = id === null ? [] : await readDatasets(db, [id])
    if (dataset === undefined) throw new DatasetsError('not-found', { dataset: slugOrId })
    if (dataset.state === state) return { answer: undefined, changes: [], acts: [] }
    if (!transitions[dataset.state].includes(state)) {
      throw new DatasetsError('bad-value', { field: 'state', value: `${dataset.state} → ${state}` })
    }
    await updateDatasetRow(db, dataset.id, { state }, context.clock.now())
    await noteDataset(db, context, dataset.id)
    const act: ShelfAct = {
      act: actOf[state],
      about: { kind: 'dataset', id: dataset.id },
      content: { slug: dataset.slug, from: dataset.state, to: state },
    }
    return { answer: undefined, changes: [{ dataset: dataset.id }], acts: [act] }
  })
}

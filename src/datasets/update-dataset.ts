// Changes what the catalogue says about a dataset; what is not named stays.
import { type DatasetInput, checkInput, setLists, valuesOf } from './dataset-input.ts'
import { DatasetsError } from './errors.ts'
import { type ShelfAct, plain } from './journal.ts'
import type { DictionaryEntry } from './model.ts'
import { noteDataset } from './note-dataset.ts'
import { datasetOfResource, idOfDataset } from './store-read.ts'
import { setDictionary, updateDatasetRow } from './store-write.ts'
import { type WriteContext, change, mustBePermitted } from './write-context.ts'

/** Throws `not-found`, `bad-value` and unknown names. */
export async function updateDataset(
  context: WriteContext,
  slugOrId: string,
  input: DatasetInput,
): Promise<void> {
  mustBePermitted(context.actor, 'update', { kind: 'dataset' })
  checkInput(input)
  await change(context, async (db) => {
    const id = await idOfDataset(db, slugOrId)
    if (id === null) throw new DatasetsError('not-found', { dataset: slugOrId })
    await updateDatasetRow(db, id, await valuesOf(db, input), context.clock.now())
    await setLists(db, id, input)
    if (input.organisation !== undefined) await noteDataset(db, context, id)
    const act: ShelfAct = {
      act: 'dataset.updated',
      about: { kind: 'dataset', id },
      content: { input: plain(input) },
    }
    return { answer: undefined, changes: [{ dataset: id }], acts: [act] }
  })
}

/** Says what columns mean. Entries of other columns stay. */
export async function describeColumns(
  context: WriteContext,
  resourceId: string,
  entries: DictionaryEntry[],
): Promise<void> {
  mustBePermitted(context.actor, 'update', { kind: 'resource' })
  await change(context, async (db) => {
    const id = await datasetOfResource(db, resourceId)
    if (id === null) throw new DatasetsError('not-found', { dataset: resourceId })
    await setDictionary(db, resourceId, entries)
    await updateDatasetRow(db, id, {}, context.clock.now())
    const act: ShelfAct = {
      act: 'columns.described',
      about: { kind: 'resource', id: resourceId },
      content: plain({ dataset: id, entries }),
    }
    return { answer: undefined, changes: [{ dataset: id }], acts: [act] }
  })
}

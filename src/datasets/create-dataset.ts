// Writes a new dataset into the catalogue.
import type { Transaction } from 'kysely'
import type { Schema } from '#platform'
import { type DatasetInput, checkInput, checkSlug, setLists, valuesOf } from './dataset-input.ts'
import { DatasetsError } from './errors.ts'
import { type ShelfAct, plain } from './journal.ts'
import type { PublicationState, Texts } from './model.ts'
import { noteDataset } from './note-dataset.ts'
import { slugFrom } from './slug.ts'
import { insertDataset } from './store-write.ts'
import { type WriteContext, change, mustBePermitted } from './write-context.ts'

export type NewDataset = DatasetInput & {
  title: Texts
  /** Default: made from the title. */
  slug?: string
  /** Default `draft`. */
  state?: PublicationState
}

/** The id and slug of the new dataset. Throws `slug-taken`, `bad-slug`, `bad-value` and unknown names. */
export async function createDataset(
  context: WriteContext,
  input: NewDataset,
): Promise<{ id: string; slug: string }> {
  mustBePermitted(context.actor, 'create', { kind: 'dataset' })
  return change(context, async (db) => {
    const answer = await insertNewDataset(db, context, input)
    return {
      answer,
      changes: [{ dataset: answer.id }],
      acts: [datasetCreated(answer, input)],
    }
  })
}

export function datasetCreated(
  { id, slug }: { id: string; slug: string },
  input: object,
): ShelfAct {
  return {
    act: 'dataset.created',
    about: { kind: 'dataset', id },
    content: { slug, input: plain(input) },
  }
}

/** The part inside the transaction, for verbs that create a dataset on their way. */
export async function insertNewDataset(
  db: Transaction<Schema>,
  context: WriteContext,
  { slug: asked, state = 'draft', ...input }: NewDataset,
): Promise<{ id: string; slug: string }> {
  const slug = asked ?? slugFrom(input.title.es)
  checkSlug(slug)
  checkInput(input)
  const organisation = input.organisation ?? context.defaultOrganisation
  if (organisation === null) throw new DatasetsError('no-organisation', { dataset: slug })
  const { organisationId, ...values } = await valuesOf(db, { ...input, organisation })
  if (organisationId === undefined)
    throw new DatasetsError('unknown-organisation', { organisation })
  const row = { ...values, title: input.title, state, organisationId }
  const id = await insertDataset(db, slug, row, context.clock.now())
  if (id === null) throw new DatasetsError('slug-taken', { slug })
  await setLists(db, id, input)
  await noteDataset(db, context, id)
  return { id, slug }
}

// Writes a dataset of an office as a draft: what it is, before its first file is handed in.
import { inViewOf, listedAmong, officesOf } from '#people'
import { datasetCreated, insertNewDataset } from './create-dataset.ts'
import { checkSlug } from './dataset-input.ts'
import type { DatasetInput } from './dataset-input.ts'
import { DatasetsError } from './errors.ts'
import type { Organisation, PublicationState, Texts } from './model.ts'
import { slugFrom } from './slug.ts'
import { datasetsOfOffices, idOfDataset, readDatasets, readOrganisations } from './store-read.ts'
import { answeringFor } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

export type NewDraft = Pick<
  DatasetInput,
  'description' | 'licence' | 'frequency' | 'themes' | 'organisation'
> & { title: Texts }

/** Addresses that are tried where one is taken by a dataset the actor may not know of. */
const mostTries = 20

/**
 * Needs the verb `draft` in the office of the organisation. The address is made of the title; where a
 * dataset the actor sees has it, that one is named, so that nobody makes it twice.
 * @throws PeopleError not-found, not-permitted; DatasetsError slug-taken, bad-slug, bad-value and
 * unknown names
 */
export async function createDraft(
  context: WriteContext,
  input: NewDraft,
): Promise<{ id: string; slug: string }> {
  const wanted = slugFrom(input.title.es)
  checkSlug(wanted)
  const slug = await freeSlug(context, wanted)
  return change(context, async (trx) => {
    const { actor } = context
    const { organisation } = await answeringFor(trx, context, {
      ...{ actor, verb: 'draft', dataset: slug },
      ...(input.organisation === undefined ? {} : { organisation: input.organisation }),
    })
    const whole = { ...input, slug, organisation, state: 'draft' as const }
    const answer = await insertNewDataset(trx, context, whole)
    return {
      answer,
      changes: [{ dataset: answer.id }],
      acts: [datasetCreated(answer, whole)],
    }
  })
}

async function freeSlug(context: WriteContext, wanted: string): Promise<string> {
  const db = context.database.kysely
  for (let count = 1; count <= mostTries; count += 1) {
    const slug = count === 1 ? wanted : `${wanted.slice(0, 96)}-${count}`
    const id = await idOfDataset(db, slug)
    if (id === null) return slug
    const [dataset] = await readDatasets(db, [id])
    if (dataset?.state === 'published' || (await isSeen(context, id))) break
  }
  throw new DatasetsError('slug-taken', { slug: wanted })
}

const isSeen = (context: WriteContext, id: string): Promise<boolean> =>
  inViewOf(context, async (view) =>
    (await listedAmong(view, { kind: 'dataset', ids: [id] })).has(id),
  )

export interface HandInPlaces {
  /** What a file may be handed in to: published, and drafts that the actor sees; by title. */
  datasets: { slug: string; title: Texts; state: PublicationState }[]
  /** Under whose name the actor's offices publish. */
  organisations: Organisation[]
}

/** Of the actor's offices; permission is asked again when something is handed in. */
export async function handInPlaces(context: WriteContext): Promise<HandInPlaces> {
  return inViewOf(context, async (view) => {
    const offices = new Set(await officesOf(view.trx, context.actor))
    const organisations = (await readOrganisations(view.trx, [])).filter(({ slug }) =>
      offices.has(slug),
    )
    const found = await datasetsOfOffices(
      view.trx,
      organisations.map(({ slug }) => slug),
    )
    const drafts = found.filter(({ state }) => state !== 'published').map(({ id }) => id)
    const seen = await listedAmong(view, { kind: 'dataset', ids: drafts })
    return {
      organisations,
      datasets: found
        .filter(({ id, state }) => state === 'published' || (state === 'draft' && seen.has(id)))
        .map(({ slug, title, state }) => ({ slug, title, state })),
    }
  })
}

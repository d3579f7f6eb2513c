// Tells permission of a dataset: the office that answers for it, its state, its publication.
import { type Actor, PeopleError, findRecord, inViewOf, listedAmong, noteAnswered } from '#people'
import type { Clock, Database } from '#platform'
import { readDatasets } from './store-read.ts'
import type { WriteContext } from './write-context.ts'

/** In the transaction that changed the dataset. */
export async function noteDataset(
  db: Parameters<typeof noteAnswered>[0],
  context: Pick<WriteContext, 'clock'>,
  id: string,
): Promise<void> {
  const [dataset] = await readDatasets(db, [id])
  if (dataset === undefined) return
  const { state, organisation } = dataset
  const published = state === 'published' ? 'publicación en el portal de datos abiertos' : null
  const answered = { id, kind: 'dataset', state, office: organisation.slug, published }
  await noteAnswered(db, answered, context.clock.now())
}

/** Whether an official sees a dataset that is not published. Visitors never do. */
export async function seesDraft(
  context: { database: Database; clock: Clock; actor: Actor },
  id: string,
): Promise<boolean> {
  const { actor } = context
  if (actor.kind === 'visitor' || actor.kind === 'operator' || actor.holding === null) return false
  try {
    const record = await inViewOf(context, (view) =>
      findRecord(view, { verb: 'read', kind: 'dataset', id }),
    )
    return record !== null
  } catch (error) {
    // Told apart from absent for whoever knows of it; on the shelf both are absent.
    if (error instanceof PeopleError && error.code === 'not-permitted') return false
    throw error
  }
}

/** Those of these unpublished datasets that an official finds in lists; for all others there are none. */
export async function draftsSeen(
  context: { database: Database; clock: Clock; actor: Actor },
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { actor } = context
  if (actor.kind === 'visitor' || actor.kind === 'operator' || actor.holding === null) {
    return new Set()
  }
  if (ids.length === 0) return new Set()
  return inViewOf(context, (view) => listedAmong(view, { kind: 'dataset', ids }))
}

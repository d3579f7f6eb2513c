// Publishes at once a table that an official changed row by row, for the office that answers for it.
import { PeopleError } from '#people'
import type { PublishReport } from './model.ts'
import { noteDataset } from './note-dataset.ts'
import { publishPermitted } from './publish-file.ts'
import { type SubmitRequest, answeringFor } from './submission.ts'
import type { WriteContext } from './write-context.ts'

/** The whole table after the change, and the version it was made from. */
export interface OfficeEdit extends Pick<
  SubmitRequest,
  'path' | 'name' | 'dataset' | 'title' | 'resource' | 'key' | 'note'
> {
  /** Id of that version; null where the table is new. */
  base: string | null
}

/**
 * For people who hold the verb `publish` where the dataset is answered for; asked again in the
 * transaction that makes the version. The gate stops certain identifiers of people: numbers to call and
 * organisers are what such tables are published for.
 * @throws PeopleError not-found, not-permitted; DatasetsError changed-meanwhile, privacy; TableError
 */
export async function publishByOffice(
  context: WriteContext,
  { base, ...request }: OfficeEdit,
): Promise<PublishReport> {
  const { actor, database } = context
  if (actor.kind !== 'person') {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  const asked = { actor, verb: 'publish', dataset: request.dataset }
  const { organisation } = await database.transaction((trx) => answeringFor(trx, context, asked))
  const wanted = { ...request, organisation, privacy: { gate: 'identifiers' as const } }
  return publishPermitted(context, wanted, {
    base,
    async settle(trx, { dataset }) {
      await answeringFor(trx, context, asked)
      await noteDataset(trx, context, dataset)
      return []
    },
  })
}

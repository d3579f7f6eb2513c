// Publishes a file at once for a program whose token is narrowed to that very dataset.
import { PeopleError, reachOf } from '#people'
import type { PublishReport } from './model.ts'
import { noteDataset } from './note-dataset.ts'
import { publishPermitted } from './publish-file.ts'
import { type SubmitRequest, answeringFor } from './submission.ts'
import type { WriteContext } from './write-context.ts'

/** Whether the program publishes by itself what it sends; others hand in for a second person. */
export function publishesAtOnce({ actor }: Pick<WriteContext, 'actor'>): boolean {
  return (
    actor.kind === 'system' &&
    actor.scopes.has('publish') &&
    (reachOf(actor)?.dataset ?? null) !== null
  )
}

/**
 * The strict privacy gate holds, and is not overridden: a program answers for nothing. The dataset
 * must exist. Permission is asked again in the transaction that makes the version.
 * @throws PeopleError not-found, not-permitted; DatasetsError privacy; TableError
 */
export async function publishByToken(
  context: WriteContext,
  request: SubmitRequest,
): Promise<PublishReport> {
  const { actor, database } = context
  if (!publishesAtOnce(context) || request.privacy?.override !== undefined) {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  const { privacy, organisation: _organisation, ...rest } = request
  const asked = { actor, verb: 'publish', dataset: request.dataset }
  await database.transaction(async (trx) => {
    const { dataset } = await answeringFor(trx, context, asked)
    if (dataset === null) throw new PeopleError('not-found', { what: 'dataset' })
  })
  const wanted = { ...rest, ...(privacy?.apply === true && { privacy: { apply: true } }) }
  return publishPermitted(context, wanted, {
    async settle(trx, { dataset }) {
      await answeringFor(trx, context, asked)
      await noteDataset(trx, context, dataset)
      return []
    },
  })
}

// Hands a waiting file in again with other wishes: remedies accepted, or a person who answers for it.
import { PeopleError } from '#people'
import { type Submitted, submitFile } from './submit-file.ts'
import { type SubmitRequest, lockWaiting } from './submission.ts'
import type { WriteContext } from './write-context.ts'

/**
 * The drafter's own waiting submission is withdrawn and a new one takes its place, of the same file.
 * @throws as submitFile; DatasetsError decided-already
 */
export async function changeSubmission(
  context: WriteContext,
  id: string,
  wishes: Pick<SubmitRequest, 'privacy' | 'repairs'>,
): Promise<Submitted> {
  const { actor, database, files } = context
  const before = await database.transaction((trx) =>
    lockWaiting(trx, context, { id, verb: 'draft' }),
  )
  if (actor.kind !== 'person' || actor.person !== before.drafter) {
    throw new PeopleError('not-permitted', { reason: 'not-in-custody' })
  }
  const { privacy: _privacy, ...rest } = before.wanted
  const path = await files.local(before.original.hash as never)
  const request = { ...rest, ...wishes, path, name: before.original.name, dataset: before.slug }
  return submitFile(context, { ...request, organisation: before.organisation }, id)
}

// Hands an undecided file in again with other wishes: repairs, remedies, or a person who answers for it.
import { type Submitted, submitFile } from './submit-file.ts'
import { type SubmitRequest, lockOwn } from './submission.ts'
import type { WriteContext } from './write-context.ts'

/**
 * The drafter's own submission is withdrawn and a new one takes its place, of the same file; its
 * drafter looks at it before it goes on. What is not named of the wishes stays.
 * @throws as submitFile; DatasetsError decided-already
 */
export async function changeSubmission(
  context: WriteContext,
  id: string,
  wishes: Pick<SubmitRequest, 'privacy' | 'repairs'>,
): Promise<Submitted> {
  const before = await context.database.transaction((trx) => lockOwn(trx, context, id))
  const path = await context.files.local(before.original.hash as never)
  const { slug: dataset, organisation, wanted, original } = before
  const request = { ...wanted, ...wishes, path, name: original.name, dataset, organisation }
  return submitFile(context, request, { replaces: id, review: false })
}

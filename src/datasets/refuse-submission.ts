// Refuses a waiting file, with a reason, as the second of two people.
import { personOf } from './approve-submission.ts'
import { DatasetsError } from './errors.ts'
import { decideSubmission } from './store-submissions.ts'
import { lockOpen, noteState } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

/**
 * Needs what an approval needs on the submission: another person, a fresh proof of presence.
 * @throws PeopleError not-found, not-permitted; DatasetsError bad-value, decided-already
 */
export async function refuseSubmission(
  context: WriteContext,
  id: string,
  words: string,
): Promise<void> {
  const by = personOf(context.actor)
  const reason = words.trim()
  if (reason.length === 0 || reason.length > 2000) {
    throw new DatasetsError('bad-value', { field: 'reason', value: reason.slice(0, 100) })
  }
  await change(context, async (trx) => {
    const { slug, drafter } = await lockOpen(trx, context, { id, verb: 'approve' })
    await decideSubmission(trx, id, { state: 'refused', by, at: context.clock.now(), reason })
    await noteState(trx, context, { id, state: 'refused' })
    const about = { kind: 'submission' as const, id }
    const content = { dataset: slug, drafter, reason }
    return {
      answer: undefined,
      changes: [],
      acts: [{ act: 'submission.refused', about, content }],
    }
  })
}

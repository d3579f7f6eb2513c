// Takes back a file one handed in oneself, while nobody has decided on it.
import { PeopleError } from '#people'
import { personOf } from './approve-submission.ts'
import { decideSubmission } from './store-submissions.ts'
import { lockWaiting, noteDecided } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

/** @throws PeopleError not-found, not-permitted (for anyone but the drafter); DatasetsError decided-already */
export async function withdrawSubmission(context: WriteContext, id: string): Promise<void> {
  const by = personOf(context.actor)
  await change(context, async (trx) => {
    const { slug, drafter } = await lockWaiting(trx, context, { id, verb: 'draft' })
    if (drafter !== by) throw new PeopleError('not-permitted', { reason: 'not-in-custody' })
    await decideSubmission(trx, id, { state: 'withdrawn', by, at: context.clock.now() })
    await noteDecided(trx, context, { id, state: 'withdrawn' })
    const about = { kind: 'submission' as const, id }
    return {
      answer: undefined,
      changes: [],
      acts: [{ act: 'submission.withdrawn', about, content: { dataset: slug } }],
    }
  })
}

// Takes back a file one handed in oneself, while nobody has decided on it.
import { decideSubmission } from './store-submissions.ts'
import { lockOwn, noteState } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

/** @throws PeopleError not-found, not-permitted (for anyone but the drafter); DatasetsError decided-already */
export async function withdrawSubmission(context: WriteContext, id: string): Promise<void> {
  await change(context, async (trx) => {
    const { slug, drafter: by } = await lockOwn(trx, context, id)
    await decideSubmission(trx, id, { state: 'withdrawn', by, at: context.clock.now() })
    await noteState(trx, context, { id, state: 'withdrawn' })
    const about = { kind: 'submission' as const, id }
    return {
      answer: undefined,
      changes: [],
      acts: [{ act: 'submission.withdrawn', about, content: { dataset: slug } }],
    }
  })
}

// Hands a file that was read to the second person, once its drafter has seen what was found.
import { DatasetsError } from './errors.ts'
import { privacyError, stoppedBy } from './pass-gate.ts'
import { noteSent } from './store-submissions.ts'
import { lockOwn, noteState } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

/**
 * What the privacy gate stops is not handed on: its drafter accepts remedies or answers for it first.
 * @throws PeopleError not-found, not-permitted; DatasetsError decided-already, privacy, not-ready
 */
export async function sendSubmission(context: WriteContext, id: string): Promise<void> {
  await change(context, async (trx) => {
    const found = await lockOwn(trx, context, id)
    const { slug, state, stopped, report, wanted } = found
    if (state !== 'ready') throw new DatasetsError('not-ready', { dataset: slug })
    if (stopped) {
      const { privacy } = report ?? { privacy: null }
      throw privacyError(slug, stoppedBy(wanted, privacy === null ? {} : { privacy }))
    }
    const at = context.clock.now()
    await noteSent(trx, id, at)
    await noteState(trx, context, { id, state: 'waiting' })
    const about = { kind: 'submission' as const, id }
    return {
      answer: undefined,
      changes: [],
      acts: [{ act: 'submission.sent', about, content: { dataset: slug } }],
    }
  })
}

// Says, after looking again, that a restricted or secret record stays closed until another day.
import { PeopleError } from './errors.ts'
import { type PeopleContext, perform } from './perform.ts'
import { permittedRecord } from './permitted-record.ts'
import { rank } from './record.ts'
import { insertReview } from './store-reviews.ts'
import { updateRecord } from './store-records.ts'

/**
 * Restricting anew takes what restricting takes: the verb raise-level. `reviewBy` is `YYYY-MM-DD`,
 * after today. What needs no restriction any more is lowered by two people instead.
 * @throws PeopleError not-found, not-permitted, level-not-raised, bad-value
 */
export async function confirmLevel(
  context: PeopleContext,
  input: { record: string; reviewBy: string; reason: string },
): Promise<void> {
  await perform(context, 'confirm-level', async (trx, now) => {
    const ask = { id: input.record, verb: 'raise-level', now }
    const record = await permittedRecord(context, trx, ask)
    if (rank(record.level) < rank('restricted') || record.reviewBy === null) {
      throw new PeopleError('level-not-raised')
    }
    const { reviewBy, reason } = input
    if (!/^\d{4}-\d\d-\d\d$/.test(reviewBy) || reviewBy <= now.toISOString().slice(0, 10)) {
      throw new PeopleError('bad-value', { field: 'review' })
    }
    await updateRecord(trx, record.id, { reviewBy })
    const person = context.actor.kind === 'person' ? context.actor.person : null
    const review = { record: record.id, person, was: record.reviewBy, next: reviewBy, reason }
    await insertReview(trx, review, now)
    const content = { was: record.reviewBy, next: reviewBy, reason }
    return { answer: undefined, about: { kind: 'record', id: record.id }, content }
  })
}

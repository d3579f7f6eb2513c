// Ends a holding before its time; it takes effect at the next question.
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, perform } from './perform.ts'
import { endHoldingRow, lockHolding } from './store-people.ts'

/** Delegations that it granted end with it. @throws PeopleError not-permitted, no-act, not-found, ended-already */
export async function endHolding(
  context: PeopleContext,
  input: { institution: string; holding: string; act: string },
): Promise<void> {
  mustManage(context, 'appoint', input.institution)
  const act = mustCite(input.act)
  await perform(context, 'end-holding', async (trx, now) => {
    const row = await lockHolding(trx, input.holding)
    if (row?.institution !== input.institution) {
      throw new PeopleError('not-found', { what: input.holding })
    }
    if (row.until !== null && row.until <= now) throw new PeopleError('ended-already')
    await endHoldingRow(trx, row.id, { until: now, act })
    return { answer: undefined, about: { kind: 'holding', id: row.id }, content: { act } }
  })
}

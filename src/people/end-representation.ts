// Ends a representation before its time.
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, perform } from './perform.ts'
import { endRepresentationRow } from './store-parties.ts'

/** @throws PeopleError not-permitted, no-act, ended-already */
export async function endRepresentation(
  context: PeopleContext,
  input: { institution: string; representation: string; act: string },
): Promise<void> {
  mustManage(context, 'manage-parties', input.institution)
  const act = mustCite(input.act)
  await perform(context, 'end-representation', async (trx, now) => {
    const ended = await endRepresentationRow(trx, input.representation, { until: now, act })
    if (!ended) throw new PeopleError('ended-already')
    const about = { kind: 'representation', id: input.representation }
    return { answer: undefined, about, content: { act } }
  })
}

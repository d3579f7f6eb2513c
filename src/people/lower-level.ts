// Lowers the level of a record as the second of two people.
import { PeopleError } from './errors.ts'
import { type PeopleContext, perform } from './perform.ts'
import { permittedRecord } from './permitted-record.ts'
import { rank } from './record.ts'
import { decideLevelChange, lockLevelChange } from './store-levels.ts'
import { levelOf, updateRecord } from './store-records.ts'

/**
 * Agrees to a proposal of another person.
 * @throws PeopleError not-found, not-permitted (same-person, proof-needed …), ended-already,
 *   level-not-lowered, stricter-document
 */
export async function lowerLevel(
  context: PeopleContext,
  input: { proposal: string },
): Promise<void> {
  const { actor } = context
  if (actor.kind !== 'person') {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  await perform(context, 'lower-level', async (trx, now) => {
    const proposal = await lockLevelChange(trx, input.proposal)
    if (proposal === null) throw new PeopleError('not-found', { what: input.proposal })
    const proposer = proposal.proposedBy
    const ask = { id: proposal.record, verb: 'lower-level', now, proposer }
    const record = await permittedRecord(context, trx, ask)
    if (proposal.decidedAt !== null) throw new PeopleError('ended-already')
    const level = levelOf(proposal.toLevel)
    if (rank(level) >= rank(record.level)) throw new PeopleError('level-not-lowered')
    await updateRecord(trx, record.id, { level })
    await decideLevelChange(trx, proposal.id, { person: actor.person, at: now })
    const content = { from: record.level, to: level, proposal: proposal.id }
    return { answer: undefined, about: { kind: 'record', id: record.id }, content }
  })
}

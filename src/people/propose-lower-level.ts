// Proposes a lower level for a record; nothing changes until a second person agrees.
import { PeopleError } from './errors.ts'
import { type PeopleContext, perform } from './perform.ts'
import { permittedRecord } from './permitted-record.ts'
import type { Level } from './record.ts'
import { rank } from './record.ts'
import { insertLevelChange } from './store-levels.ts'

/** Id of the proposal. @throws PeopleError not-found, not-permitted, level-not-lowered, bad-value */
export async function proposeLowerLevel(
  context: PeopleContext,
  input: { record: string; level: Level; reason: string },
): Promise<string> {
  const { actor } = context
  if (actor.kind !== 'person') {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  return perform(context, 'propose-lower-level', async (trx, now) => {
    const ask = { id: input.record, verb: 'propose-lower-level', now }
    const record = await permittedRecord(context, trx, ask)
    if (rank(input.level) >= rank(record.level)) throw new PeopleError('level-not-lowered')
    const row = { record: record.id, from: record.level, to: input.level, reason: input.reason }
    const id = await insertLevelChange(trx, { ...row, person: actor.person, decidedAt: null }, now)
    const content = { from: record.level, to: input.level, proposal: id }
    return { answer: id, about: { kind: 'record', id: record.id }, content }
  })
}

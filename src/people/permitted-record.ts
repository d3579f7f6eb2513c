// Reads and holds a record for a verb that changes it, and asks permission with what was read.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import { type DecisionContext, decide } from './decide.ts'
import { PeopleError } from './errors.ts'
import { withAccess } from './find-record.ts'
import type { PeopleContext } from './perform.ts'
import type { RecordFacts } from './record.ts'
import { interestsOf } from './store-parties.ts'
import { lockRecord } from './store-records.ts'

/**
 * Called within perform(), so that check and act are one transaction. Invisible is answered as absent.
 * @throws PeopleError not-found, not-permitted
 */
export async function permittedRecord(
  { actor }: PeopleContext,
  trx: Transaction<Schema>,
  ask: { id: string; verb: string; now: Date } & Pick<DecisionContext, 'proposer' | 'transitions'>,
): Promise<RecordFacts> {
  const row = await lockRecord(trx, ask.id)
  if (row === null) throw new PeopleError('not-found', { what: ask.id })
  const record = await withAccess(trx, row, ask.now)
  const interests = actor.kind === 'person' ? await interestsOf(trx, actor.person, ask.now) : []
  const decision = decide(actor, ask.verb, record, { ...ask, interests })
  if (decision.permit) return record
  if (decision.reason === 'not-visible') throw new PeopleError('not-found', { what: ask.id })
  throw new PeopleError('not-permitted', { reason: decision.reason })
}

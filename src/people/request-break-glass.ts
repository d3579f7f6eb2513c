// Asks to read a record in an emergency; nothing opens until a second person agrees.
import type { InstitutionId } from './actor.ts'
import { decide } from './decide.ts'
import { PeopleError } from './errors.ts'
import { isUuid } from './find-record.ts'
import { type PeopleContext, perform } from './perform.ts'
import { insertBreakGlass } from './store-levels.ts'
import { lockRecord } from './store-records.ts'

/**
 * Id of the request. Ids are random: who has one was given it; one of no record of the institution is
 * not found.
 * @throws PeopleError not-permitted, not-found, bad-value
 */
export async function requestBreakGlass(
  context: PeopleContext,
  input: { record: string; reason: string },
): Promise<string> {
  const { actor } = context
  if (actor.kind !== 'person' || actor.holding === null) {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  const { institution } = actor.holding
  const organisation = { kind: 'organisation', institution } as const
  const decision = decide(actor, 'request-break-glass', organisation, { now: context.clock.now() })
  if (!decision.permit) throw new PeopleError('not-permitted', { reason: decision.reason })
  return perform(context, 'request-break-glass', async (trx, now) => {
    const id = input.record.trim()
    const record = isUuid(id) ? await lockRecord(trx, id) : null
    if ((record?.institution as InstitutionId | undefined) !== institution || record === null) {
      throw new PeopleError('not-found', { what: input.record })
    }
    const request = await insertBreakGlass(trx, { ...input, person: actor.person }, now)
    const content = { request, reason: input.reason }
    return { answer: request, about: { kind: 'record', id: record.id }, content }
  })
}

// Agrees, as the second of two people, that a record is read in an emergency for thirty minutes.
import type { InstitutionId } from './actor.ts'
import { decide } from './decide.ts'
import { PeopleError } from './errors.ts'
import { giveNotice } from './notices/give-notice.ts'
import { type PeopleContext, perform } from './perform.ts'
import { approveBreakGlassRow, lockBreakGlass, peopleToTell } from './store-levels.ts'
import { namesOfPerson } from './store-people.ts'
import { insertAccess, lockRecord } from './store-records.ts'

/** Milliseconds that emergency access lasts, and that a request may wait for its second person. */
export const glassTime = { open: 1_800_000, waiting: 3_600_000 } as const

/**
 * Until when it is open, and who was told of it at once: the head of the office in custody and the
 * auditors, by a notice on their pages and by mail where there is mail.
 * @throws PeopleError not-permitted (same-person, proof-needed …), not-found, ended-already, too-late
 */
export async function approveBreakGlass(
  context: PeopleContext,
  input: { request: string },
): Promise<{ until: Date; tell: string[] }> {
  const { actor } = context
  if (actor.kind !== 'person') {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  return perform(context, 'approve-break-glass', async (trx, now) => {
    const request = await lockBreakGlass(trx, input.request)
    if (request === null) throw new PeopleError('not-found', { what: input.request })
    const institution = request.institution as InstitutionId
    const organisation = { kind: 'organisation', institution } as const
    const proposer = request.requestedBy
    const decision = decide(actor, 'approve-break-glass', organisation, { now, proposer })
    if (!decision.permit) throw new PeopleError('not-permitted', { reason: decision.reason })
    if (request.approvedAt !== null) throw new PeopleError('ended-already')
    if (now.getTime() - request.requestedAt.getTime() > glassTime.waiting) {
      throw new PeopleError('too-late')
    }
    const record = await lockRecord(trx, request.record)
    if (record === null) throw new PeopleError('not-found', { what: request.record })
    const until = new Date(now.getTime() + glassTime.open)
    const principal = `glass:${proposer}`
    await insertAccess(trx, record.id, [
      { principal, reason: 'break-glass', ceiling: 'secret', until },
    ])
    await approveBreakGlassRow(trx, request.id, { person: actor.person, at: now })
    const tell = await peopleToTell(trx, { office: record.custody, institution }, now)
    const reader = (await namesOfPerson(trx, proposer)) ?? proposer
    const { reason } = request
    const notice = {
      kind: 'emergency' as const,
      about: request.id,
      path: null,
      detail: { reader, record: record.id, reason, until: until.toISOString() },
    }
    await giveNotice(trx, { persons: tell, notice, now, mail: context.mail })
    const content = { request: request.id, reader: proposer, until: until.toISOString(), tell }
    return { answer: { until, tell }, about: { kind: 'record', id: record.id }, content }
  })
}

// Takes access to a record from an office on its path or a person it was given to.
import { PeopleError } from './errors.ts'
import { type PeopleContext, perform } from './perform.ts'
import { permittedRecord } from './permitted-record.ts'
import type { AccessReason } from './record.ts'
import { endAccess } from './store-records.ts'

/** What is taken away by itself; custody moves by routing, parties keep what the law gives them. */
export const endableAccess: readonly AccessReason[] = ['path', 'assigned', 'credential']

/**
 * Whoever may name who opens a record may also end it.
 * @throws PeopleError not-found, not-permitted, ended-already
 */
export async function endRecordAccess(
  context: PeopleContext,
  input: { record: string; principal: string; reason: AccessReason },
): Promise<void> {
  await perform(context, 'end-access', async (trx, now) => {
    const ask = { id: input.record, verb: 'name-credential', now }
    const record = await permittedRecord(context, trx, ask)
    const { principal, reason } = input
    const there = record.access.some(
      (row) =>
        row.principal === principal &&
        row.reason === reason &&
        (row.until === null || row.until > now),
    )
    if (!there || !endableAccess.includes(reason)) throw new PeopleError('ended-already')
    await endAccess(trx, record.id, { principal, reason }, now)
    const content = { principal, reason }
    return { answer: undefined, about: { kind: 'record', id: record.id }, content }
  })
}

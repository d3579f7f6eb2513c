// Sends a record to another office: custody moves, and the office it left keeps seeing it.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import { PeopleError } from './errors.ts'
import type { RecordFacts } from './record.ts'
import { type PeopleContext, perform } from './perform.ts'
import { permittedRecord } from './permitted-record.ts'
import { lockOffice } from './store-organisation.ts'
import { endAccess, insertAccess, updateRecord } from './store-records.ts'

/** @throws PeopleError not-found, not-permitted, not-open */
export async function routeRecord(
  context: PeopleContext,
  input: { record: string; office: string; assigned?: readonly string[] },
): Promise<void> {
  await perform(context, 'route', async (trx, now) => {
    const record = await permittedRecord(context, trx, { id: input.record, verb: 'route', now })
    const office = await lockOffice(trx, input.office)
    if (office?.institution !== record.institution) {
      throw new PeopleError('not-found', { what: input.office })
    }
    if (office.from > now || (office.until !== null && office.until <= now)) {
      throw new PeopleError('not-open')
    }
    await moveCustody(trx, { record, to: office.id, assigned: input.assigned ?? [] }, now)
    const content = { from: record.custody, to: office.id }
    return { answer: undefined, about: { kind: 'record', id: record.id }, content }
  })
}

/** The rows of access that change with custody; the caller has asked permission. */
export async function moveCustody(
  trx: Transaction<Schema>,
  input: { record: Pick<RecordFacts, 'id' | 'custody'>; to: string; assigned: readonly string[] },
  now: Date,
): Promise<void> {
  const { record, to } = input
  await updateRecord(trx, record.id, { custody: to })
  await endAccess(trx, record.id, { reason: 'custody' }, now)
  await endAccess(trx, record.id, { reason: 'assigned' }, now)
  await insertAccess(trx, record.id, [
    { principal: `office:${record.custody}`, reason: 'path', ceiling: 'restricted' },
    { principal: `office:${to}`, reason: 'custody', ceiling: 'restricted' },
    ...input.assigned.map((person) => ({
      principal: `person:${person}`,
      reason: 'assigned' as const,
      ceiling: 'restricted' as const,
    })),
  ])
}

// Moves custody of another room's record in that room's transaction, and lets offices read along.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { RecordId } from './actor.ts'
import { PeopleError } from './errors.ts'
import { moveCustody } from './route-record.ts'
import { lockOffice } from './store-organisation.ts'
import { accessOf, insertAccess, lockRecord } from './store-records.ts'
import { asProgram } from './store-view.ts'

/**
 * The office that had it keeps seeing it. Permission was asked by the verb of the other room.
 * @throws PeopleError not-found for an office of another institution, not-open for one that is closed
 */
export async function passCustody(
  trx: Transaction<Schema>,
  { record: id, to }: { record: string; to: string },
  now: Date,
): Promise<void> {
  await asProgram(trx, now, async () => {
    const record = await lockRecord(trx, id)
    const office = await lockOffice(trx, to)
    if (record === null || office?.institution !== record.institution) {
      throw new PeopleError('not-found', { what: to })
    }
    if (office.from > now || (office.until !== null && office.until <= now)) {
      throw new PeopleError('not-open')
    }
    if (record.custody === to) return
    const held = { id: record.id as RecordId, custody: record.custody as never }
    await moveCustody(trx, { record: held, to, assigned: [] }, now)
  })
}

/** Which office has the record in custody; null where there is none. For the program itself. */
export async function custodyOfRecord(
  trx: Transaction<Schema>,
  id: string,
  now: Date,
): Promise<string | null> {
  return asProgram(trx, now, async () => (await lockRecord(trx, id))?.custody ?? null)
}

/** Offices that are sent a copy, or asked for a report, see the record and change nothing of it. */
export async function letOfficesRead(
  trx: Transaction<Schema>,
  { record, offices }: { record: string; offices: readonly string[] },
  now: Date,
): Promise<void> {
  const rows = offices.map((office) => ({
    principal: `office:${office}`,
    reason: 'path' as const,
    ceiling: 'restricted' as const,
  }))
  await asProgram(trx, now, () => insertAccess(trx, record, rows))
}

/** Everybody who ever stood in its list of access, in order; for the program itself. */
export async function readersOf(
  trx: Transaction<Schema>,
  id: string,
  now: Date,
): Promise<string[]> {
  const rows = await asProgram(trx, now, () => accessOf(trx, id))
  return [...new Set(rows.map(({ principal }) => principal))].toSorted()
}

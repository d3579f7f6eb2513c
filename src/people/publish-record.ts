// Writes the publication without which nothing is public, or takes it back.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import { PeopleError } from './errors.ts'
import { rank } from './record.ts'
import { endAccess, insertAccess, levelOf, lockRecord, updateRecord } from './store-records.ts'
import { asProgram } from './store-view.ts'

/**
 * In the transaction of the verb that publishes, which has asked permission. The record takes the
 * level public; a stricter document in it refuses that. Nothing happens where none is registered.
 */
export async function notePublication(
  trx: Transaction<Schema>,
  id: string,
  input: { basis: string; state: string },
  now: Date,
): Promise<void> {
  await asProgram(trx, now, async () => {
    const row = await lockRecord(trx, id)
    if (row === null) return
    // What is restricted is lowered by two people first; one who publishes does not do it alone.
    if (row.level > rank('institution')) throw new PeopleError('level-not-lowered')
    const publication = { at: now, basis: input.basis }
    await updateRecord(trx, id, { level: 'public', publication, state: input.state })
    await insertAccess(trx, id, [{ principal: 'public', reason: 'publication', ceiling: 'public' }])
  })
}

/** The record is the institution's own again from now on. */
export async function noteWithdrawal(
  trx: Transaction<Schema>,
  id: string,
  input: { state: string },
  now: Date,
): Promise<void> {
  await asProgram(trx, now, async () => {
    const row = await lockRecord(trx, id)
    if (row === null) return
    const level = row.level === rank('public') ? 'institution' : levelOf(row.level)
    await updateRecord(trx, id, { level, publication: null, state: input.state })
    await endAccess(trx, id, { reason: 'publication' }, now)
  })
}

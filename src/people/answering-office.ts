// Keeps what permission knows of another room's record in step with it: office, state, publication.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { RecordId } from './actor.ts'
import { notePublication, noteWithdrawal } from './publish-record.ts'
import { registerRecord } from './register-record.ts'
import { moveCustody } from './route-record.ts'
import { officeBySlug } from './store-organisation.ts'
import { lockRecord, updateRecord } from './store-records.ts'
import { asProgram } from './store-view.ts'

export interface Answered {
  id: string
  kind: string
  state: string
  /** Slug of the office that answers for it. */
  office: string
  /** On what basis it is public now; null while it is not. */
  published: string | null
}

/**
 * In the transaction of the verb that changed the record, which has asked permission. Where no open
 * office has the slug nothing is registered, and nobody but the operator sees what is not published.
 * @throws PeopleError level-not-lowered, when something restricted would become public
 */
export async function noteAnswered(
  trx: Transaction<Schema>,
  answered: Answered,
  now: Date,
): Promise<void> {
  const { id, kind, state } = answered
  await asProgram(trx, now, async () => {
    const offices = await officeBySlug(trx, answered.office, now)
    const office = offices.length === 1 ? offices[0] : undefined
    const row = await lockRecord(trx, id)
    if (row === null) {
      if (office === undefined) return
      const { institution, id: custody } = office
      const record = { id, kind, institution, custody, state, level: 'institution' as const }
      await registerRecord(trx, record, now)
    } else if (office !== undefined && office.institution === row.institution) {
      const record = { id: row.id as RecordId, custody: row.custody as never }
      if (office.id !== row.custody)
        await moveCustody(trx, { record, to: office.id, assigned: [] }, now)
    }
    if (answered.published !== null) {
      if (row?.published !== true)
        await notePublication(trx, id, { basis: answered.published, state }, now)
    } else if (row?.published === true) await noteWithdrawal(trx, id, { state }, now)
    else await updateRecord(trx, id, { state })
  })
}

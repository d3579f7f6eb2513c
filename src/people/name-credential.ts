// Names a person who may open a secret record, or takes that away.
import { type PeopleContext, perform } from './perform.ts'
import { permittedRecord } from './permitted-record.ts'
import { endAccess, insertAccess } from './store-records.ts'

/** @throws PeopleError not-found, not-permitted */
export async function nameCredential(
  context: PeopleContext,
  input: { record: string; person: string; withdraw?: boolean },
): Promise<void> {
  await perform(context, 'name-credential', async (trx, now) => {
    const ask = { id: input.record, verb: 'name-credential', now }
    const record = await permittedRecord(context, trx, ask)
    const principal = `person:${input.person}`
    if (input.withdraw === true) {
      await endAccess(trx, record.id, { principal, reason: 'credential' }, now)
    } else {
      await insertAccess(trx, record.id, [{ principal, reason: 'credential', ceiling: 'secret' }])
    }
    const content = { person: input.person, withdrawn: input.withdraw ?? false }
    return { answer: undefined, about: { kind: 'record', id: record.id }, content }
  })
}

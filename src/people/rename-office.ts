// Gives an office another name from an instant on; the names before stay on record.
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, mustNotReachBack, perform } from './perform.ts'
import { insertOfficeName, lockOffice } from './store-organisation.ts'

/** @throws PeopleError not-permitted, no-act, not-found, not-open, in-the-past, bad-value */
export async function renameOffice(
  context: PeopleContext,
  input: { institution: string; office: string; name: string; from?: Date; act: string },
): Promise<void> {
  mustManage(context, 'manage-organisation', input.institution)
  const act = mustCite(input.act)
  await perform(context, 'rename-office', async (trx, now) => {
    const office = await lockOffice(trx, input.office)
    if (office === null || office.institution !== input.institution) {
      throw new PeopleError('not-found', { what: input.office })
    }
    const from = mustNotReachBack(input.from, now)
    if (office.until !== null && office.until <= from) throw new PeopleError('not-open')
    await insertOfficeName(trx, { office: office.id, name: input.name, from, act }, now)
    const content = { name: input.name, from: from.toISOString(), act }
    return { answer: undefined, about: { kind: 'office', id: office.id }, content }
  })
}

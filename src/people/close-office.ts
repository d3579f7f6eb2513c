// Closes an office that has nothing open in it and no records in custody.
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, perform } from './perform.ts'
import { endOffice, lockOffice, openPartsOf } from './store-organisation.ts'
import { recordsInCustody } from './store-records.ts'

/**
 * From now on. An office with records in custody is not closed but succeeded.
 * @throws PeopleError not-permitted, no-act, not-found, ended-already, has-open-parts
 */
export async function closeOffice(
  context: PeopleContext,
  input: { institution: string; office: string; act: string },
): Promise<void> {
  mustManage(context, 'manage-organisation', input.institution)
  const act = mustCite(input.act)
  await perform(context, 'close-office', async (trx, now) => {
    const office = await lockOffice(trx, input.office)
    if (office === null || office.institution !== input.institution) {
      throw new PeopleError('not-found', { what: input.office })
    }
    if (office.until !== null) throw new PeopleError('ended-already')
    const parts = await openPartsOf(trx, office.id, now)
    const records = await recordsInCustody(trx, office.id)
    if (parts + records.length > 0) {
      throw new PeopleError('has-open-parts', { parts, records: records.length })
    }
    await endOffice(trx, office.id, { until: now, act, successor: null })
    return { answer: undefined, about: { kind: 'office', id: office.id }, content: { act } }
  })
}

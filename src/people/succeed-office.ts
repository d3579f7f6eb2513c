// Lets one office succeed another: records change custody, each by an entry of the journal.
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, perform } from './perform.ts'
import { endOffice, endPositionsOf, lockOffice } from './store-organisation.ts'
import { endAccess, insertAccess, recordsInCustody, updateRecord } from './store-records.ts'

/**
 * Closes `office` from now on, with its positions, and hands the custody of its records to
 * `successor`. The office that was stays on the path of each record. Answers how many changed hands.
 * @throws PeopleError not-permitted, no-act, not-found, not-open, ended-already
 */
export async function succeedOffice(
  context: PeopleContext,
  input: { institution: string; office: string; successor: string; act: string },
): Promise<number> {
  mustManage(context, 'manage-organisation', input.institution)
  const act = mustCite(input.act)
  return perform(context, 'succeed-office', async (trx, now) => {
    const office = await lockOffice(trx, input.office)
    const successor = await lockOffice(trx, input.successor)
    for (const each of [office, successor]) {
      if (each === null || each.institution !== input.institution) {
        throw new PeopleError('not-found', { what: input.office })
      }
    }
    if (office === null || successor === null) throw new PeopleError('not-found')
    if (office.until !== null) throw new PeopleError('ended-already')
    if (successor.until !== null || successor.from > now) throw new PeopleError('not-open')
    const records = await recordsInCustody(trx, office.id)
    for (const id of records) {
      await updateRecord(trx, id, { custody: successor.id })
      await endAccess(trx, id, { principal: `office:${office.id}`, reason: 'custody' }, now)
      await insertAccess(trx, id, [
        { principal: `office:${office.id}`, reason: 'path', ceiling: 'restricted' },
        { principal: `office:${successor.id}`, reason: 'custody', ceiling: 'restricted' },
      ])
      await context.journal.write(trx, {
        act: 'hand-over-custody',
        actor: context.actor,
        about: { kind: 'record', id },
        content: { from: office.id, to: successor.id, act },
      })
    }
    await endPositionsOf(trx, office.id, now)
    await endOffice(trx, office.id, { until: now, act, successor: successor.id })
    const content = { successor: successor.id, records: records.length, act }
    return { answer: records.length, about: { kind: 'office', id: office.id }, content }
  })
}

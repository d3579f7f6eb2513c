// Opens a position in an office.
import type { Family } from './actor.ts'
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, perform } from './perform.ts'
import { insertPosition, lockOffice } from './store-organisation.ts'

export interface NewPosition {
  institution: string
  office: string
  code: string
  title: string
  /** Family of the roles it may have; default `work`. */
  family?: Family
  from?: Date
  act: string
}

/** The new id. @throws PeopleError not-permitted, no-act, not-found, not-open, already-there, bad-value */
export async function openPosition(context: PeopleContext, input: NewPosition): Promise<string> {
  mustManage(context, 'manage-organisation', input.institution)
  const act = mustCite(input.act)
  return perform(context, 'open-position', async (trx, now) => {
    const office = await lockOffice(trx, input.office)
    if (office === null || office.institution !== input.institution) {
      throw new PeopleError('not-found', { what: input.office })
    }
    if (office.until !== null && office.until <= now) throw new PeopleError('not-open')
    const row = { ...input, act, family: input.family ?? 'work', from: input.from ?? now }
    const id = await insertPosition(trx, row, now)
    return { answer: id, about: { kind: 'position', id }, content: { ...input, act } }
  })
}

// Lets a person speak for a party, within a scope and for a time.
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, mustNotReachBack, perform } from './perform.ts'
import { insertRepresentation } from './store-parties.ts'

export interface Representation {
  institution: string
  party: string
  person: string
  /** One procedure, or `*` for all. */
  scope: string
  from?: Date
  until: Date
  act: string
}

/** The new id. @throws PeopleError not-permitted, no-act, in-the-past, not-found, bad-value */
export async function represent(context: PeopleContext, input: Representation): Promise<string> {
  mustManage(context, 'manage-parties', input.institution)
  const act = mustCite(input.act)
  return perform(context, 'represent', async (trx, now) => {
    const from = mustNotReachBack(input.from, now)
    if (input.until <= from) throw new PeopleError('bad-value', { field: 'until' })
    const id = await insertRepresentation(trx, { ...input, from, act }, now)
    const content = { party: input.party, person: input.person, scope: input.scope, act }
    return { answer: id, about: { kind: 'representation', id }, content }
  })
}

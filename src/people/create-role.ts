// Makes a role: a named set of verbs that positions are given.
import type { Family } from './actor.ts'
import { type PeopleContext, mustManage, perform } from './perform.ts'
import { insertRole } from './store-organisation.ts'
import type { GrantedVerb } from './store-holdings.ts'

export interface NewRole {
  institution: string
  slug: string
  name: string
  family: Family
  /** Also the records of the offices below are seen; default false. */
  below?: boolean
  verbs: readonly GrantedVerb[]
}

/**
 * The new id. A verb that its family does not have is refused by the database.
 * @throws PeopleError not-permitted, not-found, already-there, bad-value
 */
export async function createRole(context: PeopleContext, input: NewRole): Promise<string> {
  mustManage(context, 'manage-organisation', input.institution)
  return perform(context, 'create-role', async (trx, now) => {
    const id = await insertRole(trx, { ...input, below: input.below ?? false }, now)
    return { answer: id, about: { kind: 'role', id }, content: { ...input } }
  })
}

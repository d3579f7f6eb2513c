// Opens an office in the tree.
import { type PeopleContext, mustCite, mustManage, perform } from './perform.ts'
import { insertOffice } from './store-organisation.ts'

export interface NewOffice {
  institution: string
  parent: string | null
  slug: string
  name: string
  /** Default now. An office may be older than what is written down here. */
  from?: Date
  act: string
}

/** The new id. @throws PeopleError not-permitted, no-act, already-there, not-found, bad-value */
export async function openOffice(context: PeopleContext, input: NewOffice): Promise<string> {
  mustManage(context, 'manage-organisation', input.institution)
  const act = mustCite(input.act)
  return perform(context, 'open-office', async (trx, now) => {
    const id = await insertOffice(trx, { ...input, act, from: input.from ?? now }, now)
    return { answer: id, about: { kind: 'office', id }, content: { ...input, act } }
  })
}

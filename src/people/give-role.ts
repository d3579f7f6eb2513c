// Gives a role to a position, from an instant on.
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, mustNotReachBack, perform } from './perform.ts'
import { insertPositionRole, readPosition, readRoles } from './store-organisation.ts'

export interface RoleGift {
  institution: string
  position: string
  role: string
  from?: Date
  until?: Date | null
  act: string
}

/** @throws PeopleError not-permitted, no-act, not-found, other-family, in-the-past, already-there */
export async function giveRole(context: PeopleContext, input: RoleGift): Promise<void> {
  mustManage(context, 'manage-organisation', input.institution)
  const act = mustCite(input.act)
  await perform(context, 'give-role', async (trx, now) => {
    const position = await readPosition(trx, input.position)
    const role = (await readRoles(trx, input.institution)).find(({ id }) => id === input.role)
    if (position?.institution !== input.institution || role === undefined) {
      throw new PeopleError('not-found', { what: input.position })
    }
    if (role.family !== position.family) {
      throw new PeopleError('other-family', { role: role.family, position: position.family })
    }
    const from = mustNotReachBack(input.from, now)
    await insertPositionRole(trx, { ...input, from, until: input.until ?? null, act }, now)
    const content = { role: role.slug, from: from.toISOString(), act }
    return { answer: undefined, about: { kind: 'position', id: position.id }, content }
  })
}

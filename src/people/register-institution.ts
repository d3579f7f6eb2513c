// Writes down an institution, the boundary that no holding crosses.
import { isRuc } from './check-digits.ts'
import { PeopleError } from './errors.ts'
import { type PeopleContext, perform } from './perform.ts'
import { insertInstitution } from './store-organisation.ts'

/** Only the operator may. @throws PeopleError bad-document, already-there, not-permitted */
export async function registerInstitution(
  context: PeopleContext,
  input: { ruc: string; name: string },
): Promise<string> {
  if (context.actor.kind !== 'operator') {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  if (!isRuc(input.ruc)) throw new PeopleError('bad-document', { type: 'RUC', number: input.ruc })
  return perform(context, 'register-institution', async (trx, now) => {
    const id = await insertInstitution(trx, input, now)
    return { answer: id, about: { kind: 'institution', id }, content: { ...input } }
  })
}

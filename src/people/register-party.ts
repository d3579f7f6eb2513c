// Writes down a resident or a firm, and who of those that sign in it is.
import { isRuc } from './check-digits.ts'
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustManage, perform } from './perform.ts'
import { readDocument } from './register-person.ts'
import { insertParty, linkPartyPerson } from './store-parties.ts'

export interface NewParty {
  institution: string
  kind: 'resident' | 'firm'
  documentType: 'DNI' | 'CE' | 'RUC'
  documentNumber: string
  name: string
  /** The person who is this party, and how that was verified. */
  identity?: { person: string; how: 'in-person' | 'reniec' | 'certificate' | 'sunat'; at?: Date }
}

/** The new id. @throws PeopleError not-permitted, bad-document, already-there, not-found, bad-value */
export async function registerParty(context: PeopleContext, input: NewParty): Promise<string> {
  mustManage(context, 'manage-parties', input.institution)
  const { documentType: type } = input
  const number =
    type === 'RUC' ? input.documentNumber.trim() : readDocument(type, input.documentNumber)
  if (type === 'RUC' && !isRuc(number)) throw new PeopleError('bad-document', { type, number })
  return perform(context, 'register-party', async (trx, now) => {
    const id = await insertParty(trx, { ...input, documentNumber: number }, now)
    const { identity } = input
    if (identity !== undefined) {
      await linkPartyPerson(trx, { party: id, ...identity, at: identity.at ?? now }, now)
    }
    const content = { kind: input.kind, verified: identity?.how ?? null }
    return { answer: id, about: { kind: 'party', id }, content }
  })
}

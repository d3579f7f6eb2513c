// Writes down a person who may act here.
import { readCe, readDni } from './check-digits.ts'
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustManage, perform } from './perform.ts'
import { insertPerson } from './store-people.ts'

export interface NewPerson {
  /** Institution whose administrator writes it down. */
  institution: string
  documentType: 'DNI' | 'CE'
  /** A DNI with or without its check digit. */
  documentNumber: string
  givenNames: string
  familyNames: string
}

/** The new id. @throws PeopleError not-permitted, bad-document, already-there, bad-value */
export async function registerPerson(context: PeopleContext, input: NewPerson): Promise<string> {
  mustManage(context, 'manage-people', input.institution)
  const documentNumber = readDocument(input.documentType, input.documentNumber)
  return perform(context, 'register-person', async (trx, now) => {
    const id = await insertPerson(trx, { ...input, documentNumber }, now)
    return { answer: id, about: { kind: 'person', id }, content: {} }
  })
}

/** The number as it is stored. @throws PeopleError bad-document */
export function readDocument(type: 'DNI' | 'CE', text: string): string {
  const number = type === 'DNI' ? readDni(text) : readCe(text)
  if (number === null) throw new PeopleError('bad-document', { type, number: text.slice(0, 20) })
  return number
}

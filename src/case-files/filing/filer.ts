// Who files: Law 27444 asks for names, document, address, mail, and for whom somebody files (art. 113).
import { isRuc, readCe, readDni } from '#people'
import type { Agreed } from '../notify/consent.ts'
import { type AnswerFault, cleaned, isEmail } from './form-answers.ts'

export const documentTypes = ['DNI', 'CE', 'RUC'] as const

export interface Filer {
  document: (typeof documentTypes)[number]
  number: string
  name: string
  email: string | null
  /** Where paper can be served. */
  address: string | null
  /** For whom somebody files: names and document, as written. */
  onBehalfOf: string | null
  /** What was agreed to with the filing, about being notified electronically. */
  consent?: Agreed
}

export type FilerField =
  | 'filer-document'
  | 'filer-number'
  | 'filer-name'
  | 'filer-email'
  | 'filer-address'
  | 'filer-for'

/** The number as it is kept; null for one that has another form or a wrong check digit. */
const readers: Record<Filer['document'], (text: string) => string | null> = {
  DNI: readDni,
  CE: readCe,
  RUC: (text) => (isRuc(text) ? text : null),
}

/** Null with faults. A document is not looked up anywhere: its form is judged. */
export function readFiler(sent: Readonly<Record<string, unknown>>): {
  filer: Filer | null
  faults: { field: FilerField; fault: AnswerFault }[]
} {
  const text = (name: FilerField): string =>
    typeof sent[name] === 'string' ? cleaned(sent[name]).slice(0, 300) : ''
  const faults: { field: FilerField; fault: AnswerFault }[] = []
  const document = documentTypes.find((type) => type === text('filer-document'))
  const written = text('filer-number').replaceAll(/[\s.]/g, '').toUpperCase()
  const number = document === undefined ? null : readers[document](written)
  const name = text('filer-name').replaceAll(/\s+/g, ' ')
  const email = text('filer-email')
  if (document === undefined) faults.push({ field: 'filer-document', fault: 'missing' })
  if (written === '') faults.push({ field: 'filer-number', fault: 'missing' })
  else if (document !== undefined && number === null) {
    faults.push({ field: 'filer-number', fault: 'bad-form' })
  }
  if (name === '') faults.push({ field: 'filer-name', fault: 'missing' })
  else if (name.length > 200) faults.push({ field: 'filer-name', fault: 'too-long' })
  if (email !== '' && !isEmail(email)) faults.push({ field: 'filer-email', fault: 'bad-email' })
  if (faults.length > 0 || document === undefined || number === null) return { filer: null, faults }
  const orNull = (written: string): string | null => (written === '' ? null : written)
  const [address, onBehalfOf] = [text('filer-address'), text('filer-for')].map(orNull)
  const more = { email: orNull(email), address: address ?? null, onBehalfOf: onBehalfOf ?? null }
  return { filer: { document, number, name, ...more }, faults }
}

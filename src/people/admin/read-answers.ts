// Reads what people type into forms: documents of identity, and days of the calendar in Peru.
import { isRuc, readCe, readDni } from '../check-digits.ts'

/** Type and number of a DNI or carné de extranjería; null when it is neither. */
export function documentOf(text: string): [type: 'DNI' | 'CE', number: string] | null {
  const dni = readDni(text)
  if (dni !== null) return ['DNI', dni]
  const ce = /^\d{8}[- ]?\d?$/.test(text.trim()) ? null : readCe(text)
  return ce === null ? null : ['CE', ce]
}

/** The same, or a RUC: what a party is known by. */
export function documentOfParty(text: string): [type: 'DNI' | 'CE' | 'RUC', number: string] | null {
  const bare = text.trim()
  return /^\d{11}$/.test(bare) && isRuc(bare) ? ['RUC', bare] : documentOf(text)
}

const day = 86_400_000

/** The instant at which the day begins in Peru (UTC−5 all year); null when it is no day. */
export function startOfDay(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const plain = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(plain.getTime()) || !plain.toISOString().startsWith(text)) return null
  return new Date(`${text}T00:00:00-05:00`)
}

/** The instant at which the day is over in Peru; null when it is no day. */
export function endOfDay(text: string): Date | null {
  const start = startOfDay(text)
  return start === null ? null : new Date(start.getTime() + day)
}

/** The day in Peru at an instant, as `YYYY-MM-DD`. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() - 5 * 3_600_000).toISOString().slice(0, 10)
}

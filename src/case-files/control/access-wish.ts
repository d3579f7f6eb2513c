// Reads what an auditor looks for: a case, a person, an office, days.
import { dayStart } from '../civil-day.ts'
import type { AccessWish } from './access-log.ts'

export type WishField = 'expediente' | 'persona' | 'oficina' | 'desde' | 'hasta'

export interface ReadWish {
  /** Null where something cannot be read. */
  wish: AccessWish | null
  faults: WishField[]
  /** What stands in the boxes. */
  sent: Record<WishField, string>
}

const fields: readonly WishField[] = ['expediente', 'persona', 'oficina', 'desde', 'hasta']

/** Days are those of `zone`. */
export function readWish(query: Readonly<Record<string, unknown>>, zone: string): ReadWish {
  const text = (field: WishField): string =>
    typeof query[field] === 'string' ? query[field].trim() : ''
  const sent = Object.fromEntries(fields.map((field) => [field, text(field)])) as ReadWish['sent']
  const faults: WishField[] = []
  const [, year, number] = /^(\d{4})-(\d{1,9})$/.exec(sent.expediente) ?? []
  if (sent.expediente !== '' && year === undefined) faults.push('expediente')
  const from = sent.desde === '' ? null : dayStart(sent.desde, zone)
  const last = sent.hasta === '' ? null : dayStart(sent.hasta, zone)
  if (sent.desde !== '' && from === null) faults.push('desde')
  if (sent.hasta !== '' && last === null) faults.push('hasta')
  if (faults.length > 0) return { wish: null, faults, sent }
  const orNull = (written: string): string | null => (written === '' ? null : written)
  return {
    wish: {
      caseNumber: year === undefined ? null : { year: Number(year), number: Number(number) },
      person: orNull(sent.persona),
      office: orNull(sent.oficina),
      from,
      // The whole last day.
      until: last === null ? null : new Date(last.getTime() + 86_400_000),
    },
    faults,
    sent,
  }
}

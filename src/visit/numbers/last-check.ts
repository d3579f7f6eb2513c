// When a number to call was looked at last, and whether that is too long ago to rely on.
import { parseDay } from '@rimaq/walks'
import type { Contact } from '../content/model.ts'

/** The day somebody asked the institution, else that of the page which says so. */
export function lastCheck({ verified, from }: Pick<Contact, 'verified' | 'from'>): string {
  return verified !== null && verified.on > from.checked ? verified.on : from.checked
}

/** More than `days` before the day `today`. */
export function isOld(contact: Contact, today: string, days: number): boolean {
  return parseDay(today) - parseDay(lastCheck(contact)) > days
}

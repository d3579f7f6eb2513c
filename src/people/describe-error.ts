// Says in words what went wrong with people and permission.
import type { Translate } from '#platform'
import type { PeopleError } from './errors.ts'

/** In words, with the reason where permission was denied. */
export function describePeopleError(t: Translate, error: PeopleError): string {
  if (error.code === 'not-permitted') return t(`people.denied.${error.detail['reason']}`)
  return t(`people.errors.${error.code}`, error.detail)
}

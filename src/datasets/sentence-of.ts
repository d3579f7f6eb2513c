// What to say of an error of the shelf that a person can act on, on the pages of any room.
import { type Lang, Refusal, type Translate } from '#platform'
import { PeopleError, describePeopleError } from '#people'
import { TableError, describeTableError } from '@rimaq/tables'
import { DatasetsError, sentenceValues } from './errors.ts'

/**
 * A sentence in the reader's language.
 * @throws Refusal not-found where a record is absent or invisible, which is the same; any error that is a fault
 */
export function sentenceOf({ t, lang }: { t: Translate; lang: Lang }, error: unknown): string {
  const language = lang === 'en' ? 'en' : 'es'
  if (error instanceof PeopleError && error.code !== 'not-found') {
    return describePeopleError(t, error)
  }
  if (error instanceof PeopleError) throw new Refusal('not-found', { cause: error })
  if (error instanceof TableError) return describeTableError(error, language)
  if (!(error instanceof DatasetsError)) throw error
  return t(`datasets.errors.${error.code}`, sentenceValues(error, language))
}

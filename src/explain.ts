// Says what the rooms' own errors mean to a reader: a status and a sentence in their language.
import { CaseFilesError, type CaseFilesErrorCode, describeCaseFilesError } from '#case-files'
import { DatasetsError, sentenceValues } from '#datasets'
import { ObservatoryError, type ObservatoryErrorCode } from '#observatory'
import { RecordsError } from '#records'
import type { RecordsErrorCode } from '#records'
import type { DatasetsErrorCode } from '#datasets'
import { AccountError, PeopleError, describePeopleError } from '#people'
import type { PeopleErrorCode } from '#people'
import { PlatformError } from '#platform'
import type { Explain, Locale, PlatformErrorCode } from '#platform'
import { TableError, describeTableError } from '@rimaq/tables'
import type { TableErrorCode } from '@rimaq/tables'

const asked: ReadonlySet<TableErrorCode> = new Set([
  'unknown-column',
  'bad-filter',
  'bad-sort',
  'bad-page',
  'sql-syntax',
  'sql-forbidden',
  'sql-unknown-table',
  'sql-failed',
])

const later: ReadonlySet<TableErrorCode> = new Set(['busy', 'disk-full'])

/** The database ended under the step and is being started again. */
const gone: ReadonlySet<PlatformErrorCode> = new Set(['database-stopped', 'database-not-ready'])

const statuses: Partial<Record<DatasetsErrorCode, number>> = {
  'not-found': 404,
  'not-permitted': 403,
  'changed-meanwhile': 409,
  'slug-taken': 409,
  'decided-already': 409,
  'not-ready': 409,
  'disk-full': 507,
}

const peopleStatuses: Partial<Record<PeopleErrorCode, number>> = {
  'not-found': 404,
  'not-permitted': 403,
  'same-person': 403,
  'already-there': 409,
  'position-taken': 409,
  'ended-already': 409,
}

const caseFilesStatuses: Partial<Record<CaseFilesErrorCode, number>> = {
  'document-infected': 409,
  'filed-meanwhile': 409,
  'not-found': 404,
  'not-permitted': 403,
}

const observatoryStatuses: Partial<Record<ObservatoryErrorCode, number>> = {
  'not-found': 404,
  'not-permitted': 403,
  'changed-meanwhile': 409,
}

const recordsStatuses: Partial<Record<RecordsErrorCode, number>> = {
  'not-found': 404,
  held: 409,
  'not-in-ledger-yet': 409,
  'ledger-refuses': 503,
  closing: 503,
}

/** What a question did wrong is 400, what took too long 504, what may go later 503. */
export function explain(parts: { locale: Locale }): Explain {
  return (error, lang) => {
    if (error instanceof TableError && error.detail['ended'] !== undefined) {
      // Its child ended under it: no fault of the question, and another child is there already.
      const sentence = describeTableError(new TableError('busy'), lang === 'en' ? 'en' : 'es')
      return { status: 503, code: 'busy', sentence, retryAfter: 2 }
    }
    if (error instanceof TableError) {
      const sentence = describeTableError(error, lang === 'en' ? 'en' : 'es')
      const { code } = error
      if (asked.has(code)) return { status: 400, code, sentence }
      if (later.has(code)) return { status: 503, code, sentence, retryAfter: 2 }
      if (code === 'time-limit' || code === 'memory-limit') return { status: 504, code, sentence }
      return { status: 422, code, sentence }
    }
    if (error instanceof DatasetsError) {
      const values = sentenceValues(error, lang === 'en' ? 'en' : 'es')
      const sentence = parts.locale.for(lang)(`datasets.errors.${error.code}`, values)
      return { status: statuses[error.code] ?? 400, code: error.code, sentence }
    }
    if (error instanceof PeopleError) {
      const sentence = describePeopleError(parts.locale.for(lang), error)
      return { status: peopleStatuses[error.code] ?? 400, code: error.code, sentence }
    }
    if (error instanceof AccountError) {
      const sentence = parts.locale.for(lang)(`people.error.${error.code}`)
      const status = error.code === 'not-found' ? 404 : error.code === 'not-yours' ? 403 : 409
      return { status, code: error.code, sentence }
    }
    if (error instanceof CaseFilesError) {
      const sentence = describeCaseFilesError(parts.locale.for(lang), error)
      return { status: caseFilesStatuses[error.code] ?? 409, code: error.code, sentence }
    }
    if (error instanceof ObservatoryError) {
      const sentence = parts.locale.for(lang)(`observatory.errors.${error.code}`, error.detail)
      const status = observatoryStatuses[error.code] ?? 400
      return { status, code: error.code, sentence }
    }
    if (error instanceof RecordsError) {
      const sentence = parts.locale.for(lang)(`records.errors.${error.code}`, error.detail)
      return { status: recordsStatuses[error.code] ?? 400, code: error.code, sentence }
    }
    if (error instanceof PlatformError && gone.has(error.code)) {
      const sentence = parts.locale.for(lang)('platform.problem.unavailable.detail')
      return { status: 503, code: error.code, sentence, retryAfter: 2 }
    }
    return null
  }
}

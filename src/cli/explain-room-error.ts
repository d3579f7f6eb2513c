// What the errors of the rooms mean to the person at the console; loaded only where there is one to explain.
import type { Translate } from '#platform'
import { CaseFilesError, describeCaseFilesError } from '#case-files'
import { PeopleError, describePeopleError } from '#people'
import { DatasetsError, type DatasetsErrorCode, sentenceValues } from '#datasets'
import { RecordsError } from '#records'
import { LedgerError, describeLedgerError } from '@rimaq/ledger'
import { SignatureError, type SignatureErrorCode, describeSignatureError } from '@rimaq/signatures'
import { VisitError, describeVisitError } from '#visit'
import { TableError, describeTableError } from '@rimaq/tables'
import { WalksError, describeWalksError } from '@rimaq/walks'
import type { Explained } from './explain-error.ts'
import { type CliLang, exit } from './verb.ts'

const wrongUse: DatasetsErrorCode[] = [
  'bad-slug',
  'bad-value',
  'unknown-licence',
  'unknown-organisation',
  'unknown-theme',
  'file-not-found',
  'not-a-file',
]

/** The answer is no: the document forbids it; or the words name what is not there. */
const signatureEnds: Partial<Record<SignatureErrorCode, number>> = {
  'would-break': exit.no,
  'no-such-field': exit.wrongUse,
}

/** Null for what is no error of a room. */
export function explainRoomError(
  error: unknown,
  lang: CliLang,
  t: Translate,
): Omit<Explained, 'unexpected'> | null {
  if (error instanceof DatasetsError) {
    const { code } = error
    const end =
      code === 'not-found' || code === 'privacy'
        ? exit.no
        : wrongUse.includes(code)
          ? exit.wrongUse
          : exit.failed
    return {
      code,
      sentence: t(`datasets.errors.${code}`, sentenceValues(error, lang)),
      exit: end,
    }
  }
  if (error instanceof CaseFilesError) {
    const { code } = error
    const end = code === 'bad-file' ? exit.wrongUse : exit.no
    return { code, sentence: describeCaseFilesError(t, error), exit: end }
  }
  if (error instanceof RecordsError) {
    const { code, detail } = error
    const end = code === 'bad-peer' || code === 'folder-not-empty' ? exit.wrongUse : exit.failed
    return { code, sentence: t(`records.errors.${code}`, detail), exit: end }
  }
  if (error instanceof TableError) {
    const ended = error.detail['ended'] !== undefined
    const asked = !ended && /^(sql-|bad-|unknown-column)/.test(error.code)
    return {
      code: error.code,
      sentence: describeTableError(ended ? new TableError('busy') : error, lang),
      exit: asked ? exit.wrongUse : exit.failed,
    }
  }
  if (error instanceof PeopleError) {
    const sentence = describePeopleError(t, error)
    return { code: error.code, sentence, exit: exit.wrongUse }
  }
  if (error instanceof LedgerError) {
    const sentence = describeLedgerError(error, lang)
    return { code: error.code, sentence, exit: exit.failed }
  }
  if (error instanceof SignatureError) {
    const sentence = describeSignatureError(error, lang)
    const end = signatureEnds[error.code] ?? exit.failed
    return { code: error.code, sentence, exit: end }
  }
  if (error instanceof VisitError) {
    return { code: error.code, sentence: describeVisitError(t, error), exit: exit.failed }
  }
  if (error instanceof WalksError) {
    return { code: error.code, sentence: describeWalksError(error, lang), exit: exit.failed }
  }
  return null
}

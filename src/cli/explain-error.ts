// Turns an error into a sentence for the person at the console, a code, and the way the command ends.
import type { Locale, PlatformErrorCode } from '#platform'
import { PlatformError } from '#platform'
import { CaseFilesError, describeCaseFilesError } from '#case-files'
import { PeopleError, describePeopleError } from '#people'
import { DatasetsError, type DatasetsErrorCode, sentenceValues } from '#datasets'
import { RecordsError } from '#records'
import { LedgerError, describeLedgerError } from '@rimaq/ledger'
import { SignatureError, type SignatureErrorCode, describeSignatureError } from '@rimaq/signatures'
import { TableError, describeTableError } from '@rimaq/tables'
import { WalksError, describeWalksError } from '@rimaq/walks'
import { type CliLang, UsageError, exit } from './verb.ts'

export interface Explained {
  code: string
  sentence: string
  exit: number
  /** True when it is a fault of the program, whose stack belongs in a report. */
  unexpected: boolean
}

const wrongUse: DatasetsErrorCode[] = [
  'bad-slug',
  'bad-value',
  'unknown-licence',
  'unknown-organisation',
  'unknown-theme',
  'file-not-found',
  'not-a-file',
]

const wrongWords: PlatformErrorCode[] = ['backup-nowhere', 'backup-unknown', 'restore-instant']

/** The answer is no: the document forbids it; or the words name what is not there. */
const signatureEnds: Partial<Record<SignatureErrorCode, number>> = {
  'would-break': exit.no,
  'no-such-field': exit.wrongUse,
}

/** Unexpected errors say so and keep their details for `RIMAQ_LOG=debug`. */
export function explainError(error: unknown, lang: CliLang, locale: Locale): Explained {
  const t = locale.for(lang)
  if (error instanceof UsageError) {
    const { name } = error.values
    const named = typeof name === 'string' ? { name: t(`cli.operands.${name}`) } : {}
    const sentence = t(`cli.usage.${error.code}`, { ...error.values, ...named })
    const no = error.code === 'no-version' || error.code === 'findings'
    return { code: error.code, sentence, exit: no ? exit.no : exit.wrongUse, unexpected: false }
  }
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
      unexpected: false,
    }
  }
  if (error instanceof CaseFilesError) {
    const { code } = error
    const end = code === 'bad-file' ? exit.wrongUse : exit.no
    return { code, sentence: describeCaseFilesError(t, error), exit: end, unexpected: false }
  }
  if (error instanceof RecordsError) {
    const { code, detail } = error
    const end = code === 'bad-peer' || code === 'folder-not-empty' ? exit.wrongUse : exit.failed
    return { code, sentence: t(`records.errors.${code}`, detail), exit: end, unexpected: false }
  }
  if (error instanceof TableError) {
    const ended = error.detail['ended'] !== undefined
    const asked = !ended && /^(sql-|bad-|unknown-column)/.test(error.code)
    return {
      code: error.code,
      sentence: describeTableError(ended ? new TableError('busy') : error, lang),
      exit: asked ? exit.wrongUse : exit.failed,
      unexpected: false,
    }
  }
  if (error instanceof PeopleError) {
    const sentence = describePeopleError(t, error)
    return { code: error.code, sentence, exit: exit.wrongUse, unexpected: false }
  }
  if (error instanceof LedgerError) {
    const sentence = describeLedgerError(error, lang)
    return { code: error.code, sentence, exit: exit.failed, unexpected: false }
  }
  if (error instanceof SignatureError) {
    const sentence = describeSignatureError(error, lang)
    const end = signatureEnds[error.code] ?? exit.failed
    return { code: error.code, sentence, exit: end, unexpected: false }
  }
  if (error instanceof WalksError) {
    const sentence = describeWalksError(error, lang)
    return { code: error.code, sentence, exit: exit.failed, unexpected: false }
  }
  if (error instanceof PlatformError) {
    return {
      code: error.code,
      sentence: error.sentence(lang),
      exit: wrongWords.includes(error.code) ? exit.wrongUse : exit.failed,
      unexpected: false,
    }
  }
  const reason = error instanceof Error ? error.message : String(error)
  return {
    code: 'unexpected',
    sentence: t('cli.usage.unexpected', { reason }),
    exit: exit.failed,
    unexpected: true,
  }
}

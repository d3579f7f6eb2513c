// Says an error of this room, and what is wrong with a procedure, in the reader's language.
import { WorkdaysError, describeWorkdaysError } from '@rimaq/workdays'
import type { Translate } from '#platform'
import type { Problem } from './catalogue/check-procedure.ts'
import type { CaseFilesError } from './errors.ts'

export function describeCaseFilesError(t: Translate, error: CaseFilesError): string {
  // Why the clock refuses is the clock's to say; it speaks Spanish and English.
  if (error.code === 'not-now' && error.cause instanceof WorkdaysError) {
    return describeWorkdaysError(error.cause, t('case-files.language') === 'en' ? 'en' : 'es')
  }
  if (error.code === 'case-moved') {
    const { kind, who, by } = error.detail
    const what = t(`case-files.event.${String(kind)}`)
    const name = who === '' ? t(`case-files.by.${String(by)}`) : who
    return t('case-files.errors.case-moved', { ...error.detail, what, who: name ?? '' })
  }
  // Of cases, whose numbers are not repeated to whoever may not know of them.
  if (error.code === 'not-found' && error.detail['code'] === undefined) {
    return t('case-files.errors.absent')
  }
  return t(`case-files.errors.${error.code}`, error.detail)
}

/** One sentence: what is wrong, by which law, and what to do. */
export function problemSentence(t: Translate, { code, place, values }: Problem): string {
  const kind = values['kind']
  const more =
    code === 'requirement-forbidden' && typeof kind === 'string'
      ? { why: t(`case-files.forbidden.${kind}`) }
      : {}
  return t(`case-files.problem.${code}`, { place, ...values, ...more })
}

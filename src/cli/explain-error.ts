// Turns an error into a sentence for the person at the console, a code, and the way the command ends.
import type { Locale, PlatformErrorCode } from '#platform'
import { PlatformError } from '#platform'
import { type CliLang, UsageError, exit } from './verb.ts'

export interface Explained {
  code: string
  sentence: string
  exit: number
  /** True when it is a fault of the program, whose stack belongs in a report. */
  unexpected: boolean
}

const wrongWords: PlatformErrorCode[] = ['backup-nowhere', 'backup-unknown', 'restore-instant']

/** The errors of the rooms are asked last, since asking loads every room. Unexpected errors say so and keep their details for `RIMAQ_LOG=debug`. */
export async function explainError(
  error: unknown,
  lang: CliLang,
  locale: Locale,
): Promise<Explained> {
  const t = locale.for(lang)
  if (error instanceof UsageError) {
    const { name } = error.values
    const named = typeof name === 'string' ? { name: t(`cli.operands.${name}`) } : {}
    const sentence = t(`cli.usage.${error.code}`, { ...error.values, ...named })
    const no = ['no-version', 'findings', 'tray-refused'].includes(error.code)
    const end = no ? exit.no : error.code === 'tray-line' ? exit.failed : exit.wrongUse
    return { code: error.code, sentence, exit: end, unexpected: false }
  }
  if (error instanceof PlatformError) {
    return {
      code: error.code,
      sentence: error.sentence(lang),
      exit: wrongWords.includes(error.code) ? exit.wrongUse : exit.failed,
      unexpected: false,
    }
  }
  const explained = (await import('./explain-room-error.ts')).explainRoomError(error, lang, t)
  if (explained !== null) return { ...explained, unexpected: false }
  const reason = error instanceof Error ? error.message : String(error)
  return {
    code: 'unexpected',
    sentence: t('cli.usage.unexpected', { reason }),
    exit: exit.failed,
    unexpected: true,
  }
}

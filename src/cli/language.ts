// Chooses the language of the command line: asked for, else the shell's, else Spanish.
import { type CliLang, UsageError } from './verb.ts'

/** POSIX order of the variables (IEEE Std 1003.1, 8.2). Throws UsageError on another language. */
export function languageOf(asked: string | undefined, env: NodeJS.ProcessEnv): CliLang {
  if (asked !== undefined) {
    if (asked === 'es' || asked === 'en') return asked
    throw new UsageError('language', { word: asked })
  }
  const shell = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return /^en([_.@-]|$)/i.test(shell) ? 'en' : 'es'
}

// Lets the child of `rimaq publish FILE` begin to read before the rest of the command is loaded.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type Reading, readLimits, startReading } from '#datasets/early'
import { type SandboxLog, createSandbox, findConfinement } from '#platform/early'
import type { Settings } from '#platform'
import { fileToPublish, publishWords } from './publish-words.ts'
import { settingsOf } from './settings-of.ts'
import { readWords } from './verb.ts'

/** A smaller file is read sooner than the rooms are loaded: a child begun for it gains nothing. */
const least = 1_048_576

/**
 * The file that these words publish, being read already; null where they say anything else, or what
 * only the verb itself can tell is wrong. Its child does not outlive this process, nor its folder
 * where the process ends by itself or is told to end.
 */
export async function startEarly(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Reading | null> {
  const meant = whatIsMeant(words, env)
  if (meant === null) return null
  const { file, settings } = meant
  const log = logOf(env, settings)
  const sandbox = createSandbox(log, { confinement: await findConfinement() })
  const temp = join(settings.data, 'temp')
  let reading: Reading | null = null
  // Before the child is there: a signal may come in the same moment.
  endWithProcess(() => reading?.stopNow())
  // Without room for a folder the verb says so, in its own words.
  reading = await startReading({ sandbox, ...file, temp, limits: readLimits }).catch(() => null)
  return reading
}

function whatIsMeant(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): { file: { path: string; name: string }; settings: Settings } | null {
  try {
    const [verb, ...rest] = words
    if (verb !== publishWords.name) return null
    const { values, operands } = readWords(publishWords, rest)
    const text = (option: string): string | undefined => {
      const value = values[option]
      return typeof value === 'string' ? value : undefined
    }
    if (values['help'] === true || text('dataset') === undefined) return null
    const file = fileToPublish(operands, text('name'))
    const found = statSync(file.path)
    if (!found.isFile() || found.size < least) return null
    const settings = settingsOf({ env, text })
    // A folder that is not there is made by opening the city, which may refuse it.
    return statSync(settings.data).isDirectory() ? { file, settings } : null
  } catch {
    // Words, settings or a file that the verb refuses with a sentence.
    return null
  }
}

/** The log is as large as the rest of this: it is loaded when something is written. */
function logOf(env: NodeJS.ProcessEnv, { logLevel: level }: Settings): SandboxLog {
  const quiet = env['RIMAQ_LOG'] === undefined || ['error', 'fatal', 'silent'].includes(level)
  const write = (kind: keyof SandboxLog) => (detail: object, message: string) => {
    if (quiet) return
    void import('#platform').then(({ createLog }) => createLog({ level })[kind](detail, message))
  }
  return { info: write('info'), warn: write('warn') }
}

function endWithProcess(stop: () => void): void {
  process.once('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stop()
      // Told once more it ends as it would have, had nobody listened. An open database closes first, and
      // stops a server that nobody else uses.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
}

// `rimaq start`: runs the city's server until it is told to stop.
import { createLog } from '#platform'
import type { City } from '../main.ts'
import { settingsOf } from './open-shop.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const settings = settingsOf(call)
  const log = createLog({ level: settings.logLevel })
  for (const advice of settings.advice) log.warn(advice[call.lang])
  const { openCity, startServer } = await import('../main.ts')
  // Told to stop while it opens, it opens first and then closes: half a start leaves a database.
  let told: NodeJS.Signals | null = null
  const note = (signal: NodeJS.Signals): void => {
    told = signal
  }
  process.on('SIGTERM', note).on('SIGINT', note)
  const city = await openCity({ settings, log })
  await tellFirstCode(call, city)
  await startServer(city)
  // For the commands to come, and for the next start: nothing depends on it.
  void import('./join-libraries.ts')
    .then(({ joinLibraries }) => joinLibraries())
    .catch((error: unknown) => log.debug({ err: error }, 'the libraries stay in their modules'))
  process.off('SIGTERM', note).off('SIGINT', note)
  if (told !== null) process.kill(process.pid, told)
  return exit.fine
}

/**
 * The code with which the first account is made: on a terminal alone, since what else reads the
 * standard error keeps it (a journal, a container's log). There the verb that shows it is named.
 */
async function tellFirstCode(call: VerbCall, { accounts, settings }: City): Promise<void> {
  if ((await accounts.accountCount()) > 0) return
  const { url } = settings
  if (call.err.isTTY !== true) {
    call.err.write(`${call.t('cli.start.no-account', { url })}\n`)
    return
  }
  const code = await accounts.firstCode()
  if (code !== null) call.err.write(`${call.t('cli.start.first-code', { code, url })}\n`)
}

export const start: Verb = { name: 'start', operands: [], options: {}, run }

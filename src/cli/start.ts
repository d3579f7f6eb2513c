// `rimaq start`: runs the city's server until it is told to stop.
import { createLog } from '#platform'
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
  await startServer(city)
  process.off('SIGTERM', note).off('SIGINT', note)
  if (told !== null) process.kill(process.pid, told)
  return exit.fine
}

export const start: Verb = { name: 'start', operands: [], options: {}, run }

// `rimaq start`: runs the city's server until it is told to stop.
import { createLog } from '#platform'
import { settingsOf } from './open-shop.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const settings = settingsOf(call)
  const log = createLog({ level: settings.logLevel })
  for (const advice of settings.advice) log.warn(advice[call.lang])
  const { openCity, startServer } = await import('../main.ts')
  await startServer(await openCity({ settings, log }))
  return exit.fine
}

export const start: Verb = { name: 'start', operands: [], options: {}, run }

// `rimaq start`: runs the city's server until it is told to stop.
import { createLog } from '#platform'
import { settingsOf } from './open-shop.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const settings = settingsOf(call)
  const log = createLog({ level: settings.logLevel })
  for (const advice of settings.advice) log.warn(advice[call.lang])
  const main = (await import('../main.ts')) as unknown as {
    openCity: (options: object) => Promise<object>
    startServer?: (city: object) => Promise<void>
  }
  await main.startServer?.(await main.openCity({ settings, log }))
  return exit.fine
}

export const start: Verb = { name: 'start', operands: [], options: {}, run }

// Opens the city for the verbs of the audit: its records and files, and nothing that answers questions.
import { createLog } from '#platform'
import type { City } from '../main.ts'
import { settingsOf } from './open-shop.ts'
import type { VerbCall } from './verb.ts'

export async function withCity<T>(call: VerbCall, work: (city: City) => Promise<T>): Promise<T> {
  const settings = settingsOf(call)
  const log = createLog({
    level: call.env['RIMAQ_LOG'] === undefined ? 'fatal' : settings.logLevel,
  })
  const { openCity } = await import('../main.ts')
  const city = await openCity({ settings: { ...settings, children: 1 }, log })
  try {
    return await work(city)
  } finally {
    await city.close()
  }
}

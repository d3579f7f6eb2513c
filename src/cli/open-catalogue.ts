// Opens the city for one command on the catalogue of procedures.
import { type Catalogue, catalogueJob } from '#case-files'
import { createLog } from '#platform'
import type { City } from '../main.ts'
import { settingsOf } from './open-shop.ts'
import type { VerbCall } from './verb.ts'

/** The server of the data folder is joined, or started for as long as this takes. */
export async function withCatalogue<T>(
  call: VerbCall,
  work: (catalogue: Catalogue) => Promise<T>,
): Promise<T> {
  return withCity(call, (city) => work(city.catalogue))
}

/** The same with all of it, for verbs of the operator on cases. */
export async function withCity<T>(call: VerbCall, work: (city: City) => Promise<T>): Promise<T> {
  const settings = settingsOf(call)
  const quiet = call.env['RIMAQ_LOG'] === undefined
  const log = createLog({ level: quiet ? 'error' : settings.logLevel })
  const { openCity } = await import('../main.ts')
  const city = await openCity({ settings: { ...settings, children: 1 }, log })
  try {
    const answer = await work(city)
    await city.jobs.drain([catalogueJob])
    // Where no server runs, what was done here gets its place in the public ledger now.
    await city.records.ledger.sequencer.settle()
    return answer
  } finally {
    await city.close()
  }
}

// Opens the city for one command: its shelf as the operator, and the engine that answers questions.
import type { Accounts } from '#people'
import { createLog } from '#platform'
import type { Egress } from '#platform'
import { type Shelf, type ShelfWriter, indexJob } from '#datasets'
import type { Tables } from '@rimaq/tables'
import { settingsOf } from './settings-of.ts'
import type { VerbCall } from './verb.ts'

export { settingsOf }

/** What a command works with. */
export interface Shop {
  /** As the operator at the console. */
  shelf: Shelf & ShelfWriter
  tables: Tables
  accounts: Accounts
  egress: Egress
  /** West, south, east, north of the city. */
  bbox: readonly [number, number, number, number]
  now(): Date
  /** Opens meanwhile what a new version's job needs. */
  prepareJobs(): void
  /** Runs the jobs that wait here, unless another process of this data folder takes them first. */
  finishJobs(): Promise<void>
  close(): Promise<void>
}

/** Joins the database of the data folder, or starts it and stops it again at `close()`. */
export async function openShop(call: Pick<VerbCall, 'env' | 'text'>): Promise<Shop> {
  const settings = settingsOf(call)
  const quiet = call.env['RIMAQ_LOG'] === undefined
  const log = createLog({ level: quiet ? 'error' : settings.logLevel })
  const { openGround } = await import('../open-ground.ts')
  const city = await openGround({ settings: { ...settings, children: 1 }, log, late: true })
  try {
    const shelf = city.shelf.as({ kind: 'operator' })
    // A folder no server ran on yet has no organisation to publish for.
    if ((await shelf.organisations()).length === 0) await shelf.importPack(city.pack)
    return {
      shelf,
      tables: city.tables,
      accounts: city.accounts,
      egress: city.egress,
      bbox: city.identity.territory.bbox,
      now: () => city.clock.now(),
      prepareJobs: () => city.jobs.prepare(indexJob),
      async finishJobs() {
        await city.jobs.drain([indexJob])
        // Where no server runs, what was done here gets its place in the public ledger now.
        await city.records.ledger.sequencer.settle()
      },
      close: () => city.close(),
    }
  } catch (error) {
    await city.close()
    throw error
  }
}

// Removes, once a day, stored files that nothing names: what publishing left, and what is kept no longer.
import { isNamed } from '#case-files'
import { isNamed as isNamedByAnswers } from '#observatory'
import type { City } from './main.ts'

const day = 86_400_000

type Swept = Pick<City, 'files' | 'shelf' | 'log' | 'records' | 'settings' | 'database' | 'counter'>

/**
 * Removes what no version names and no legal hold keeps, and answers how much it was; from when `stopped` on nothing more.
 * What is younger than a day stays, because the transaction that names it may not be committed yet.
 */
export async function sweepFiles(
  { files, shelf, records, database }: Pick<Swept, 'files' | 'shelf' | 'records' | 'database'>,
  stopped: () => boolean = () => false,
): Promise<number> {
  return files.sweep(
    async (hash) =>
      stopped() ||
      (await shelf.isReferenced(hash)) ||
      (await isNamed(database.kysely, hash)) ||
      (await isNamedByAnswers(database.kysely, hash)) ||
      (await records.isHeld({ kind: 'file', id: hash })),
  )
}

/** Sweeps now and then daily; answers how to stop. */
export function sweepDaily(city: Swept): () => Promise<void> {
  const { log, settings } = city
  let stopped = false
  const sweep = async (): Promise<void> => {
    try {
      const keep = settings.keepRefused
      const erased = await city.shelf.eraseOldSubmissions({ keep, stopped: () => stopped })
      if (erased > 0) log.info({ erased }, 'files that were not published were erased')
      const drafts = await city.counter.eraseOldDrafts()
      if (drafts > 0) log.info({ drafts }, 'drafts of filings that grew old were erased')
      const removed = await sweepFiles(city, () => stopped)
      if (removed > 0) log.info({ removed }, 'files that nothing names were removed')
    } catch (error) {
      log.error({ err: error }, 'sweeping stored files failed')
    }
  }
  let running = sweep()
  const timer = setInterval(() => (running = running.then(sweep)), day)
  timer.unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
  }
}

// Makes and seals the indexes of cases that changed, every minute.
import { keepIndexes } from '#case-files'
import type { IndexSeal } from '#case-files'
import type { City } from './main.ts'

const pause = 60_000

/** Begins at once; answers how to stop. `seal` null: indexes are made and wait for one. */
export function keepIndexesSigned(
  city: Pick<City, 'database' | 'clock' | 'log'>,
  seal: IndexSeal | null,
): () => Promise<void> {
  const { log, database, clock } = city
  let stopped = false
  const look = async (): Promise<void> => {
    try {
      const { made, sealed } = await keepIndexes({ database, clock, seal }, () => stopped)
      if (made + sealed > 0) log.info({ made, sealed }, 'indexes of cases were made and sealed')
    } catch (error) {
      log.error({ err: error }, 'making or sealing indexes of cases failed and is tried again')
    }
  }
  let running = look()
  const timer = setInterval(() => (running = running.then(look)), pause)
  timer.unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
  }
}

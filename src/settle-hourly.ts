// Asks once an hour what the clock has done to notifications; of several processes one does it.
import { settleJob } from '#case-files'
import type { City } from './main.ts'

const hour = 3_600_000

/** Now and then hourly. Answers how to stop. */
export function settleHourly({ jobs, log }: Pick<City, 'jobs' | 'log'>): () => void {
  const ask = (): void =>
    void jobs
      .send(settleJob, {}, { once: settleJob })
      .catch((error: unknown) =>
        log.error({ err: error }, 'notifications could not be asked to be settled'),
      )
  ask()
  const timer = setInterval(ask, hour)
  timer.unref()
  return () => clearInterval(timer)
}

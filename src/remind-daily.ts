// Reminds people once a day of closed records whose review is due, by a job that any process may do.
import type { Logger } from 'pino'
import { type Letters, remindReviews } from '#people'
import type { Clock, Database, Jobs } from '#platform'
import type { City } from './main.ts'

export const remindJob = 'people.remind'

const day = 86_400_000

/** The job is known to every process; whoever takes it reminds. */
export function defineReminders(parts: {
  jobs: Jobs
  database: Database
  clock: Clock
  log: Logger
  mail: Letters | undefined
}): void {
  const { jobs, database, clock, log, mail } = parts
  jobs.define(remindJob, async () => {
    const told = await remindReviews({ database, clock, mail })
    if (told > 0) log.info({ told }, 'people were reminded of reviews')
  })
}

/** Asks for the job now and then daily; of several processes one does it. Answers how to stop. */
export function remindDaily({ jobs, log }: Pick<City, 'jobs' | 'log'>): () => void {
  const ask = (): void =>
    void jobs
      .send(remindJob, {}, { once: remindJob })
      .catch((error: unknown) => log.error({ err: error }, 'reminders could not be asked for'))
  ask()
  const timer = setInterval(ask, day)
  timer.unref()
  return () => clearInterval(timer)
}

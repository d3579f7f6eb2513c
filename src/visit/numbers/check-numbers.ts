// Every night: lists the numbers to call that nobody verified for long, and tells who keeps them.
import { type Letters, tellPublishers } from '#people'
import type { Clock, Database, Jobs } from '#platform'
import { cityTime } from '../city-time.ts'
import { tableNames } from '../content/make-content.ts'
import type { ReadContent } from '../content/read-content.ts'
import { isOld } from './last-check.ts'
import { raiseChecks, settleChecks } from './store-checks.ts'

/** Name of the job. */
export const checkNumbersJob = 'visit.check-numbers'

export interface CheckNumbersParts {
  database: Database
  clock: Clock
  content: ReadContent
  /** Of the city. */
  timeZone: string
  /** A number is old after so many days. */
  days: number
  /** Slug of the office that answers for the table; null where there is no table. */
  office(dataset: string): Promise<string | null>
  /** Page of the office where the numbers are verified. */
  path: string
  mail?: Letters | undefined
}

/** Call before `jobs.work()`. */
export function defineCheckNumbers({ jobs, ...parts }: CheckNumbersParts & { jobs: Jobs }): void {
  jobs.define('visit.check-numbers', async () => {
    await checkNumbers(parts)
  })
}

/**
 * Each old number is one open task until it is verified; its keepers are told once for each task.
 * Answers the numbers that are new on the list.
 */
export async function checkNumbers(parts: CheckNumbersParts): Promise<string[]> {
  const { database, clock, days, path, mail } = parts
  const now = clock.now()
  const { date } = cityTime(now, parts.timeZone)
  const { contacts } = await parts.content()
  const old = contacts.filter((contact) => isOld(contact, date, days)).map(({ number }) => number)
  const office = await parts.office(tableNames.contacts)
  return database.transaction(async (trx) => {
    await settleChecks(trx, old, now)
    const fresh = await raiseChecks(trx, old, now)
    if (fresh.length > 0 && office !== null) {
      const detail = { count: fresh.length, days }
      const about = `${date} ${fresh.join(' ')}`.slice(0, 200)
      const notice = { kind: 'numbers-due' as const, about, path, detail }
      await tellPublishers(trx, { office, notice, now, mail })
    }
    return fresh
  })
}

// Counts how the city's systems are used, by day and nothing else: the smallest source of what is not measured elsewhere.
import type { Clock, Database } from '#platform'
import { periodAt } from '../house/period.ts'
import { addCounts, setCounts } from './store-usage.ts'

/** Done by readers; each is zero on a day when nobody did it. */
export const doneByReaders = ['descargas', 'rutas-abiertas'] as const
export type Done = (typeof doneByReaders)[number]

/** As they were found at the last look of a day. */
export const foundDaily = ['conjuntos-con-plazo', 'conjuntos-al-dia'] as const

export interface Usage {
  /** Once. Nothing about who did it is taken. */
  count(measure: Done): void
  /** Writes what was counted; also the zeros of a day on which the program runs. */
  flush(): Promise<void>
  /** How many of something there are today. */
  found(counts: Readonly<Record<(typeof foundDaily)[number], number>>): Promise<void>
}

export interface UsageParts {
  database: Database
  clock: Clock
  /** Of the city: whose days are counted. */
  timeZone: string
}

/** What was counted since the last `flush` is lost where the process is killed: a count is a lower bound. */
export function createUsage({ database, clock, timeZone }: UsageParts): Usage {
  let waiting = new Map<string, { day: string; measure: string; count: number }>()
  const add = (measure: Done, count: number): void => {
    const day = periodAt(clock.now(), 'day', timeZone)
    const key = `${day} ${measure}`
    const known = waiting.get(key)
    if (known === undefined) waiting.set(key, { day, measure, count })
    else known.count += count
  }
  return {
    count: (measure) => add(measure, 1),
    async flush() {
      for (const measure of doneByReaders) add(measure, 0)
      const taken = waiting
      waiting = new Map()
      try {
        await addCounts(database.kysely, [...taken.values()])
      } catch (error) {
        // They are counted again with the next flush.
        for (const { measure, count } of taken.values()) add(measure as Done, count)
        throw error
      }
    },
    async found(counts) {
      const day = periodAt(clock.now(), 'day', timeZone)
      const rows = foundDaily.map((measure) => ({ day, measure, count: counts[measure] }))
      await setCounts(database.kysely, rows)
    },
  }
}

// Once an hour: what time alone changed in cases is written down, people are reminded, posts left empty give back.
import { editionAt, localTime } from '@rimaq/workdays'
import { type Letters, closedOffices, vacantPositions } from '#people'
import type { Jobs } from '#platform'
import { type CaseParts, actAsCity } from './act-on-case.ts'
import { recordTime } from './record-time.ts'
import {
  type Place,
  anyOfEditionBefore,
  casesAtPosts,
  casesDue,
  casesOfEditionsBefore,
  casesOfOffices,
} from './store-clocks.ts'

interface Log {
  info(what: object, words: string): void
  error(what: object, words: string): void
}

export interface ClockParts extends CaseParts {
  log: Log
  mail?: Letters | undefined
  /** Cases looked for at once. Default 200. */
  batch?: number
}

export interface Watched {
  /** Cases looked at. */
  seen: number
  /** Events written because time passed. */
  events: number
  /** Persons reminded. */
  reminded: number
  /** Cases that failed, and are tried again at the next run. */
  failed: number
}

/**
 * Each case in a transaction of its own, after which it is found no more: killed anywhere, the next
 * run goes on. One that fails is told to the log and left for the next run.
 */
export async function watchClocks(
  parts: ClockParts,
  stopped: () => boolean = () => false,
): Promise<Watched> {
  const { database, calendars, clock, batch = 200 } = parts
  const { kysely: db } = database
  const watched: Watched = { seen: 0, events: 0, reminded: 0, failed: 0 }
  const now = clock.now()
  const { date: today } = localTime(now.toISOString(), calendars.book.zone)
  const edition = editionAt(calendars.book, today).version
  const look = (id: string): Promise<void> => lookAt(parts, id, watched)

  const [posts, offices] = [await vacantPositions(db, now), await closedOffices(db, now)]
  await eachOf(stopped, look, (after) => casesAtPosts(db, { posts, after, limit: batch }))
  await eachOf(stopped, look, (after) => casesOfOffices(db, { offices, after, limit: batch }))
  let place: Place | null = null
  while (!stopped()) {
    const found: Place[] = await casesDue(db, { today, after: place, limit: batch })
    for (const { id } of found) await look(id)
    place = found.at(-1) ?? null
    if (found.length < batch) break
  }
  if (await anyOfEditionBefore(db, edition)) {
    await eachOf(stopped, look, (after) =>
      casesOfEditionsBefore(db, { edition, after, limit: batch }),
    )
  }
  return watched
}

async function eachOf(
  stopped: () => boolean,
  look: (id: string) => Promise<void>,
  find: (after: string | null) => Promise<string[]>,
): Promise<void> {
  let after: string | null = null
  while (!stopped()) {
    const found: string[] = await find(after)
    for (const id of found) await look(id)
    after = found.at(-1) ?? null
    if (after === null) return
  }
}

async function lookAt(parts: ClockParts, id: string, watched: Watched): Promise<void> {
  watched.seen += 1
  try {
    const { events, reminded } = await actAsCity(parts, id, (step) => recordTime(step, parts))
    watched.events += events
    watched.reminded += reminded
  } catch (error) {
    watched.failed += 1
    parts.log.error({ err: error, case: id }, 'the clock of a case could not be looked at')
  }
}

/** Call before `jobs.work()`. */
export function defineClocks(parts: ClockParts & { jobs: Jobs }): void {
  parts.jobs.define('case-files.clocks', async (_, { signal }) => {
    const watched = await watchClocks(parts, () => signal.aborted)
    if (watched.seen > 0) parts.log.info(watched, 'clocks of cases were looked at')
  })
}

const hour = 3_600_000

/** Asks for the job now and every hour; of several processes one does it. Answers how to stop. */
export function askForClocks({ jobs, log }: Pick<ClockParts, 'log'> & { jobs: Jobs }): () => void {
  const ask = (): void =>
    void jobs
      .send('case-files.clocks', {}, { once: 'clocks' })
      .catch((error: unknown) => log.error({ err: error }, 'the clocks could not be asked for'))
  ask()
  const timer = setInterval(ask, hour)
  timer.unref()
  return () => clearInterval(timer)
}

// Waits a while until a file that was handed in is read, and says how far it is.
import { setTimeout as wait } from 'node:timers/promises'
import { PeopleError } from '#people'
import { TableError, type TableErrorCode } from '@rimaq/tables'
import { DatasetsError, type DatasetsErrorCode } from './errors.ts'
import type { PublishReport } from './model.ts'
import { type ReadJob, readJob } from './read-submission.ts'
import { type ReadingProgress, progressOfReading, unreadSubmissions } from './store-readings.ts'
import {
  type ReadingFault,
  type SubmissionRow,
  type SubmissionState,
  readSubmissions,
} from './store-submissions.ts'
import type { WriteContext } from './write-context.ts'

/** Milliseconds between looks. */
const look = 100

export interface Read {
  state: SubmissionState
  report: PublishReport | null
  error: ReadingFault | null
}

/**
 * What was found once the file is read, or state `reading` when `most` milliseconds have passed or
 * the asker has gone. For whoever handed it in, who need not have the right to read what others did.
 * @throws PeopleError not-found, for anybody else
 */
export async function awaitReading(
  { database, actor }: Pick<WriteContext, 'database' | 'actor'>,
  id: string,
  { most, signal }: { most: number; signal?: AbortSignal },
): Promise<Read> {
  const end = performance.now() + most
  for (;;) {
    const [row] = await readSubmissions(database.kysely, [id])
    if (row === undefined || !isOwn(actor, row)) {
      throw new PeopleError('not-found', { what: 'submission' })
    }
    const left = row.state === 'reading' && performance.now() < end
    if (!left || signal?.aborted === true) {
      const { state, report, error } = row
      return { state, report: report as PublishReport | null, error }
    }
    await wait(look)
  }
}

function isOwn(actor: WriteContext['actor'], { drafter, token }: SubmissionRow): boolean {
  if (actor.kind === 'person') return actor.person === drafter
  return actor.kind === 'system' && actor.token !== null && actor.token === token
}

/** The error that ended a reading, as it was thrown then: its sentence says what to do. */
export function readingError({ of, code, detail }: ReadingFault): Error {
  if (of === 'people') return new PeopleError('not-permitted', { reason: 'holding-ended' })
  if (of === 'table') return new TableError(code as TableErrorCode, detail)
  const values = detail as ConstructorParameters<typeof DatasetsError>[1]
  return new DatasetsError(code as DatasetsErrorCode, values)
}

/** Null before a job has taken it up, and after it ended. */
export function readingProgress(
  { database }: Pick<WriteContext, 'database'>,
  id: string,
): Promise<ReadingProgress | null> {
  return progressOfReading(database.kysely, id)
}

/**
 * Sends the jobs of unread files again, for a process that was killed while it read: after its signs
 * of life have become old they go on, and where another process reads they do nothing.
 */
export async function resumeReadings(
  { database, jobs, clock }: Pick<WriteContext, 'database' | 'jobs' | 'clock'>,
  seconds: number,
): Promise<number> {
  const unread = await unreadSubmissions(database.kysely)
  const after = new Date(clock.now().getTime() + seconds * 1000)
  for (const submission of unread) {
    const job: ReadJob = { submission }
    await jobs.send(readJob, job, { once: submission, after })
  }
  return unread.length
}

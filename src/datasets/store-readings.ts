// Keeps how far the job is that reads a file which was handed in, and whether it is still alive.
import { sql } from 'kysely'
import type { Db } from './store-read.ts'

/** Seconds without a sign of life after which whoever read is taken for gone. */
export const silent = 10

/** How far a file is read. */
export interface ReadingProgress {
  phase: string
  /** 0 to 1 within the phase, where known. */
  share: number | null
  /** Seconds since the last sign of life. */
  silence: number
}

/** Whether this reader may begin: nobody else does it now. */
export async function claimReading(db: Db, submission: string, reader: string): Promise<boolean> {
  const { rows } = await sql`INSERT INTO datasets.submission_reading AS r
      (submission_id, reader, phase, seen) VALUES (${submission}, ${reader}, 'wait', clock_timestamp())
    ON CONFLICT (submission_id) DO UPDATE SET reader = excluded.reader, phase = excluded.phase,
      share = NULL, seen = excluded.seen
      WHERE r.seen < clock_timestamp() - make_interval(secs => ${silent})
    RETURNING submission_id`.execute(db)
  return rows.length > 0
}

/** A sign of life; false when another reader has taken over or it is no longer wanted. */
export async function signReading(
  db: Db,
  submission: string,
  reader: string,
  { phase, share }: Pick<ReadingProgress, 'phase' | 'share'>,
): Promise<boolean> {
  const { rows } = await sql`UPDATE datasets.submission_reading
    SET phase = ${phase}, share = ${share}, seen = clock_timestamp()
    WHERE submission_id = ${submission} AND reader = ${reader} AND EXISTS (
      SELECT FROM datasets.submission s WHERE s.id = submission_id AND s.state = 'reading')
    RETURNING submission_id`.execute(db)
  return rows.length > 0
}

/** Ends it, so that the next attempt may begin at once; that of another reader stays. */
export async function endReading(db: Db, submission: string, reader: string): Promise<void> {
  await sql`DELETE FROM datasets.submission_reading
    WHERE submission_id = ${submission} AND reader = ${reader}`.execute(db)
}

/** Null before a job has taken it up. */
export async function progressOfReading(db: Db, id: string): Promise<ReadingProgress | null> {
  const { rows } = await sql<ReadingProgress>`SELECT phase, share,
      greatest(0, extract(epoch FROM clock_timestamp() - seen))::float8 AS silence
    FROM datasets.submission_reading WHERE submission_id = ${id}::uuid`.execute(db)
  return rows[0] ?? null
}

/** Files that are not read yet: all of them, whether or not anybody reads. */
export async function unreadSubmissions(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM datasets.submission
    WHERE state = 'reading' ORDER BY submitted`.execute(db)
  return rows.map(({ id }) => id)
}

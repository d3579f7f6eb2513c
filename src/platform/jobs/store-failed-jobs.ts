// The statements that show which jobs failed for good, so that an operator sees and repeats them.
import { sql } from 'kysely'
import type { Database } from '../ground.ts'
import { deadLetterQueue } from './create-jobs.ts'

export interface FailedJob {
  id: string
  name: string
  failedAt: Date
  attempts: number
  /** What the last attempt said; null when it ran out of time without a word. */
  message: string | null
}

/** The newest dead letters first; empty also where no job was ever sent. */
export async function failedJobs(database: Database, limit = 100): Promise<FailedJob[]> {
  const there = await sql<{ there: boolean }>`
    select to_regclass('jobs.job') is not null as there`.execute(database.kysely)
  if (!there.rows[0]?.there) return []
  const { rows } = await sql<FailedJob>`
    select id::text as id, source_name as name, created_on as "failedAt",
      source_retry_count + 1 as attempts, source_output ->> 'message' as message
    from jobs.job
    where name = ${deadLetterQueue} and state < 'completed'
    order by created_on desc, id
    limit ${limit}`.execute(database.kysely)
  return rows
}

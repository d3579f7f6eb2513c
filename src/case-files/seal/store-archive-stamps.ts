// Reads and writes until when the archive timestamps of issued documents hold, and which are to be renewed.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Renewal } from './renewal.ts'

export interface ArchiveStamp {
  code: string
  ends: Date | null
  endsWhy: 'certificate' | 'algorithm' | null
  /** Null while nobody has looked at it. */
  renewOn: Date | null
  tried: number
  nextTry: Date
  /** What its renewal waits for. */
  why: string | null
}

const columns = sql`code, ends, ends_why AS "endsWhy", renew_on AS "renewOn", tried,
  next_try AS "nextTry", why`

export async function insertArchiveStamp(
  db: Db,
  { code, ends, why, renewOn }: Renewal & { code: string },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO case_files.archive_stamp (code, ends, ends_why, renew_on, next_try)
    VALUES (${code}, ${ends}, ${why}, ${renewOn}, ${renewOn ?? now})
    ON CONFLICT (code) DO UPDATE SET ends = EXCLUDED.ends, ends_why = EXCLUDED.ends_why,
      renew_on = EXCLUDED.renew_on, next_try = EXCLUDED.next_try, tried = 0, why = NULL`.execute(db)
}

/** Those whose time has come, what ends first before others; at most fifty. */
export async function dueArchiveStamps(db: Db, now: Date): Promise<ArchiveStamp[]> {
  const { rows } = await sql<ArchiveStamp>`SELECT ${columns} FROM case_files.archive_stamp
    WHERE next_try <= ${now} ORDER BY next_try LIMIT 50`.execute(db)
  return rows
}

export async function putOffArchiveStamp(
  db: Db,
  code: string,
  { why, nextTry }: { why: string; nextTry: Date },
): Promise<void> {
  await sql`UPDATE case_files.archive_stamp SET tried = tried + 1, next_try = ${nextTry},
    why = ${why.slice(0, 300)} WHERE code = ${code}`.execute(db)
}

/** What is to be renewed by then, what ends first before others; with how many there are of all. */
export async function listArchiveStamps(
  db: Db,
  { until, limit }: { until: Date; limit: number },
): Promise<{ all: number; due: number; waiting: number; stamps: ArchiveStamp[] }> {
  const due = sql`(renew_on IS NULL OR renew_on <= ${until})`
  const { rows } = await sql<ArchiveStamp>`SELECT ${columns} FROM case_files.archive_stamp
    WHERE ${due} ORDER BY ends NULLS FIRST, code LIMIT ${limit}`.execute(db)
  const counted = await sql<{ all: number; due: number; waiting: number }>`
    SELECT count(*)::float8 AS all, count(*) FILTER (WHERE ${due})::float8 AS due,
      count(*) FILTER (WHERE why IS NOT NULL)::float8 AS waiting
    FROM case_files.archive_stamp`.execute(db)
  return { ...(counted.rows[0] ?? { all: 0, due: 0, waiting: 0 }), stamps: rows }
}

// Counts attempts to get in; check and count are one step, so that many at once gain nothing.
import { sql } from 'kysely'
import type { Db } from './account.ts'

export interface CountedScope {
  /** SHA-256 of scope and subject. */
  key: string
  /** Attempts that cost no time. */
  free: number
  /** Seconds after the first that does; doubles with each further one up to `most`. */
  first: number
  most: number
  /** Seconds without an attempt after which nothing is remembered. */
  forget: number
}

/** Seconds to wait, or 0 when the attempt was counted and may be made. */
export async function countAttempt(db: Db, scope: CountedScope, now: Date): Promise<number> {
  const quiet = new Date(now.getTime() - scope.forget * 1000)
  const { rows } = await sql`
    INSERT INTO people.attempt AS a (key, failures, last, wait_until)
    VALUES (${scope.key}, 1, ${now}, ${now})
    ON CONFLICT (key) DO UPDATE SET
      failures = CASE WHEN a.last < ${quiet} THEN 1 ELSE a.failures + 1 END,
      wait_until = CASE
        WHEN a.last < ${quiet} OR a.failures + 1 < ${scope.free}::int THEN ${now}::timestamptz
        ELSE ${now}::timestamptz + make_interval(secs => least(${scope.most}::float8,
          ${scope.first}::float8 * power(2, least(30, a.failures + 1 - ${scope.free}::int)))) END,
      last = ${now}
    WHERE a.wait_until <= ${now}
    RETURNING key`.execute(db)
  if (rows.length > 0) return 0
  const waits = await sql<{ until: Date }>`
    SELECT wait_until AS until FROM people.attempt WHERE key = ${scope.key}`.execute(db)
  const until = waits.rows[0]?.until.getTime() ?? now.getTime()
  return Math.max(1, Math.ceil((until - now.getTime()) / 1000))
}

/** After success: the pair is forgotten, wider scopes get their one back. */
export async function forgiveAttempt(db: Db, key: string, wide: readonly string[]): Promise<void> {
  await sql`DELETE FROM people.attempt WHERE key = ${key}`.execute(db)
  if (wide.length === 0) return
  await sql`UPDATE people.attempt SET failures = greatest(0, failures - 1)
    WHERE key = ANY(${[...wide]})`.execute(db)
}

/** Removes what has been quiet for two days. */
export async function forgetOldAttempts(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 48 * 3_600_000)
  await sql`DELETE FROM people.attempt WHERE last < ${before}`.execute(db)
}

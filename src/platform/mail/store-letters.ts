// Keeps letters from the transaction that writes them until a mail server has taken them.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Letter, LetterFate } from '../ground.ts'
import type { Schema } from '../schema.generated.ts'

type Db = Kysely<Schema>

export interface WaitingLetter {
  id: string
  recipient: string
  subject: string
  body: string
  created: Date
  expires: Date | null
}

export async function insertLetter(db: Db, letter: Letter, now: Date): Promise<string> {
  const { to, subject, text, expires = null } = letter
  const { rows } = await sql<{ id: string }>`
    INSERT INTO platform.letter (recipient, subject, body, created, expires)
    VALUES (${to}, ${subject}, ${text}, ${now}, ${expires}) RETURNING id`.execute(db)
  return (rows[0] as { id: string }).id
}

/** Null when it does not wait any more. */
export async function waitingLetter(db: Db, id: string): Promise<WaitingLetter | null> {
  const { rows } = await sql<WaitingLetter>`
    SELECT id, recipient, subject, body, created, expires FROM platform.letter
    WHERE id = ${id} AND state = 'waiting'`.execute(db)
  return rows[0] ?? null
}

export async function endLetter(
  db: Db,
  id: string,
  end: { state: 'sent' | 'refused' | 'expired'; fault: string | null; at: Date },
): Promise<void> {
  await sql`UPDATE platform.letter SET state = ${end.state}, body = NULL, fault = ${end.fault},
    ended = ${end.at}, attempts = attempts + 1
    WHERE id = ${id} AND state = 'waiting'`.execute(db)
}

export async function noteFault(db: Db, id: string, fault: string): Promise<void> {
  await sql`UPDATE platform.letter SET attempts = attempts + 1, fault = ${fault}
    WHERE id = ${id} AND state = 'waiting'`.execute(db)
}

/** Those written before the instant, oldest first. */
export async function idsOfWaiting(db: Db, before: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM platform.letter
    WHERE state = 'waiting' AND created < ${before} ORDER BY created LIMIT 1000`.execute(db)
  return rows.map(({ id }) => id)
}

export async function fatesOfLetters(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LetterFate>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<LetterFate & { id: string }>`SELECT id, state, fault, ended
    FROM platform.letter WHERE id = ANY (${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, ...fate }) => [id, fate]))
}

export interface LetterCounts {
  waiting: number
  /** When the oldest that waits was written. */
  oldest: Date | null
  /** What stopped it last. */
  fault: string | null
  /** Refused for good in the last thirty days. */
  refused: number
}

export async function countLetters(db: Db, now: Date): Promise<LetterCounts> {
  const since = new Date(now.getTime() - 30 * 86_400_000)
  const { rows } = await sql<LetterCounts>`
    SELECT count(*) FILTER (WHERE state = 'waiting')::float8 AS waiting,
      min(created) FILTER (WHERE state = 'waiting') AS oldest,
      (SELECT o.fault FROM platform.letter o WHERE o.state = 'waiting' AND o.fault IS NOT NULL
        ORDER BY o.created LIMIT 1) AS fault,
      count(*) FILTER (WHERE state = 'refused' AND ended > ${since})::float8 AS refused
    FROM platform.letter WHERE state IN ('waiting', 'refused')`.execute(db)
  return rows[0] ?? { waiting: 0, oldest: null, fault: null, refused: 0 }
}

// Keeps which numbers to call are to be verified, since when, and who did it.
import { sql } from 'kysely'
import type { Database, Schema } from '#platform'
import type { Kysely, Transaction } from 'kysely'

export interface CheckTask {
  number: string
  raised: Date
  done: Date | null
  /** Names of who did it; null: done elsewhere, by a new version of the table. */
  by: string | null
}

type Db = Kysely<Schema> | Transaction<Schema>

/** Those of these numbers for which no task was open. */
export async function raiseChecks(db: Db, numbers: readonly string[], at: Date): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    INSERT INTO visit.number_check (number, raised)
    SELECT n.number, ${at} FROM unnest(${[...numbers]}::text[]) AS n (number)
    ON CONFLICT (number) WHERE done IS NULL DO NOTHING RETURNING number`.execute(db)
  return rows.map(({ number }) => number)
}

/** Tasks of numbers that are not old any more, or not shown any more, are done elsewhere. */
export async function settleChecks(db: Db, stillOld: readonly string[], at: Date): Promise<void> {
  await sql`UPDATE visit.number_check SET done = greatest(${at}, raised)
    WHERE done IS NULL AND NOT number = ANY (${[...stillOld]}::text[])`.execute(db)
}

/** Writes the check down where nobody had asked for it, too. */
export async function closeCheck(
  { kysely }: Pick<Database, 'kysely'>,
  { number, by, at }: { number: string; by: string; at: Date },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    UPDATE visit.number_check SET done = greatest(${at}, raised), done_by = ${by}::uuid
    WHERE number = ${number} AND done IS NULL RETURNING id`.execute(kysely)
  if (rows.length > 0) return
  await sql`INSERT INTO visit.number_check (number, raised, done, done_by)
    VALUES (${number}, ${at}, ${at}, ${by}::uuid)`.execute(kysely)
}

export async function openChecks({ kysely }: Pick<Database, 'kysely'>): Promise<CheckTask[]> {
  const { rows } = await sql<CheckTask>`
    SELECT number, raised, done, NULL AS by FROM visit.number_check
    WHERE done IS NULL ORDER BY raised, number`.execute(kysely)
  return rows
}

/** Newest first. */
export async function doneChecks(
  { kysely }: Pick<Database, 'kysely'>,
  limit: number,
): Promise<CheckTask[]> {
  const { rows } = await sql<CheckTask>`
    SELECT c.number, c.raised, c.done, (SELECT p.given_names || ' ' || p.family_names
      FROM people.person p WHERE p.id = c.done_by) AS by
    FROM visit.number_check c WHERE c.done IS NOT NULL ORDER BY c.done DESC LIMIT ${limit}`.execute(
    kysely,
  )
  return rows
}

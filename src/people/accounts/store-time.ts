// Keeps the latest time this installation has seen.
import { sql } from 'kysely'
import type { Db } from './account.ts'

export async function timeSeen(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`SELECT at FROM people.time_seen`.execute(db)
  return rows[0]?.at ?? null
}

/** Never goes back, whoever writes. */
export async function noteTime(db: Db, at: Date): Promise<void> {
  await sql`INSERT INTO people.time_seen (sole, at) VALUES (true, ${at})
    ON CONFLICT (sole) DO UPDATE SET at = greatest(people.time_seen.at, excluded.at)`.execute(db)
}

// Keeps the keys of repeated requests in the database, and their answers for a day.
import { sql } from 'kysely'
import type { Clock, Database } from '../ground.ts'
import type { KeptAnswer, Once, Taken } from './once.ts'

/** Hours a key counts. */
const hours = 24

/** Keys older than a day are removed when others come, a few at a time. */
export function createOnce(parts: { database: Database; clock: Clock }): Once {
  const { kysely } = parts.database

  async function take(key: string, body: string): Promise<Taken> {
    const now = parts.clock.now()
    await sql`DELETE FROM platform.once WHERE key IN (
      SELECT key FROM platform.once WHERE begun < ${before(now)}
      ORDER BY begun LIMIT 20 FOR UPDATE SKIP LOCKED)`.execute(kysely)
    const added = await sql`INSERT INTO platform.once (key, body, begun)
      VALUES (${key}, ${body}, ${now}) ON CONFLICT (key) DO NOTHING RETURNING key`.execute(kysely)
    if (added.rows.length > 0) return { state: 'new' }
    const { rows } = await sql<{ body: string; done: boolean; answer: KeptAnswer | null }>`
      SELECT body, done, answer FROM platform.once WHERE key = ${key}`.execute(kysely)
    const [row] = rows
    // Dropped meanwhile: the asker may come again.
    if (row === undefined) return { state: 'under-way' }
    if (row.body !== body) return { state: 'other-body' }
    return row.done ? { state: 'done', answer: row.answer } : { state: 'under-way' }
  }

  return {
    take,
    async keep(key, answer) {
      const kept = answer === null ? null : JSON.stringify(answer)
      await sql`UPDATE platform.once SET done = true, answer = ${kept}
        WHERE key = ${key}`.execute(kysely)
    },
    async drop(key) {
      await sql`DELETE FROM platform.once WHERE key = ${key} AND NOT done`.execute(kysely)
    },
  }
}

function before(now: Date): Date {
  return new Date(now.getTime() - hours * 3_600_000)
}

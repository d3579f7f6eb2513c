// Reads and writes which issued documents wait for what makes their signatures last.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface LongTermWanted {
  code: string
  since: Date
  tried: number
  why: string | null
}

const columns = sql`code, since, tried, why`

export async function insertLongTerm(db: Db, code: string, now: Date): Promise<void> {
  await sql`INSERT INTO case_files.long_term_wanted (code, since, next_try)
    VALUES (${code}, ${now}, ${now}) ON CONFLICT DO NOTHING`.execute(db)
}

/** Those whose time has come, the longest waiting first; at most fifty. */
export async function dueLongTerm(db: Db, now: Date): Promise<LongTermWanted[]> {
  const { rows } = await sql<LongTermWanted>`SELECT ${columns} FROM case_files.long_term_wanted
    WHERE next_try <= ${now} ORDER BY next_try LIMIT 50`.execute(db)
  return rows
}

export async function findLongTerm(db: Db, code: string): Promise<LongTermWanted | null> {
  const { rows } = await sql<LongTermWanted>`SELECT ${columns} FROM case_files.long_term_wanted
    WHERE code = ${code}`.execute(db)
  return rows[0] ?? null
}

export async function deleteLongTerm(db: Db, code: string): Promise<void> {
  await sql`DELETE FROM case_files.long_term_wanted WHERE code = ${code}`.execute(db)
}

export async function putOffLongTerm(
  db: Db,
  code: string,
  { why, nextTry }: { why: string; nextTry: Date },
): Promise<void> {
  await sql`UPDATE case_files.long_term_wanted SET tried = tried + 1, next_try = ${nextTry},
    why = ${why.slice(0, 300)} WHERE code = ${code}`.execute(db)
}

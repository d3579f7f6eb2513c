// Keeps notices, and finds whom they can be sent to.
import { sql } from 'kysely'
import type { Db } from '../store-holdings.ts'
import { all, one } from '../store-holdings.ts'
import type { KeptNotice, Notice } from './notice.ts'

/** Those of the persons who were not told of this before. */
export async function insertNotices(
  db: Db,
  persons: readonly string[],
  notice: Notice,
  now: Date,
): Promise<string[]> {
  const { kind, about, path, detail } = notice
  const rows = await all(
    db,
    sql<{ person: string }>`
      INSERT INTO people.notice (person_id, kind, about, path, detail, at)
      SELECT p.id, ${kind}, ${about}, ${path}, ${JSON.stringify(detail)}::jsonb, ${now}
      FROM unnest(${[...persons]}::uuid[]) AS p (id)
      ON CONFLICT (person_id, kind, about) DO NOTHING RETURNING person_id AS person`,
  )
  return rows.map(({ person }) => person)
}

const columns = sql`id, kind, about, path, detail, at, acknowledged`

/** Open ones first, then those read last. */
export async function noticesOf(db: Db, person: string, limit: number): Promise<KeptNotice[]> {
  return all(
    db,
    sql<KeptNotice>`SELECT ${columns} FROM people.notice WHERE person_id = ${person}::uuid
      ORDER BY acknowledged IS NOT NULL, at DESC, id LIMIT ${limit}`,
  )
}

export async function openNoticesOf(db: Db, person: string): Promise<number> {
  const row = await one(
    db,
    sql<{ n: number }>`SELECT count(*)::float8 AS n FROM people.notice
      WHERE person_id = ${person}::uuid AND acknowledged IS NULL`,
  )
  return row?.n ?? 0
}

/** Null when the person has no such notice that is open. */
export async function acknowledgeRow(
  db: Db,
  id: string,
  by: { person: string; at: Date },
): Promise<{ kind: string; about: string } | null> {
  return one(
    db,
    sql<{ kind: string; about: string }>`
      UPDATE people.notice SET acknowledged = greatest(${by.at}, at)
      WHERE id = ${id}::uuid AND person_id = ${by.person}::uuid AND acknowledged IS NULL
      RETURNING kind, about`,
  )
}

/** How many were told of each, and how many said to have read it. */
export async function noticesAbout(
  db: Db,
  kind: string,
  about: readonly string[],
): Promise<Map<string, { told: number; read: number }>> {
  const rows = await all(
    db,
    sql<{ about: string; told: number; read: number }>`
      SELECT about, count(*)::float8 AS told, count(acknowledged)::float8 AS read
      FROM people.notice WHERE kind = ${kind} AND about = ANY (${[...about]}::text[])
      GROUP BY about`,
  )
  return new Map(rows.map(({ about: key, told, read }) => [key, { told, read }]))
}

/** Addresses of mail of those persons who sign in with one and are not blocked. */
export async function mailAddressesOf(db: Db, persons: readonly string[]): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ name: string }>`
      SELECT DISTINCT ON (a.id) n.name FROM people.account a
      JOIN people.sign_in_name n ON n.account_id = a.id AND n.kind = 'email'
      WHERE a.person_id = ANY (${[...persons]}::uuid[]) AND a.state = 'active'
      ORDER BY a.id, n.created, n.name`,
  )
  return rows.map(({ name }) => name)
}

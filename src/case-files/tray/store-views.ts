// Keeps the views of trays that persons saved.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface SavedView {
  id: string
  name: string
  /** As in the address, without the question mark. */
  query: string
}

export async function viewsOf(db: Db, person: string): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`SELECT id, name, query FROM case_files.saved_view
    WHERE person_id = ${person}::uuid ORDER BY name`.execute(db)
  return rows
}

export async function keepView(
  db: Db,
  { person, name, query, now }: { person: string; name: string; query: string; now: Date },
): Promise<void> {
  await sql`INSERT INTO case_files.saved_view (person_id, name, query, created)
    VALUES (${person}::uuid, ${name}, ${query}, ${now})
    ON CONFLICT (person_id, name) DO UPDATE SET query = excluded.query`.execute(db)
}

export async function deleteView(
  db: Db,
  { person, id }: { person: string; id: string },
): Promise<void> {
  await sql`DELETE FROM case_files.saved_view
    WHERE id = ${id}::uuid AND person_id = ${person}::uuid`.execute(db)
}

// Finds the cases that time alone has changed, a batch at a time, by indexes that hold only those.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface Place {
  on: string
  id: string
}

/** Cases whose day has come by `today`, after a place in that order. */
export async function casesDue(
  db: Db,
  { today, after, limit }: { today: string; after: Place | null; limit: number },
): Promise<Place[]> {
  const { rows } = await sql<Place>`SELECT clock_on::text AS on, id FROM case_files.case_file
    WHERE clock_on <= ${today}::date
      AND (${after?.id ?? null}::uuid IS NULL
        OR (clock_on, id) > (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    ORDER BY clock_on, id LIMIT ${limit}`.execute(db)
  return rows
}

/** Cases whose terms were last looked at with an earlier edition of the calendar, after an id. */
export async function casesOfEditionsBefore(
  db: Db,
  { edition, after, limit }: { edition: string; after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM case_files.case_file
    WHERE clock_on IS NOT NULL AND (clock_edition <> ${edition} OR clock_edition IS NULL)
      AND (${after}::uuid IS NULL OR id > ${after}::uuid)
    ORDER BY id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Whether any case was last looked at with another edition; two looks into an index. */
export async function anyOfEditionBefore(db: Db, edition: string): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`SELECT
    EXISTS (SELECT FROM case_files.case_file WHERE clock_on IS NOT NULL
      AND clock_edition < ${edition})
    OR EXISTS (SELECT FROM case_files.case_file WHERE clock_on IS NOT NULL
      AND clock_edition > ${edition})
    OR EXISTS (SELECT FROM case_files.case_file WHERE clock_on IS NOT NULL
      AND clock_edition IS NULL) AS yes`.execute(db)
  return rows[0]?.yes ?? false
}

/** Cases that nobody has finished, at one of these posts. */
export async function casesAtPosts(
  db: Db,
  { posts, after, limit }: { posts: readonly string[]; after: string | null; limit: number },
): Promise<string[]> {
  if (posts.length === 0) return []
  const { rows } = await sql<{ id: string }>`SELECT id FROM case_files.case_file
    WHERE responsible_position_id = ANY (${[...posts]}::uuid[])
      AND phase NOT IN ('firm', 'not-filed', 'closed')
      AND (${after}::uuid IS NULL OR id > ${after}::uuid)
    ORDER BY id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Cases of offices that were closed, which another office has in custody by succession. */
export async function casesOfOffices(
  db: Db,
  { offices, after, limit }: { offices: readonly string[]; after: string | null; limit: number },
): Promise<string[]> {
  if (offices.length === 0) return []
  const { rows } = await sql<{ id: string }>`SELECT id FROM case_files.case_file
    WHERE responsible_office_id = ANY (${[...offices]}::uuid[])
      AND (${after}::uuid IS NULL OR id > ${after}::uuid)
    ORDER BY id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

// Reads all that is written about a case besides its events, as one text, so that two readings can be compared.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

/** Ids of all cases after one, in their order. */
export async function idsOfCases(
  db: Db,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM case_files.case_file
    WHERE (${after}::uuid IS NULL OR id > ${after}::uuid) ORDER BY id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** What the events say again, column by column and row by row. */
export async function projectionsOf(db: Db, id: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    SELECT jsonb_build_object(
      'case', jsonb_build_object('phase', c.phase, 'due', c.due_on, 'term', c.term,
        'silent', c.silent_on, 'office', c.responsible_office_id,
        'position', c.responsible_position_id, 'act', c.act_by, 'half', c.half_on,
        'most', c.most_on, 'clock', c.clock_on, 'edition', c.clock_edition, 'answers', c.answers),
      'movements', (SELECT jsonb_agg(to_jsonb(m) ORDER BY m.n) FROM case_files.movement m
        WHERE m.case_id = c.id),
      'observations', (SELECT jsonb_agg(to_jsonb(o) ORDER BY o.event_seq)
        FROM case_files.observation o WHERE o.case_id = c.id),
      'tasks', (SELECT jsonb_agg(to_jsonb(t) ORDER BY t.task) FROM case_files.task t
        WHERE t.case_id = c.id),
      'readers', (SELECT jsonb_agg(jsonb_build_array(p.position, p.page,
          (SELECT jsonb_agg(name ORDER BY name) FROM unnest(p.readers) name))
          ORDER BY p.position, p.page)
        FROM case_files.page_text p WHERE p.case_id = c.id))::text AS text
    FROM case_files.case_file c WHERE c.id = ${id}::uuid`.execute(db)
  return rows[0]?.text ?? ''
}

/** Computations of terms in the order they were made; they are only added to. */
export async function termsOf(
  db: Db,
  id: string,
): Promise<{ key: string; rule: string; due: string }[]> {
  const { rows } = await sql<{ key: string; rule: string; due: string }>`
    SELECT key, rule, due_on::text AS due FROM case_files.term
    WHERE case_id = ${id}::uuid ORDER BY n`.execute(db)
  return rows
}

/** For whom its pages are looked through, where they say something else. */
export async function keepReaders(db: Db, id: string, readers: readonly string[]): Promise<void> {
  await sql`UPDATE case_files.page_text SET readers = ${[...readers]}::text[]
    WHERE case_id = ${id}::uuid
      AND NOT (readers @> ${[...readers]}::text[] AND readers <@ ${[...readers]}::text[])`.execute(
    db,
  )
}

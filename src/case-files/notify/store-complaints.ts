// Finds complaints that wait for the superior, and the case that a complaint is about.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

/** Complaints that nobody decided: new ones, and those whose term is over. */
export async function complaintsToEscalate(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT c.id FROM case_files.case_file c
    JOIN case_files.procedure_version v ON v.id = c.procedure_version_id
    JOIN case_files.procedure p ON p.id = v.procedure_id
    WHERE p.code = 'queja-por-demora' AND c.phase = 'open' AND (SELECT count(*)
      FROM case_files.event e WHERE e.case_id = c.id AND e.kind = 'complaint-escalated') < 2
    ORDER BY c.filed_at LIMIT 1000`.execute(db)
  return rows.map(({ id }) => id)
}

/** The case of this number that the same document filed; null for all others. */
export async function caseByNumber(
  db: Db,
  wanted: {
    institution: string
    year: number
    number: number
    document: string
    documentNumber: string
    not: string
  },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM case_files.case_file
    WHERE institution_id = ${wanted.institution}::uuid AND year = ${wanted.year}
      AND number = ${wanted.number} AND id <> ${wanted.not}::uuid
      AND filer ->> 'document' = ${wanted.document}
      AND filer ->> 'number' = ${wanted.documentNumber}`.execute(db)
  return rows[0]?.id ?? null
}

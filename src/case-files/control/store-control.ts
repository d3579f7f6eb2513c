// Reads who opened which case, from the journal; nothing of what stands in the cases.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface AccessRow {
  /** Of the entry in the journal. */
  id: string
  at: Date
  caseId: string
  year: number
  number: number
  /** Names as they are now; null for a program, the operator, or somebody who is not written down. */
  person: string | null
  /** operator, person, system … */
  actor: string
  office: string | null
  position: string | null
  /** Place of the document in the case; null where the case itself was opened, or the law erased it. */
  document: number | null
  level: string | null
}

export interface AccessFilter {
  institution: string
  caseNumber: { year: number; number: number } | null
  /** Part of a name, or a whole DNI. */
  person: string | null
  /** Slug of the office the reader acted for. */
  office: string | null
  from: Date | null
  /** Not included. */
  until: Date | null
}

export interface AccessPlace {
  at: Date
  id: string
}

const digits = /^\d{8}$/

/** Newest first, after a place. */
export async function accessRows(
  db: Db,
  filter: AccessFilter,
  { limit, after }: { limit: number; after: AccessPlace | null },
): Promise<AccessRow[]> {
  const { institution, caseNumber, person, office, from, until } = filter
  const wanted = [
    sql`c.institution_id = ${institution}::uuid`,
    ...(caseNumber === null
      ? []
      : [sql`c.year = ${caseNumber.year} AND c.number = ${caseNumber.number}`]),
    ...(person === null
      ? []
      : digits.test(person)
        ? [sql`p.document_type = 'DNI' AND p.document_number = ${person}`]
        : [sql`p.given_names || ' ' || p.family_names ILIKE ${`%${escaped(person)}%`}`]),
    ...(office === null ? [] : [sql`o.slug = ${office}`]),
    ...(from === null ? [] : [sql`e.at >= ${from}`]),
    ...(until === null ? [] : [sql`e.at < ${until}`]),
    ...(after === null ? [] : [sql`(e.at, e.id) < (${after.at}, ${after.id}::uuid)`]),
  ]
  const { rows } = await sql<AccessRow>`
    SELECT e.id, e.at, c.id AS "caseId", c.year, c.number, e.who->>'kind' AS actor,
      p.given_names || ' ' || p.family_names AS person,
      (SELECT n.name FROM people.office_name n WHERE n.office_id = o.id AND n.valid_from <= e.at
        ORDER BY n.valid_from DESC LIMIT 1) AS office,
      s.title AS position, b.body::jsonb->>'level' AS level,
      -- The place of a document in its case; an act that was opened is told by its id.
      CASE WHEN b.body::jsonb->>'document' ~ '^[0-9]{1,9}$'
        THEN (b.body::jsonb->>'document')::int END AS document
    FROM records.entry e
    JOIN case_files.case_file c
      ON c.id = CASE WHEN e.about_kind = 'case' THEN e.about_id::uuid END
    LEFT JOIN people.person p ON p.id = (e.who->>'person')::uuid
    LEFT JOIN people.office o ON o.id = (e.who->>'office')::uuid
    LEFT JOIN people.position s ON s.id = (e.who->>'position')::uuid
    LEFT JOIN records.content b ON b.entry = e.id
    WHERE e.act = 'case.read' AND ${sql.join(wanted, sql` AND `)}
    ORDER BY e.at DESC, e.id DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** A sign that ILIKE reads otherwise stands for itself. */
function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
}

// Reads which posts may sign or approve in a case, and the names that stand on an act.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface Post {
  id: string
  title: string
  office: string
  officeId: string
  /** Who holds it now as titular or acting; null where nobody does. */
  names: string | null
}

const named = (now: Date) => sql`
  (SELECT n.name FROM people.office_name n WHERE n.office_id = o.id AND n.valid_from <= ${now}
    ORDER BY n.valid_from DESC LIMIT 1) AS office, o.id AS "officeId",
  (SELECT w.given_names || ' ' || w.family_names FROM people.holding h
      JOIN people.person w ON w.id = h.person_id
    WHERE h.position_id = p.id AND h.valid_from <= ${now} AND coalesce(h.valid_until, 'infinity') > ${now}
    ORDER BY (h.kind = 'titular') DESC, h.valid_from DESC LIMIT 1) AS names`

const open = (table: 'p' | 'o' | 'pr', now: Date) => sql`
  ${sql.ref(`${table}.valid_from`)} <= ${now}
    AND coalesce(${sql.ref(`${table}.valid_until`)}, 'infinity') > ${now}`

/**
 * Posts whose roles grant the verb for the procedure at this instant. With `over` only those in the
 * office or above it with a role that sees what lies below: the ones who may change its records.
 */
export async function postsWith(
  db: Db,
  wanted: { institution: string; verb: string; procedure: string; over?: string },
  now: Date,
): Promise<Post[]> {
  const { institution, verb, procedure, over = null } = wanted
  const { rows } = await sql<Post>`
    WITH RECURSIVE above AS (
      SELECT id, parent_id, true AS own FROM people.office WHERE id = ${over}::uuid
      UNION
      SELECT o.id, o.parent_id, false FROM people.office o JOIN above a ON o.id = a.parent_id
    )
    SELECT p.id, p.title, ${named(now)}
    FROM people.position p JOIN people.office o ON o.id = p.office_id
    WHERE p.institution_id = ${institution}::uuid AND p.family = 'work'
      AND ${open('p', now)} AND ${open('o', now)}
      AND EXISTS (SELECT FROM people.position_role pr JOIN people.role_verb v ON v.role_id = pr.role_id
        WHERE pr.position_id = p.id AND ${open('pr', now)} AND v.verb = ${verb}
          AND v.procedure IN ('', ${procedure}))
      AND (${over}::uuid IS NULL OR EXISTS (SELECT FROM above a WHERE a.id = o.id AND (a.own OR EXISTS (
        SELECT FROM people.position_role pr JOIN people.role r ON r.id = pr.role_id
        WHERE pr.position_id = p.id AND ${open('pr', now)} AND r.sees_below))))
    ORDER BY office, p.title, p.id LIMIT 200`.execute(db)
  return rows
}

/** The posts with these ids, in the order of the ids. */
export async function postsById(db: Db, ids: readonly string[], now: Date): Promise<Post[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Post>`SELECT p.id, p.title, ${named(now)}
    FROM people.position p JOIN people.office o ON o.id = p.office_id
    WHERE p.id = ANY (${[...ids]}::uuid[])`.execute(db)
  return ids.flatMap((id) => rows.find((each) => each.id === id) ?? [])
}

/** Open offices of the institution, for copies. */
export async function openOffices(
  db: Db,
  institution: string,
  now: Date,
): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT o.id, (SELECT n.name FROM people.office_name n WHERE n.office_id = o.id
      AND n.valid_from <= ${now} ORDER BY n.valid_from DESC LIMIT 1) AS name
    FROM people.office o WHERE o.institution_id = ${institution}::uuid AND ${open('o', now)}
    ORDER BY name LIMIT 500`.execute(db)
  return rows
}

export interface Signatory {
  names: string
  documentType: 'DNI' | 'CE'
  documentNumber: string
  position: string
  positionId: string
  office: string
  institution: string
  kind: string
}

/** Who signs through a holding, as it stands on the document. */
export async function signatoryOf(db: Db, holding: string, now: Date): Promise<Signatory | null> {
  const { rows } = await sql<Signatory>`
    SELECT w.given_names || ' ' || w.family_names AS names, w.document_type AS "documentType",
      w.document_number AS "documentNumber", p.title AS position, p.id AS "positionId",
      (SELECT n.name FROM people.office_name n WHERE n.office_id = p.office_id AND n.valid_from <= ${now}
        ORDER BY n.valid_from DESC LIMIT 1) AS office,
      (SELECT i.name FROM people.institution i WHERE i.id = h.institution_id) AS institution, h.kind
    FROM people.holding h JOIN people.person w ON w.id = h.person_id
      JOIN people.position p ON p.id = h.position_id
    WHERE h.id = ${holding}::uuid`.execute(db)
  return rows[0] ?? null
}

/** Names of the institution and of an office of it. */
export async function namesOfPlace(
  db: Db,
  place: { institution: string; office: string | null },
  now: Date,
): Promise<{ institution: string; office: string }> {
  const { rows } = await sql<{ institution: string; office: string | null }>`
    SELECT i.name AS institution, (SELECT n.name FROM people.office_name n
      WHERE n.office_id = ${place.office}::uuid AND n.valid_from <= ${now}
      ORDER BY n.valid_from DESC LIMIT 1) AS office
    FROM people.institution i WHERE i.id = ${place.institution}::uuid`.execute(db)
  return { institution: rows[0]?.institution ?? '', office: rows[0]?.office ?? '' }
}

export async function namesOfOffices(db: Db, ids: readonly string[], now: Date): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ name: string }>`
    SELECT (SELECT n.name FROM people.office_name n WHERE n.office_id = o.id AND n.valid_from <= ${now}
      ORDER BY n.valid_from DESC LIMIT 1) AS name
    FROM people.office o WHERE o.id = ANY (${[...ids]}::uuid[]) ORDER BY name`.execute(db)
  return rows.map(({ name }) => name)
}

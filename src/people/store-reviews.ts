// Reads which closed records are to be looked at again, who sees them, and writes down that somebody did.
import { sql } from 'kysely'
import type { Db } from './store-holdings.ts'
import { all } from './store-holdings.ts'

export interface ReviewRow {
  id: string
  kind: string
  level: number
  basis: string | null
  /** `YYYY-MM-DD`. */
  reviewBy: string
  office: string
}

/**
 * Restricted records that the view has, those due first. It starts from the reader's own rows of
 * access; secrets are in no list.
 */
export async function pageOfReviews(db: Db, limit: number): Promise<ReviewRow[]> {
  return all(
    db,
    sql<ReviewRow>`
      SELECT r.id, r.kind, r.level, r.basis, r.review_by::text AS "reviewBy",
        (SELECT n.name FROM people.office_name n WHERE n.office_id = r.custody_office_id
          AND n.valid_from <= people.instant_of_reading()
          ORDER BY n.valid_from DESC LIMIT 1) AS office
      FROM people.record r
      WHERE r.level = 2 AND r.id IN (SELECT a.record_id FROM people.record_access a
        WHERE a.principal = ANY ((SELECT people.principals())::text[]))
      ORDER BY r.review_by, r.id LIMIT ${limit}`,
  )
}

export async function insertReview(
  db: Db,
  input: { record: string; person: string | null; was: string; next: string; reason: string },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO people.level_review (record_id, reviewed_by, reviewed_at, was_due, next_due, reason)
    VALUES (${input.record}, ${input.person}, ${now}, ${input.was}::date, ${input.next}::date,
      ${input.reason})`.execute(db)
}

/** Reviews of one record, newest first. */
export async function reviewsOf(
  db: Db,
  record: string,
): Promise<{ at: Date; next: string; reason: string }[]> {
  return all(
    db,
    sql<{ at: Date; next: string; reason: string }>`
      SELECT reviewed_at AS at, next_due::text AS next, reason FROM people.level_review
      WHERE record_id = ${record}::uuid ORDER BY reviewed_at DESC, id`,
  )
}

export interface DueReview {
  record: string
  kind: string
  reviewBy: string
  /** Who must know: who heads the office in custody; of secrets, who may open them. */
  person: string
}

/**
 * What falls due by the day, with each person to be reminded. For the program only: secrets are among
 * them. Where nobody heads the office, everybody who holds a post in it is reminded.
 */
export async function reviewsDueBy(db: Db, day: string, now: Date): Promise<DueReview[]> {
  return all(
    db,
    sql<DueReview>`
      WITH due AS (
        SELECT r.id, r.kind, r.level, r.review_by, r.custody_office_id AS office
        FROM people.record r WHERE r.level >= 2 AND r.review_by <= ${day}::date
      ), holders AS (${holdersIn(now)})
      SELECT d.id AS record, d.kind, d.review_by::text AS "reviewBy", h.person
      FROM due d JOIN holders h ON h.office = d.office WHERE d.level = 2 AND h.family = 'work'
        AND (h.heads OR NOT EXISTS (SELECT FROM holders o WHERE o.office = d.office AND o.heads))
      UNION
      SELECT d.id, d.kind, d.review_by::text, substr(a.principal, 8)::uuid
      FROM due d JOIN people.record_access a ON a.record_id = d.id
      WHERE d.level = 3 AND a.reason = 'credential'
        AND (a.valid_until IS NULL OR a.valid_until > ${now})
      ORDER BY 3, 1`,
  )
}

/** Persons who hold a position at the instant, and whether its roles see the offices below. */
export function holdersIn(now: Date): ReturnType<typeof sql> {
  return sql`
    SELECT DISTINCT h.person_id AS person, p.office_id AS office, p.institution_id AS institution,
      p.family, EXISTS (SELECT FROM people.position_role pr JOIN people.role r ON r.id = pr.role_id
        WHERE pr.position_id = p.id AND r.sees_below AND pr.valid_from <= ${now}
          AND coalesce(pr.valid_until, 'infinity') > ${now}) AS heads
    FROM people.holding h JOIN people.position p ON p.id = h.position_id
    WHERE h.person_id IS NOT NULL AND h.valid_from <= ${now}
      AND coalesce(h.valid_until, 'infinity') > ${now}`
}

/** `office:ID`, `person:ID` and so on with the name of what it stands for; unknown ones are left out. */
export async function namesOfPrincipals(
  db: Db,
  principals: readonly string[],
): Promise<Map<string, string>> {
  const rows = await all(
    db,
    sql<{ principal: string; name: string }>`
      SELECT p.name AS principal, CASE split_part(p.name, ':', 1)
        WHEN 'office' THEN (SELECT n.name FROM people.office_name n
          WHERE n.office_id::text = split_part(split_part(p.name, ':', 2), ' ', 1)
          ORDER BY n.valid_from DESC LIMIT 1)
        WHEN 'party' THEN (SELECT y.name FROM people.party y
          WHERE y.id::text = split_part(split_part(p.name, ':', 2), ' ', 1))
        WHEN 'person' THEN (SELECT q.given_names || ' ' || q.family_names FROM people.person q
          WHERE q.id::text = split_part(p.name, ':', 2))
        WHEN 'glass' THEN (SELECT q.given_names || ' ' || q.family_names FROM people.person q
          WHERE q.id::text = split_part(p.name, ':', 2)) END AS name
      FROM unnest(${principals}::text[]) AS p (name)`,
  )
  return new Map(rows.filter(({ name }) => name !== null).map((row) => [row.principal, row.name]))
}

/** Who may approve in an office at the instant: by a position there, or above it where a role sees below. */
export function approversOf(db: Db, office: string, now: Date): Promise<string[]> {
  return holdersOf(db, 'approve', office, now)
}

/** The same for who may publish. */
export function publishersOf(db: Db, office: string, now: Date): Promise<string[]> {
  return holdersOf(db, 'publish', office, now)
}

async function holdersOf(db: Db, verb: string, office: string, now: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ person: string }>`
      WITH RECURSIVE above AS (
        SELECT o.id, o.parent_id, true AS own FROM people.office o WHERE o.id = ${office}::uuid
        UNION
        SELECT o.id, o.parent_id, false FROM people.office o JOIN above a ON o.id = a.parent_id
      )
      SELECT DISTINCT h.person_id AS person
      FROM above a JOIN people.position p ON p.office_id = a.id
        JOIN people.holding h ON h.position_id = p.id
        JOIN people.position_role pr ON pr.position_id = p.id
        JOIN people.role r ON r.id = pr.role_id
        JOIN people.role_verb v ON v.role_id = r.id AND v.verb = ${verb}
      WHERE h.person_id IS NOT NULL AND (a.own OR r.sees_below)
        AND h.kind NOT IN ('delegate', 'signing-delegate')
        AND h.valid_from <= ${now} AND coalesce(h.valid_until, 'infinity') > ${now}
        AND pr.valid_from <= ${now} AND coalesce(pr.valid_until, 'infinity') > ${now}`,
  )
  return rows.map(({ person }) => person)
}

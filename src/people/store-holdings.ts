// Reads what a holding grants now: position, verbs narrowed for delegates, and offices seen.
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schema } from '#platform'
import type { Family, HoldingKind } from './actor.ts'

/** The database or an open transaction. */
export type Db = Kysely<Schema>

export async function all<Row>(db: Db, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(db)).rows
}

export async function one<Row>(db: Db, query: RawBuilder<Row>): Promise<Row | null> {
  return (await all(db, query))[0] ?? null
}

export interface HoldingRow {
  id: string
  kind: HoldingKind
  person: string | null
  institution: string
  office: string
  officeName: string
  position: string
  title: string
  family: Family
  from: Date
  /** Earliest of its own end, the ends of position and office, and the grantor's. */
  until: Date | null
  grantor: string | null
  suspends: boolean
  act: string
}

/** Holdings that are valid at the instant, of one person or with one id. */
export async function validHoldings(
  db: Db,
  which: { id?: string; person?: string; position?: string },
  now: Date,
): Promise<HoldingRow[]> {
  return all(
    db,
    sql<HoldingRow>`
      SELECT h.id, h.kind, h.person_id AS person, h.institution_id AS institution,
        p.office_id AS office, h.position_id AS position, p.title, p.family,
        h.valid_from AS "from", least(h.valid_until, p.valid_until, o.valid_until, g.valid_until) AS "until",
        h.grantor_id AS grantor, h.suspends_grantor AS suspends, h.act,
        (SELECT n.name FROM people.office_name n WHERE n.office_id = o.id AND n.valid_from <= ${now}
          ORDER BY n.valid_from DESC LIMIT 1) AS "officeName"
      FROM people.holding h
        JOIN people.position p ON p.id = h.position_id
        JOIN people.office o ON o.id = p.office_id
        LEFT JOIN people.holding g ON g.id = h.grantor_id
      WHERE (${which.id ?? null}::uuid IS NULL OR h.id = ${which.id ?? null}::uuid)
        AND (${which.person ?? null}::uuid IS NULL OR h.person_id = ${which.person ?? null}::uuid)
        AND (${which.position ?? null}::uuid IS NULL OR h.position_id = ${which.position ?? null}::uuid)
        AND h.valid_from <= ${now} AND coalesce(h.valid_until, 'infinity') > ${now}
        AND p.valid_from <= ${now} AND coalesce(p.valid_until, 'infinity') > ${now}
        AND o.valid_from <= ${now} AND coalesce(o.valid_until, 'infinity') > ${now}
        AND (g.id IS NULL OR (g.valid_from <= ${now} AND coalesce(g.valid_until, 'infinity') > ${now}))
      ORDER BY h.valid_from, h.id`,
  )
}

export interface GrantedVerb {
  verb: string
  /** Empty for every procedure. */
  procedure: string
}

/** Verbs that the roles of the position grant at the instant. */
export async function verbsOfPosition(db: Db, position: string, now: Date): Promise<GrantedVerb[]> {
  return all(
    db,
    sql<GrantedVerb>`
      SELECT DISTINCT v.verb, v.procedure
      FROM people.position_role pr JOIN people.role_verb v ON v.role_id = pr.role_id
      WHERE pr.position_id = ${position}::uuid AND pr.valid_from <= ${now}
        AND coalesce(pr.valid_until, 'infinity') > ${now}`,
  )
}

/** What was listed for a delegate. */
export async function verbsOfDelegate(db: Db, holding: string): Promise<GrantedVerb[]> {
  return all(
    db,
    sql<GrantedVerb>`
      SELECT verb, procedure FROM people.holding_verb WHERE holding_id = ${holding}::uuid`,
  )
}

/** What this holding handed on and does not use itself meanwhile. */
export async function suspendedVerbs(db: Db, holding: string, now: Date): Promise<GrantedVerb[]> {
  return all(
    db,
    sql<GrantedVerb>`
      SELECT DISTINCT v.verb, v.procedure
      FROM people.holding d JOIN people.holding_verb v ON v.holding_id = d.id
      WHERE d.grantor_id = ${holding}::uuid AND d.suspends_grantor AND d.valid_from <= ${now}
        AND coalesce(d.valid_until, 'infinity') > ${now}`,
  )
}

/**
 * The office, those below it where a role of the position says so, and closed offices whose records
 * came to one of them by succession.
 */
export async function officesSeen(db: Db, position: string, now: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`
      WITH RECURSIVE below AS (
        SELECT p.office_id AS id, EXISTS (
          SELECT FROM people.position_role pr JOIN people.role r ON r.id = pr.role_id
          WHERE pr.position_id = p.id AND r.sees_below AND pr.valid_from <= ${now}
            AND coalesce(pr.valid_until, 'infinity') > ${now}) AS deep
        FROM people.position p WHERE p.id = ${position}::uuid
        UNION
        SELECT o.id, true FROM people.office o JOIN below b ON o.parent_id = b.id AND b.deep
      )
      SELECT DISTINCT id FROM below`,
  )
  return rows.map(({ id }) => id)
}

/** Parties that a person is, or represents at the instant. */
export async function partiesOf(
  db: Db,
  person: string,
  now: Date,
): Promise<{ party: string; scope: string }[]> {
  return all(
    db,
    sql<{ party: string; scope: string }>`
      SELECT party_id AS party, '*' AS scope FROM people.party_person WHERE person_id = ${person}::uuid
      UNION
      SELECT party_id, scope FROM people.representation
      WHERE person_id = ${person}::uuid AND valid_from <= ${now} AND valid_until > ${now}`,
  )
}

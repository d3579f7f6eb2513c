// Reads and writes changes of level and emergency access, and who is told of them.
import { sql } from 'kysely'
import type { Level } from './record.ts'
import { rank } from './record.ts'
import type { Db } from './store-holdings.ts'
import { all, one } from './store-holdings.ts'
import { holdersIn } from './store-reviews.ts'

export interface LevelChangeRow {
  id: string
  record: string
  fromLevel: number
  toLevel: number
  reason: string
  proposedBy: string | null
  proposedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
}

const columns = sql`id, record_id AS record, from_level AS "fromLevel", to_level AS "toLevel", reason,
  proposed_by AS "proposedBy", proposed_at AS "proposedAt", decided_by AS "decidedBy",
  decided_at AS "decidedAt"`

export async function insertLevelChange(
  db: Db,
  input: {
    record: string
    from: Level
    to: Level
    reason: string
    person: string | null
    decidedAt: Date | null
  },
  now: Date,
): Promise<string> {
  const row = await one(
    db,
    sql<{ id: string }>`
      INSERT INTO people.level_change (record_id, from_level, to_level, reason, proposed_by,
        proposed_at, decided_at)
      VALUES (${input.record}, ${rank(input.from)}, ${rank(input.to)}, ${input.reason},
        ${input.person}, ${now}, ${input.decidedAt}) RETURNING id`,
  )
  if (row === null) throw new Error('an insert answered no row')
  return row.id
}

/** A proposal by id, held until the transaction ends. */
export async function lockLevelChange(db: Db, id: string): Promise<LevelChangeRow | null> {
  return one(
    db,
    sql<LevelChangeRow>`SELECT ${columns} FROM people.level_change WHERE id = ${id}::uuid FOR UPDATE`,
  )
}

/** Changes of one record, newest first. */
export async function levelChangesOf(db: Db, record: string): Promise<LevelChangeRow[]> {
  return all(
    db,
    sql<LevelChangeRow>`SELECT ${columns} FROM people.level_change
      WHERE record_id = ${record}::uuid ORDER BY proposed_at DESC, id`,
  )
}

export async function decideLevelChange(
  db: Db,
  id: string,
  input: { person: string | null; at: Date },
): Promise<void> {
  await sql`UPDATE people.level_change SET decided_by = ${input.person}, decided_at = ${input.at}
    WHERE id = ${id}::uuid`.execute(db)
}

export interface BreakGlassRow {
  id: string
  record: string
  institution: string
  requestedBy: string
  reason: string
  requestedAt: Date
  approvedAt: Date | null
}

const glass = sql`b.id, b.record_id AS record, r.institution_id AS institution,
  b.requested_by AS "requestedBy", b.reason, b.requested_at AS "requestedAt",
  b.approved_at AS "approvedAt"`

export async function insertBreakGlass(
  db: Db,
  input: { record: string; person: string; reason: string },
  now: Date,
): Promise<string> {
  const row = await one(
    db,
    sql<{ id: string }>`
      INSERT INTO people.break_glass (record_id, requested_by, reason, requested_at)
      VALUES (${input.record}, ${input.person}, ${input.reason}, ${now}) RETURNING id`,
  )
  if (row === null) throw new Error('an insert answered no row')
  return row.id
}

/** A request by id, held until the transaction ends. */
export async function lockBreakGlass(db: Db, id: string): Promise<BreakGlassRow | null> {
  return one(
    db,
    sql<BreakGlassRow>`SELECT ${glass} FROM people.break_glass b
      JOIN people.record r ON r.id = b.record_id WHERE b.id = ${id}::uuid FOR UPDATE OF b`,
  )
}

/** Requests of an institution, newest first. */
export async function breakGlassOf(
  db: Db,
  institution: string,
  limit: number,
): Promise<BreakGlassRow[]> {
  return all(
    db,
    sql<BreakGlassRow>`SELECT ${glass} FROM people.break_glass b
      JOIN people.record r ON r.id = b.record_id WHERE r.institution_id = ${institution}::uuid
      ORDER BY b.requested_at DESC, b.id LIMIT ${limit}`,
  )
}

export async function approveBreakGlassRow(
  db: Db,
  id: string,
  input: { person: string; at: Date },
): Promise<void> {
  await sql`UPDATE people.break_glass SET approved_by = ${input.person}, approved_at = ${input.at}
    WHERE id = ${id}::uuid`.execute(db)
}

/**
 * Who is told of an emergency at the instant: who heads the office in custody (everybody who holds a
 * post there, where nobody does), and the auditors of the institution.
 */
export async function peopleToTell(
  db: Db,
  input: { office: string; institution: string },
  now: Date,
): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ person: string }>`
      WITH holders AS (${holdersIn(now)}), own AS (
        SELECT person, heads FROM holders WHERE office = ${input.office}::uuid AND family = 'work')
      SELECT person FROM own WHERE heads OR NOT EXISTS (SELECT FROM own o WHERE o.heads)
      UNION
      SELECT person FROM holders
      WHERE institution = ${input.institution}::uuid AND family = 'audit'`,
  )
  return rows.map(({ person }) => person)
}

// Reads records in the view that the transaction has, and writes them as the program.
import { sql } from 'kysely'
import type { AccessReason, Level } from './record.ts'
import { levels, rank } from './record.ts'
import type { Db } from './store-holdings.ts'
import { all, one } from './store-holdings.ts'

export interface RecordRow {
  id: string
  kind: string
  institution: string
  level: number
  basis: string | null
  reviewBy: string | null
  custody: string
  procedure: string
  state: string
  drafter: string | null
  sealed: boolean
  published: boolean
  opened: Date
}

const columns = sql`r.id, r.kind, r.institution_id AS institution, r.level, r.basis,
  r.review_by::text AS "reviewBy", r.custody_office_id AS custody, r.procedure, r.state,
  r.drafter_id AS drafter, r.sealed, r.published_at IS NOT NULL AS published, r.opened_at AS opened`

export async function selectRecord(db: Db, kind: string, id: string): Promise<RecordRow | null> {
  return one(
    db,
    sql<RecordRow>`SELECT ${columns} FROM people.record r WHERE r.id = ${id}::uuid AND r.kind = ${kind}`,
  )
}

/** The same, held until the transaction ends, for verbs that change it. */
export async function lockRecord(db: Db, id: string): Promise<RecordRow | null> {
  return one(
    db,
    sql<RecordRow>`SELECT ${columns} FROM people.record r WHERE r.id = ${id}::uuid FOR UPDATE`,
  )
}

export interface AccessRow {
  principal: string
  reason: AccessReason
  ceiling: number
  until: Date | null
}

export async function accessOf(db: Db, id: string): Promise<AccessRow[]> {
  return all(
    db,
    sql<AccessRow>`SELECT principal, reason, ceiling, valid_until AS "until"
      FROM people.record_access WHERE record_id = ${id}::uuid`,
  )
}

export interface RecordPage {
  kind?: string
  limit: number
  /** The last record of the page before. */
  after?: { opened: Date; id: string } | null
}

/**
 * One page, newest first. It starts from the rows of access of each principal, which lie in order,
 * so that its cost does not grow with what others see.
 */
export async function pageOfRecords(db: Db, page: RecordPage): Promise<RecordRow[]> {
  const opened = page.after?.opened ?? null
  const id = page.after?.id ?? null
  const kind = page.kind ?? null
  return all(
    db,
    sql<RecordRow>`
      WITH found AS (
        SELECT DISTINCT each.opened_at, each.record_id
        FROM unnest((SELECT people.principals())) AS p (name)
        CROSS JOIN LATERAL (
          SELECT a.opened_at, a.record_id
          FROM people.record_access a JOIN people.record r ON r.id = a.record_id
          WHERE a.principal = p.name AND a.ceiling >= r.level AND r.level < 3
            AND (${kind}::text IS NULL OR r.kind = ${kind})
            AND (${id}::uuid IS NULL OR (a.opened_at, a.record_id) < (${opened}::timestamptz, ${id}::uuid))
          GROUP BY a.opened_at, a.record_id
          ORDER BY a.opened_at DESC, a.record_id DESC LIMIT ${page.limit}
        ) AS each
        ORDER BY each.opened_at DESC, each.record_id DESC LIMIT ${page.limit}
      )
      SELECT ${columns} FROM found f JOIN people.record r ON r.id = f.record_id
      ORDER BY f.opened_at DESC, f.record_id DESC`,
  )
}

/** The page of the operator, who stands in no list of access. */
export async function pageOfAllRecords(db: Db, page: RecordPage): Promise<RecordRow[]> {
  const kind = page.kind ?? null
  const id = page.after?.id ?? null
  return all(
    db,
    sql<RecordRow>`SELECT ${columns} FROM people.record r
      WHERE r.level < 3 AND (${kind}::text IS NULL OR r.kind = ${kind})
        AND (${id}::uuid IS NULL OR (r.opened_at, r.id) < (${page.after?.opened ?? null}::timestamptz, ${id}::uuid))
      ORDER BY r.opened_at DESC, r.id DESC LIMIT ${page.limit}`,
  )
}

/** Those of these ids that the view has, secrets left out; in no order. */
export async function idsInView(db: Db, kind: string, ids: readonly string[]): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`SELECT id FROM people.record
      WHERE kind = ${kind} AND level < 3 AND id = ANY (${ids}::uuid[])`,
  )
  return rows.map(({ id }) => id)
}

/**
 * How many records the view has, counted up to `atMost`; secrets are in no count. Like the page it
 * reads no more rows of access than it counts.
 */
export async function numberOfRecords(
  db: Db,
  kind: string | null,
  atMost: number,
): Promise<number> {
  const row = await one(
    db,
    sql<{ n: number }>`SELECT count(DISTINCT each.record_id)::float8 AS n
      FROM unnest((SELECT people.principals())) AS p (name)
      CROSS JOIN LATERAL (
        SELECT a.record_id
        FROM people.record_access a JOIN people.record r ON r.id = a.record_id
        WHERE a.principal = p.name AND a.ceiling >= r.level AND r.level < 3
          AND (${kind}::text IS NULL OR r.kind = ${kind})
        GROUP BY a.opened_at, a.record_id
        ORDER BY a.opened_at DESC, a.record_id DESC LIMIT ${atMost}
      ) AS each`,
  )
  return row?.n ?? 0
}

/** How many there are for the operator, who stands in no list of access. */
export async function numberOfAllRecords(db: Db, kind: string | null): Promise<number> {
  const row = await one(
    db,
    sql<{ n: number }>`SELECT count(*)::float8 AS n FROM people.record
      WHERE level < 3 AND (${kind}::text IS NULL OR kind = ${kind})`,
  )
  return row?.n ?? 0
}

export interface RecordInput {
  id: string
  kind: string
  institution: string
  level: Level
  basis?: string | null
  authority?: string | null
  reviewBy?: string | null
  custody: string
  procedure?: string
  state: string
  drafter?: string | null
}

export async function insertRecord(db: Db, input: RecordInput, now: Date): Promise<void> {
  await sql`INSERT INTO people.record (id, kind, institution_id, level, basis, authority, review_by,
      custody_office_id, procedure, state, drafter_id, opened_at)
    VALUES (${input.id}, ${input.kind}, ${input.institution}, ${rank(input.level)},
      ${input.basis ?? null}, ${input.authority ?? null}, ${input.reviewBy ?? null}::date,
      ${input.custody}, ${input.procedure ?? ''}, ${input.state}, ${input.drafter ?? null}, ${now})`.execute(
    db,
  )
}

export interface AccessInput {
  principal: string
  reason: AccessReason
  ceiling: Level
  until?: Date | null
}

/** Adds rows, or makes those that had ended valid again; all in one statement. */
export async function insertAccess(db: Db, record: string, rows: AccessInput[]): Promise<void> {
  if (rows.length === 0) return
  await sql`INSERT INTO people.record_access
      (record_id, institution_id, principal, reason, ceiling, opened_at, valid_until)
    SELECT DISTINCT ON (a.principal, a.reason) r.id, r.institution_id, a.principal, a.reason,
      a.ceiling, r.opened_at, a.until
    FROM people.record r CROSS JOIN unnest(${rows.map(({ principal }) => principal)}::text[],
      ${rows.map(({ reason }) => reason)}::text[],
      ${rows.map(({ ceiling }) => rank(ceiling))}::smallint[],
      ${rows.map(({ until }) => until?.toISOString() ?? null)}::timestamptz[])
      AS a (principal, reason, ceiling, until)
    WHERE r.id = ${record}::uuid
    ON CONFLICT (record_id, principal, reason) DO UPDATE SET valid_until = excluded.valid_until`.execute(
    db,
  )
}

/** Ends rows of access from now on. */
export async function endAccess(
  db: Db,
  record: string,
  which: { principal?: string; reason: AccessReason },
  now: Date,
): Promise<void> {
  await sql`UPDATE people.record_access SET valid_until = ${now}
    WHERE record_id = ${record}::uuid AND reason = ${which.reason}
      AND (${which.principal ?? null}::text IS NULL OR principal = ${which.principal ?? null})
      AND (valid_until IS NULL OR valid_until > ${now})`.execute(db)
}

export interface RecordChange {
  level?: Level
  basis?: string | null
  authority?: string | null
  reviewBy?: string | null
  custody?: string
  state?: string
  drafter?: string | null
  sealed?: boolean
  publication?: { at: Date; basis: string } | null
}

/** Sets what is named. */
export async function updateRecord(db: Db, id: string, change: RecordChange): Promise<void> {
  const sets = []
  if (change.level !== undefined) sets.push(sql`level = ${rank(change.level)}`)
  if (change.basis !== undefined) sets.push(sql`basis = ${change.basis}`)
  if (change.authority !== undefined) sets.push(sql`authority = ${change.authority}`)
  if (change.reviewBy !== undefined) sets.push(sql`review_by = ${change.reviewBy}::date`)
  if (change.custody !== undefined) sets.push(sql`custody_office_id = ${change.custody}`)
  if (change.state !== undefined) sets.push(sql`state = ${change.state}`)
  if (change.drafter !== undefined) sets.push(sql`drafter_id = ${change.drafter}`)
  if (change.sealed !== undefined) sets.push(sql`sealed = ${change.sealed}`)
  if (change.publication !== undefined) {
    sets.push(sql`published_at = ${change.publication?.at ?? null}`)
    sets.push(sql`published_basis = ${change.publication?.basis ?? null}`)
  }
  if (sets.length === 0) return
  await sql`UPDATE people.record SET ${sql.join(sets)} WHERE id = ${id}::uuid`.execute(db)
}

/** Records in custody of an office, held until the transaction ends. */
export async function recordsInCustody(db: Db, office: string): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`SELECT id FROM people.record WHERE custody_office_id = ${office}::uuid
      ORDER BY id FOR UPDATE`,
  )
  return rows.map(({ id }) => id)
}

export async function setDocumentLevel(
  db: Db,
  record: string,
  document: string,
  level: Level,
): Promise<void> {
  await sql`INSERT INTO people.record_document (record_id, document_id, level)
    VALUES (${record}, ${document}, ${rank(level)})
    ON CONFLICT (record_id, document_id) DO UPDATE SET level = excluded.level`.execute(db)
}

/** The level of a number in the database. */
export function levelOf(number: number): Level {
  const level = levels[number]
  if (level === undefined) throw new RangeError(`no level has the number ${number}`)
  return level
}

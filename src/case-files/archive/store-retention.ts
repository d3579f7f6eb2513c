// Reads and writes how long closed cases are kept, lists of transfer, and destruction.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface Retention {
  n: number
  series: string
  officeYears: number
  keepYears: number
  disposition: 'keep' | 'destroy'
  from: string
  transferOn: string
  disposeOn: string
  level: 'office' | 'central' | 'permanent' | 'destroyed'
  archivedSeq: number | null
  transfer: string | null
  authority: string | null
  residual: Record<string, unknown> | null
}

/** The row that holds now; null for a case that is not closed. */
export async function retentionOf(db: Db, caseId: string): Promise<Retention | null> {
  const { rows } = await sql<Retention>`
    SELECT n, series_code AS series, office_years AS "officeYears", keep_years AS "keepYears",
      disposition, from_on::text AS "from", transfer_on::text AS "transferOn",
      dispose_on::text AS "disposeOn", level, archived_seq AS "archivedSeq",
      transfer_id AS transfer, authority, residual
    FROM case_files.retention WHERE case_id = ${caseId}::uuid AND ended_seq IS NULL`.execute(db)
  return rows[0] ?? null
}

export async function setArchived(db: Db, caseId: string, seq: number): Promise<void> {
  await sql`UPDATE case_files.retention SET archived_seq = ${seq}
    WHERE case_id = ${caseId}::uuid AND ended_seq IS NULL`.execute(db)
}

export async function setTransfer(db: Db, caseId: string, transfer: string): Promise<void> {
  await sql`UPDATE case_files.retention SET transfer_id = ${transfer}::uuid
    WHERE case_id = ${caseId}::uuid AND ended_seq IS NULL`.execute(db)
}

export async function setReceived(
  db: Db,
  caseId: string,
  { seq, level }: { seq: number; level: 'central' | 'permanent' },
): Promise<void> {
  await sql`UPDATE case_files.retention SET received_seq = ${seq}, level = ${level}
    WHERE case_id = ${caseId}::uuid AND ended_seq IS NULL`.execute(db)
}

export async function endRetention(db: Db, caseId: string, seq: number): Promise<void> {
  await sql`UPDATE case_files.retention SET ended_seq = ${seq}
    WHERE case_id = ${caseId}::uuid AND ended_seq IS NULL`.execute(db)
}

/** The years count anew for a case that was reopened and is put away again. */
export async function startRetentionAgain(db: Db, caseId: string, from: string): Promise<void> {
  await sql`SELECT case_files.retain_again(${caseId}::uuid, ${from}::date)`.execute(db)
}

/** @throws 23000 when the schedule, a hold or the level forbids it */
export async function setDestroyed(
  db: Db,
  caseId: string,
  gone: { seq: number; authority: string; residual: Record<string, unknown> },
): Promise<void> {
  await sql`UPDATE case_files.retention SET level = 'destroyed', destroyed_seq = ${gone.seq},
      authority = ${gone.authority}, residual = ${JSON.stringify(gone.residual)}::jsonb
    WHERE case_id = ${caseId}::uuid AND ended_seq IS NULL`.execute(db)
}

/** All that the case held, but its hashes. @throws 23000 */
export async function eraseDestroyed(db: Db, caseId: string): Promise<void> {
  await sql`SELECT case_files.erase_destroyed(${caseId}::uuid)`.execute(db)
}

/** Acts of the journal about a case that still have their words. */
export async function actsWithWords(db: Db, caseId: string): Promise<string[]> {
  const { rows } = await sql<{ act: string }>`SELECT DISTINCT e.act FROM records.entry e
    JOIN records.content c ON c.entry = e.id
    WHERE e.about_kind = 'case' AND e.about_id = ${caseId} ORDER BY e.act`.execute(db)
  return rows.map(({ act }) => act)
}

export interface NewTransfer {
  institution: string
  from: string
  to: string
  at: Date
  listHash: string
}

export async function insertTransfer(db: Db, made: NewTransfer): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO case_files.transfer (institution_id, from_office_id, to_office_id, sent_at, list_hash)
    VALUES (${made.institution}::uuid, ${made.from}::uuid, ${made.to}::uuid, ${made.at},
      ${made.listHash}) RETURNING id`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an insert answered no row')
  return row.id
}

export interface Transfer {
  id: string
  from: string
  fromName: string
  to: string
  sentAt: Date
  receivedAt: Date | null
  listHash: string
  cases: { id: string; year: number; number: number; series: string; folios: number }[]
}

const transfers = sql`SELECT t.id, t.from_office_id AS "from", t.to_office_id AS "to",
    t.sent_at AS "sentAt", t.received_at AS "receivedAt", t.list_hash AS "listHash",
    coalesce((SELECT name FROM people.office_name n WHERE n.office_id = t.from_office_id
      ORDER BY valid_from DESC LIMIT 1), '') AS "fromName",
    coalesce((SELECT json_agg(json_build_object('id', c.id, 'year', c.year, 'number', c.number,
        'series', r.series_code, 'folios', coalesce(h.folios, 0)) ORDER BY c.year, c.number)
      FROM case_files.retention r JOIN case_files.case_file c ON c.id = r.case_id
      LEFT JOIN case_files.index_head h ON h.case_id = c.id
      WHERE r.transfer_id = t.id), '[]'::json) AS cases
  FROM case_files.transfer t`

/** Held until the transaction ends; null when there is none. */
export async function lockTransfer(db: Db, id: string): Promise<Transfer | null> {
  await sql`SELECT id FROM case_files.transfer WHERE id = ${id}::uuid FOR UPDATE`.execute(db)
  const { rows } = await sql<Transfer>`${transfers} WHERE t.id = ${id}::uuid`.execute(db)
  return rows[0] ?? null
}

/** Lists that are on their way to one of these offices, the oldest first. */
export async function transfersTo(db: Db, offices: readonly string[]): Promise<Transfer[]> {
  const { rows } = await sql<Transfer>`${transfers}
    WHERE t.to_office_id = ANY(${[...offices]}::uuid[]) AND t.received_at IS NULL
    ORDER BY t.sent_at, t.id LIMIT 200`.execute(db)
  return rows
}

export async function setTransferReceived(db: Db, id: string, at: Date): Promise<void> {
  await sql`UPDATE case_files.transfer SET received_at = ${at} WHERE id = ${id}::uuid`.execute(db)
}

export interface DueCase {
  id: string
  year: number
  number: number
  series: string
  office: string
  closedOn: string
  dueOn: string
  archived: boolean
  held: boolean
}

const due = sql`SELECT c.id, c.year, c.number, r.series_code AS series,
    coalesce(c.responsible_office_id::text, '') AS office, r.from_on::text AS "closedOn",
    r.archived_seq IS NOT NULL AS archived,
    records.held('case', c.id::text) AS held`
const kept = sql`FROM case_files.retention r JOIN case_files.case_file c ON c.id = r.case_id
  WHERE r.ended_seq IS NULL`

/** Closed cases of these offices that are not put away yet, the oldest first. */
export async function casesToArchive(
  db: Db,
  { offices, limit }: { offices: readonly string[]; limit: number },
): Promise<DueCase[]> {
  const { rows } = await sql<DueCase>`${due}, r.transfer_on::text AS "dueOn" ${kept}
    AND r.level = 'office' AND r.archived_seq IS NULL
    AND c.responsible_office_id = ANY(${[...offices]}::uuid[])
    ORDER BY r.from_on, c.id LIMIT ${limit}`.execute(db)
  return rows
}

/** What these offices should hand to the central archive by this day. */
export async function casesToTransfer(
  db: Db,
  { offices, day, limit }: { offices: readonly string[]; day: string; limit: number },
): Promise<DueCase[]> {
  const { rows } = await sql<DueCase>`${due}, r.transfer_on::text AS "dueOn" ${kept}
    AND r.level = 'office' AND r.transfer_id IS NULL AND r.archived_seq IS NOT NULL
    AND r.transfer_on <= ${day}::date
    AND c.responsible_office_id = ANY(${[...offices]}::uuid[])
    ORDER BY r.transfer_on, c.id LIMIT ${limit}`.execute(db)
  return rows
}

/** What the schedule lets be destroyed by this day, held ones too. */
export async function casesToDestroy(
  db: Db,
  { offices, day, limit }: { offices: readonly string[]; day: string; limit: number },
): Promise<DueCase[]> {
  const { rows } = await sql<DueCase>`${due}, r.dispose_on::text AS "dueOn" ${kept}
    AND r.level = 'central' AND r.disposition = 'destroy' AND r.dispose_on <= ${day}::date
    AND c.responsible_office_id = ANY(${[...offices]}::uuid[])
    ORDER BY r.dispose_on, c.id LIMIT ${limit}`.execute(db)
  return rows
}

/** How many the offices of an institution owe the central archive, for who keeps it. */
export async function owedByOffice(
  db: Db,
  { institution, day }: { institution: string; day: string },
): Promise<{ office: string; cases: number; oldest: string }[]> {
  const { rows } = await sql<{ office: string; cases: number; oldest: string }>`
    SELECT coalesce((SELECT name FROM people.office_name n
        WHERE n.office_id = c.responsible_office_id ORDER BY valid_from DESC LIMIT 1), '') AS office,
      count(*)::integer AS cases, min(r.transfer_on)::text AS oldest ${kept}
      AND r.level = 'office' AND r.transfer_id IS NULL AND r.transfer_on <= ${day}::date
      AND c.institution_id = ${institution}::uuid
    GROUP BY c.responsible_office_id ORDER BY oldest`.execute(db)
  return rows
}

/** What stays to say of a case that is destroyed. */
export async function residueOf(db: Db, caseId: string): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ residue: Record<string, unknown> }>`
    SELECT jsonb_build_object('year', c.year, 'number', c.number, 'procedure', p.code,
      'version', v.number, 'series', r.series_code, 'filed', c.filed_at, 'closed', r.from_on,
      'keepYears', r.keep_years, 'events', c.last_seq, 'lastEvent', c.last_hash,
      'documents', (SELECT count(*) FROM case_files.document d WHERE d.case_id = c.id),
      'folios', coalesce(h.folios, 0),
      'index', (SELECT content_hash FROM case_files.signed_index s
        WHERE s.case_id = c.id ORDER BY n DESC LIMIT 1)) AS residue
    FROM case_files.case_file c
    JOIN case_files.procedure_version v ON v.id = c.procedure_version_id
    JOIN case_files.procedure p ON p.id = v.procedure_id
    JOIN case_files.retention r ON r.case_id = c.id AND r.ended_seq IS NULL
    LEFT JOIN case_files.index_head h ON h.case_id = c.id
    WHERE c.id = ${caseId}::uuid`.execute(db)
  return rows[0]?.residue ?? {}
}

// Writes a case that another installation carried here: its events and documents as they were, under a new number.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Json } from '@rimaq/ledger'
import type { CaseEventRow } from '../filing/event-chain.ts'
import type { PackagedCase } from './read-package.ts'
import type { CarriedDocument } from './store-export.ts'

/** Number and head of a case that is here already; null when it is not. */
export async function knownCase(
  db: Db,
  id: string,
): Promise<{ year: number; number: number } | null> {
  const { rows } = await sql<{ year: number; number: number }>`
    SELECT year, number FROM case_files.case_file WHERE id = ${id}::uuid`.execute(db)
  return rows[0] ?? null
}

/** Id of a version of any procedure that says exactly this; null when there is none. */
export async function versionByHash(
  db: Db,
  { code, hash }: { code: string; hash: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    SELECT v.id FROM case_files.procedure_version v
    JOIN case_files.procedure p ON p.id = v.procedure_id
    WHERE v.hash = ${hash} AND v.published IS NOT NULL
    ORDER BY p.code = ${code} DESC, v.number DESC LIMIT 1`.execute(db)
  return rows[0]?.id ?? null
}

/** Keeps the text a foreign case was filed under as a version that was never in force here. */
export async function insertForeignVersion(
  db: Db,
  procedure: string,
  given: { content: unknown; hash: string; now: Date; act: string },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO case_files.procedure_version (procedure_id, number, content, hash, drafted)
    VALUES (${procedure}::uuid, 1, ${JSON.stringify(given.content)}::json, ${given.hash}, ${given.now})
    RETURNING id`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an insert answered no row')
  await sql`UPDATE case_files.procedure_version SET published = drafted, retired = drafted,
    retired_by_act = ${given.act} WHERE id = ${row.id}::uuid`.execute(db)
  return row.id
}

/** All at once; the database chains them. */
export async function insertCarriedEvents(
  db: Db,
  events: readonly (CaseEventRow & { hash: string })[],
): Promise<void> {
  const list = events.map(({ caseId, seq, at, kind, content, previousHash, hash }) => ({
    ...{ case_id: caseId, seq, at: at.toISOString(), kind, content },
    ...{ previous_hash: previousHash, hash },
  }))
  await sql`INSERT INTO case_files.event (case_id, seq, at, kind, content, previous_hash, hash)
    SELECT case_id, seq, at, kind, content, previous_hash, hash
    FROM jsonb_to_recordset(${JSON.stringify(list)}::jsonb) AS e (case_id uuid, seq integer,
      at timestamptz, kind text, content jsonb, previous_hash text, hash text)
    ORDER BY seq`.execute(db)
}

/** In the order of the list, which is that of the index. */
export async function insertCarriedDocuments(
  db: Db,
  caseId: string,
  documents: readonly CarriedDocument[],
): Promise<void> {
  await sql`INSERT INTO case_files.document (case_id, position, event_seq, requirement, name,
      media_type, sha256, bytes, origin, kind)
    SELECT ${caseId}::uuid, (d.value ->> 'position')::integer, (d.value ->> 'event')::integer,
      d.value ->> 'requirement', d.value ->> 'name', d.value ->> 'mediaType',
      d.value ->> 'sha256', (d.value ->> 'bytes')::bigint, d.value ->> 'origin', d.value ->> 'kind'
    FROM jsonb_array_elements(${JSON.stringify(documents)}::jsonb) WITH ORDINALITY AS d (value, place)
    ORDER BY d.place`.execute(db)
}

export async function insertForeignCase(
  db: Db,
  { id, organ, number }: Pick<PackagedCase, 'id' | 'organ' | 'number'>,
  given: { index: string | null; manifest: string; now: Date },
): Promise<void> {
  await sql`INSERT INTO case_files.foreign_case (case_id, organ_ruc, organ_name, year, number,
      index_hash, manifest_hash, imported_at)
    VALUES (${id}::uuid, ${organ.ruc}, ${organ.name}, ${number.year}, ${number.number},
      ${given.index}, ${given.manifest}, ${given.now})`.execute(db)
}

/** Whence a foreign case came; null for one of our own. */
export async function originOf(db: Db, caseId: string): Promise<Json> {
  const { rows } = await sql<{ ruc: string; name: string; year: number; number: number }>`
    SELECT organ_ruc AS ruc, organ_name AS name, year, number FROM case_files.foreign_case
    WHERE case_id = ${caseId}::uuid`.execute(db)
  const [row] = rows
  return row === undefined ? null : { ...row }
}

// Locks a case for a verb, and writes what its events say: phase, terms, who answers for it, documents.
import { sql } from 'kysely'
import type { CivilDate, Computation, Phase } from '@rimaq/workdays'
import type { Db } from '../catalogue/store-procedures.ts'
import type { FiledFile } from '../filing/store-filings.ts'
import type { Days } from './days.ts'

export interface Standing {
  phase: Phase
  office: string | null
  position: string | null
  lastSeq: number
}

/** Held until the transaction ends; null where there is no such case, or its key is another one. */
export async function lockCase(
  db: Db,
  id: string,
  keyHash: Uint8Array | null = null,
): Promise<Standing | null> {
  const own = keyHash === null ? sql`` : sql`AND key_hash = ${Buffer.from(keyHash)}`
  const { rows } = await sql<Standing>`
    SELECT phase, responsible_office_id AS office, responsible_position_id AS position,
      last_seq AS "lastSeq"
    FROM case_files.case_file WHERE id = ${id}::uuid ${own} FOR UPDATE`.execute(db)
  return rows[0] ?? null
}

export interface Projection {
  phase: Phase
  term: Computation | null
  silentOn: CivilDate | null
}

export async function updateClock(
  db: Db,
  id: string,
  clock: Projection & Days & { edition: string },
): Promise<void> {
  const { phase, term, silentOn, actBy, halfOn, mostOn, clockOn, edition } = clock
  await sql`UPDATE case_files.case_file SET phase = ${phase}, due_on = ${term?.due ?? null}::date,
      term = ${term === null ? null : JSON.stringify(term)}::jsonb, silent_on = ${silentOn}::date,
      act_by = ${actBy}::date, half_on = ${halfOn}::date, most_on = ${mostOn}::date,
      clock_on = ${clockOn}::date, clock_edition = ${edition}
    WHERE id = ${id}::uuid`.execute(db)
}

/** Who answers for it from now on. */
export async function updateResponsible(
  db: Db,
  id: string,
  { office, position }: { office: string; position: string | null },
): Promise<void> {
  await sql`UPDATE case_files.case_file SET responsible_office_id = ${office}::uuid,
      responsible_position_id = ${position}::uuid WHERE id = ${id}::uuid`.execute(db)
}

/** How many computations of terms are written down. */
export async function countTerms(db: Db, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT coalesce(max(n), 0)::int AS count FROM case_files.term
    WHERE case_id = ${id}::uuid`.execute(db)
  return rows[0]?.count ?? 0
}

export async function insertTerm(
  db: Db,
  row: { id: string; n: number; seq: number; key: string; on: CivilDate; computation: Computation },
): Promise<void> {
  const { id, n, seq, key, on, computation } = row
  await sql`INSERT INTO case_files.term (case_id, n, event_seq, key, rule, computed_on, due_on,
      computation)
    VALUES (${id}::uuid, ${n}, ${seq}, ${key}, ${computation.rule}, ${on}::date,
      ${computation.due}::date, ${JSON.stringify(computation)}::jsonb)`.execute(db)
}

export interface NewDocument extends Omit<FiledFile, 'position' | 'requirement'> {
  requirement?: string
  /** Default: the entity. */
  origin?: 'filer' | 'entity' | 'other-entity'
  /** `report`, `resolution`, `receipt` … Default: `attachment`. */
  kind?: string
}

/** @returns its position in the file of the case */
export async function insertDocument(
  db: Db,
  caseId: string,
  seq: number,
  file: NewDocument,
): Promise<number> {
  const { rows } = await sql<{ position: number }>`
    INSERT INTO case_files.document (case_id, position, event_seq, requirement, name, media_type,
      sha256, bytes, origin, kind)
    SELECT ${caseId}::uuid, coalesce(max(position), 0) + 1, ${seq}, ${file.requirement ?? ''},
      ${file.name}, ${file.mediaType}, ${file.sha256}, ${file.bytes}, ${file.origin ?? 'entity'},
      ${file.kind ?? 'attachment'}
    FROM case_files.document WHERE case_id = ${caseId}::uuid RETURNING position`.execute(db)
  return rows[0]?.position ?? 0
}

// Reads and writes drafts, cases, their events and documents.
import { sql } from 'kysely'
import type { Computation, Phase } from '@rimaq/workdays'
import type { Db } from '../catalogue/store-procedures.ts'
import type { ProcedureContent } from '../catalogue/procedure.ts'
import { type CaseEventRow, hashOfEvent } from './event-chain.ts'
import type { Paper } from '../intake/paper/paper.ts'
import type { Filer } from './filer.ts'
import type { Answers } from './form-answers.ts'

export interface FiledFile {
  position: number
  requirement: string
  name: string
  mediaType: string
  sha256: string
  bytes: number
  /** What the virus scanner said; null where it said that it is clean, or nobody looked. */
  scan?: 'waiting' | 'infected' | 'too-large' | null
}

interface Told {
  id: string
  filer: Filer
  answers: Answers
  /** Of the procedure. */
  code: string
  version: number
  versionId: string
  content: ProcedureContent
  files: FiledFile[]
  /** What came on paper and was registered by an official; null for what people file themselves. */
  paper: Paper | null
}

export interface Draft extends Told {
  created: Date
  changed: Date
  /** Its version of the procedure is in force no more. */
  retired: boolean
}

export interface CaseFile extends Told {
  institution: string
  year: number
  number: number
  filedAt: Date
  receivedOn: string
  dueOn: string | null
  term: Computation | null
  silentOn: string | null
  phase: Phase
}

const file = sql`json_build_object('position', f.position, 'requirement', f.requirement,
  'name', f.name, 'mediaType', f.media_type, 'sha256', f.sha256, 'bytes', f.bytes,
  'scan', (SELECT s.state FROM case_files.scan s WHERE s.sha256 = f.sha256 AND s.state <> 'clean'))`
const procedure = sql`p.code, v.number AS version, v.id AS "versionId", v.content`

export async function insertDraft(
  db: Db,
  draft: {
    versionId: string
    keyHash: Uint8Array
    filer: Filer
    answers: Answers
    paper?: Paper | null
  },
  now: Date,
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO case_files.draft (key_hash, procedure_version_id, filer, answers, paper, created,
      changed)
    VALUES (${Buffer.from(draft.keyHash)}, ${draft.versionId}::uuid,
      ${JSON.stringify(draft.filer)}::jsonb, ${JSON.stringify(draft.answers)}::jsonb,
      ${draft.paper ? JSON.stringify(draft.paper) : null}::jsonb, ${now}, ${now})
    RETURNING id`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an insert answered no row')
  return row.id
}

/** Id of the version of the procedure that is in force; null when none is. */
export async function versionInForce(db: Db, code: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    SELECT v.id FROM case_files.procedure_version v
    JOIN case_files.procedure p ON p.id = v.procedure_id
    WHERE p.code = ${code} AND v.published IS NOT NULL AND v.retired IS NULL`.execute(db)
  return rows[0]?.id ?? null
}

/** The draft with this key; null for another key as for none. `lock` until the transaction ends. */
export async function readDraft(
  db: Db,
  { id, keyHash, lock = false }: { id: string; keyHash: Uint8Array; lock?: boolean },
): Promise<Draft | null> {
  const held = lock ? sql`FOR UPDATE OF d` : sql``
  const { rows } = await sql<Draft>`
    SELECT d.id, d.filer, d.answers, d.paper, d.created, d.changed, v.retired IS NOT NULL AS retired,
      ${procedure},
      coalesce((SELECT json_agg(${file} ORDER BY f.position) FROM case_files.draft_file f
        WHERE f.draft_id = d.id), '[]'::json) AS files
    FROM case_files.draft d
    JOIN case_files.procedure_version v ON v.id = d.procedure_version_id
    JOIN case_files.procedure p ON p.id = v.procedure_id
    WHERE d.id = ${id}::uuid AND d.key_hash = ${Buffer.from(keyHash)} ${held}`.execute(db)
  return rows[0] ?? null
}

export async function insertDraftFile(
  db: Db,
  draft: string,
  added: Omit<FiledFile, 'position'>,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ position: number }>`
    INSERT INTO case_files.draft_file (draft_id, position, requirement, name, media_type, sha256, bytes)
    SELECT ${draft}::uuid, coalesce(max(position), 0) + 1, ${added.requirement}, ${added.name},
      ${added.mediaType}, ${added.sha256}, ${added.bytes}
    FROM case_files.draft_file WHERE draft_id = ${draft}::uuid RETURNING position`.execute(db)
  await touchDraft(db, draft, now)
  return rows[0]?.position ?? 0
}

export async function deleteDraftFile(
  db: Db,
  draft: string,
  position: number,
  now: Date,
): Promise<void> {
  await sql`DELETE FROM case_files.draft_file WHERE draft_id = ${draft}::uuid
    AND position = ${position}`.execute(db)
  await touchDraft(db, draft, now)
}

export async function updateDraft(
  db: Db,
  draft: string,
  { filer, answers }: { filer: Filer; answers: Answers },
  now: Date,
): Promise<void> {
  await sql`UPDATE case_files.draft SET filer = ${JSON.stringify(filer)}::jsonb,
      answers = ${JSON.stringify(answers)}::jsonb, changed = ${now}
    WHERE id = ${draft}::uuid`.execute(db)
}

async function touchDraft(db: Db, draft: string, now: Date): Promise<void> {
  await sql`UPDATE case_files.draft SET changed = ${now} WHERE id = ${draft}::uuid`.execute(db)
}

export async function deleteDraft(db: Db, id: string): Promise<void> {
  await sql`DELETE FROM case_files.draft WHERE id = ${id}::uuid`.execute(db)
}

/** Bytes of the files of all drafts. */
export async function bytesOfDrafts(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    SELECT coalesce(sum(bytes), 0)::float8 AS bytes FROM case_files.draft_file`.execute(db)
  return rows[0]?.bytes ?? 0
}

/** Drafts begun before; how many were erased, at most a thousand at once. */
export async function deleteOldDrafts(db: Db, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`DELETE FROM case_files.draft WHERE id IN (
    SELECT id FROM case_files.draft WHERE created < ${before} LIMIT 1000)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

export async function insertCase(
  db: Db,
  made: Omit<CaseFile, 'code' | 'version' | 'content' | 'files' | 'phase'> & { office: string },
  keyHash: Uint8Array,
): Promise<void> {
  await sql`INSERT INTO case_files.case_file (id, institution_id, year, number, procedure_version_id,
      key_hash, filer, answers, filed_at, received_on, due_on, term, silent_on, phase,
      responsible_office_id, channel, paper)
    VALUES (${made.id}::uuid, ${made.institution}::uuid, ${made.year}, ${made.number},
      ${made.versionId}::uuid, ${Buffer.from(keyHash)}, ${JSON.stringify(made.filer)}::jsonb,
      ${JSON.stringify(made.answers)}::jsonb, ${made.filedAt}, ${made.receivedOn}::date,
      ${made.dueOn}::date, ${made.term === null ? null : JSON.stringify(made.term)}::jsonb,
      ${made.silentOn}::date, 'open', ${made.office}::uuid, ${made.paper === null ? 'online' : 'paper'},
      ${made.paper === null ? null : JSON.stringify(made.paper)}::jsonb)`.execute(db)
}

/** Appends the next event of a case. @throws 23000 when another one came between */
export async function appendEvent(
  db: Db,
  event: Pick<CaseEventRow, 'caseId' | 'at' | 'kind' | 'content'>,
): Promise<number> {
  const { rows } = await sql<{ seq: number; hash: string | null }>`
    SELECT last_seq AS seq, last_hash AS hash FROM case_files.case_file
    WHERE id = ${event.caseId}::uuid FOR UPDATE`.execute(db)
  const [last] = rows
  if (last === undefined) throw new Error(`there is no case ${event.caseId}`)
  const row = { ...event, seq: last.seq + 1, previousHash: last.hash }
  await sql`INSERT INTO case_files.event (case_id, seq, at, kind, content, previous_hash, hash)
    VALUES (${row.caseId}::uuid, ${row.seq}, ${row.at}, ${row.kind},
      ${JSON.stringify(row.content)}::jsonb, ${row.previousHash}, ${hashOfEvent(row)})`.execute(db)
  return row.seq
}

export async function insertDocuments(
  db: Db,
  caseId: string,
  seq: number,
  files: readonly Omit<FiledFile, 'position'>[],
): Promise<void> {
  for (const [at, each] of files.entries()) {
    await sql`INSERT INTO case_files.document (case_id, position, event_seq, requirement, name,
        media_type, sha256, bytes)
      VALUES (${caseId}::uuid, ${at + 1}, ${seq}, ${each.requirement}, ${each.name},
        ${each.mediaType}, ${each.sha256}, ${each.bytes})`.execute(db)
  }
}

const caseColumns = sql`c.id, c.institution_id AS institution, c.year, c.number, c.filer, c.answers,
  c.filed_at AS "filedAt", c.received_on AS "receivedOn", c.due_on AS "dueOn", c.term,
  c.silent_on AS "silentOn", c.phase, c.paper, ${procedure},
  coalesce((SELECT json_agg(${file} ORDER BY f.position) FROM case_files.document f
    WHERE f.case_id = c.id), '[]'::json) AS files`
const cases = sql`case_files.case_file c
  JOIN case_files.procedure_version v ON v.id = c.procedure_version_id
  JOIN case_files.procedure p ON p.id = v.procedure_id`

/** The case with this key; null for another key as for none. */
export async function readCaseByKey(
  db: Db,
  { id, keyHash }: { id: string; keyHash: Uint8Array },
): Promise<CaseFile | null> {
  const { rows } = await sql<CaseFile>`SELECT ${caseColumns} FROM ${cases}
    WHERE c.id = ${id}::uuid AND c.key_hash = ${Buffer.from(keyHash)}`.execute(db)
  return rows[0] ?? null
}

/** Id of the case with this number and key. */
export async function findCaseByNumber(
  db: Db,
  { year, number, keyHash }: { year: number; number: number; keyHash: Uint8Array },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM case_files.case_file
    WHERE year = ${year} AND number = ${number} AND key_hash = ${Buffer.from(keyHash)}`.execute(db)
  return rows[0]?.id ?? null
}

/** Cases by id, in any order; permission is the caller's. */
export async function readCases(db: Db, ids: readonly string[]): Promise<CaseFile[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<CaseFile>`SELECT ${caseColumns} FROM ${cases}
    WHERE c.id = ANY(${[...ids]}::uuid[])`.execute(db)
  return rows
}

/** The events of a case in their order. */
export async function eventsOf(
  db: Db,
  caseId: string,
): Promise<(CaseEventRow & { hash: string })[]> {
  const { rows } = await sql<CaseEventRow & { hash: string }>`
    SELECT case_id AS "caseId", seq, at, kind, content, previous_hash AS "previousHash", hash
    FROM case_files.event WHERE case_id = ${caseId}::uuid ORDER BY seq`.execute(db)
  return rows
}

/** Every column of this room that names a stored file; `isNamed` asks the same. */
export const fileColumns = [
  { table: 'case_files.draft_file', column: 'sha256' },
  { table: 'case_files.document', column: 'sha256' },
  { table: 'case_files.correction_file', column: 'sha256' },
  { table: 'case_files.signing_item', column: 'base_sha256' },
  { table: 'case_files.signing_item', column: 'received_sha256' },
  { table: 'case_files.issued_version', column: 'sha256' },
  { table: 'case_files.upload_part', column: 'sha256' },
] as const

/** Whether a draft, a case or an act names the content, so that a sweep of the file store keeps it. */
export async function isNamed(db: Db, hash: string): Promise<boolean> {
  const asked = fileColumns.map(
    ({ table, column }) =>
      sql`EXISTS (SELECT FROM ${sql.table(table)} WHERE ${sql.ref(column)} = ${hash})`,
  )
  const { rows } = await sql<{ yes: boolean }>`
    SELECT ${sql.join(asked, sql` OR `)} AS yes`.execute(db)
  return rows[0]?.yes ?? false
}

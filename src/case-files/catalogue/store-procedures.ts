// Reads and writes procedures and their versions.
import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '#platform'
import type { ProcedureContent, ProcedureVersion } from './procedure.ts'

export type Db = Kysely<Schema> | Transaction<Schema>

type Row = Omit<ProcedureVersion, 'state'>

const columns = sql`p.code, v.number, v.content, v.hash, v.drafted, v.published, v.retired`
const joined = sql`case_files.procedure_version v JOIN case_files.procedure p ON p.id = v.procedure_id`

function withState(row: Row): ProcedureVersion {
  const state = row.retired ? 'retired' : row.published ? 'published' : 'draft'
  return { ...row, state }
}

/** The versions in force, by code. */
export async function versionsInForce(db: Db): Promise<ProcedureVersion[]> {
  const { rows } = await sql<Row>`SELECT ${columns} FROM ${joined}
    WHERE v.published IS NOT NULL AND v.retired IS NULL ORDER BY p.code`.execute(db)
  return rows.map(withState)
}

/** Every version of one procedure, the newest first. */
export async function versionsOf(db: Db, code: string): Promise<ProcedureVersion[]> {
  const { rows } = await sql<Row>`SELECT ${columns} FROM ${joined}
    WHERE p.code = ${code} ORDER BY v.number DESC`.execute(db)
  return rows.map(withState)
}

/** The newest version of every procedure, drafts too. */
export async function newestVersions(db: Db): Promise<ProcedureVersion[]> {
  const { rows } = await sql<Row>`SELECT DISTINCT ON (p.code) ${columns} FROM ${joined}
    ORDER BY p.code, v.number DESC`.execute(db)
  return rows.map(withState)
}

/** Id of the procedure, made where there is none; others who write it wait. */
export async function lockProcedure(trx: Db, code: string, now: Date): Promise<string> {
  await sql`INSERT INTO case_files.procedure (code, created) VALUES (${code}, ${now})
    ON CONFLICT (code) DO NOTHING`.execute(trx)
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`case_files.procedure ${code}`}, 0))`.execute(
    trx,
  )
  const { rows } = await sql<{ id: string }>`SELECT id FROM case_files.procedure
    WHERE code = ${code}`.execute(trx)
  const [row] = rows
  if (row === undefined) throw new Error(`${code} was not written`)
  return row.id
}

/** Writes the draft of the procedure: the one there is, or the next version. */
export async function writeDraft(
  trx: Db,
  procedure: string,
  draft: { content: ProcedureContent; hash: string },
  now: Date,
): Promise<number> {
  const content = JSON.stringify(draft.content)
  const { rows } = await sql<{ number: number }>`
    UPDATE case_files.procedure_version SET content = ${content}::json, hash = ${draft.hash},
      drafted = ${now}
    WHERE procedure_id = ${procedure}::uuid AND published IS NULL RETURNING number`.execute(trx)
  if (rows[0] !== undefined) return rows[0].number
  const made = await sql<{ number: number }>`
    INSERT INTO case_files.procedure_version (procedure_id, number, content, hash, drafted)
    SELECT ${procedure}::uuid, coalesce(max(number), 0) + 1, ${content}::json, ${draft.hash}, ${now}
    FROM case_files.procedure_version WHERE procedure_id = ${procedure}::uuid
    RETURNING number`.execute(trx)
  return made.rows[0]?.number ?? 0
}

/** Ends what is in force, and puts the draft in its place. */
export async function publishDraft(
  trx: Db,
  procedure: string,
  number: number,
  now: Date,
): Promise<void> {
  await endInForce(trx, procedure, `versión ${number}`, now)
  await sql`UPDATE case_files.procedure_version SET published = greatest(${now}, drafted)
    WHERE procedure_id = ${procedure}::uuid AND number = ${number}`.execute(trx)
}

/** The number of the version that was in force; null when none was. */
export async function endInForce(
  trx: Db,
  procedure: string,
  act: string,
  now: Date,
): Promise<number | null> {
  const { rows } = await sql<{ number: number }>`
    UPDATE case_files.procedure_version SET retired = greatest(${now}, published),
      retired_by_act = ${act}
    WHERE procedure_id = ${procedure}::uuid AND published IS NOT NULL AND retired IS NULL
    RETURNING number`.execute(trx)
  return rows[0]?.number ?? null
}

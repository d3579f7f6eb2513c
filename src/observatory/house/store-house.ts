// Reads and writes the sheets of the house, and the values and checks of its indicators.
import { sql } from 'kysely'
import type { Db } from '../store-observatory.ts'
import type { Check, Measurement } from './indicator.ts'

/** As stored: sheets of every kind, also drafts of answers and self-assessments. */
export interface StoredSheet<Content = unknown> {
  kind: string
  id: string
  version: number
  content: Content
  withdrawn: boolean
  hash: string
  author: string | null
  recorded: Date
}

/** The newest version of every sheet of these kinds, by kind and id; `at`: as it was then. */
export async function newestSheets(
  db: Db,
  kinds: readonly string[],
  at: Date | null = null,
): Promise<StoredSheet[]> {
  const { rows } = await sql<StoredSheet>`
    SELECT DISTINCT ON (kind, id) kind, id, version, content, withdrawn, hash, author, recorded
    FROM observatory.sheet
    WHERE kind = ANY(${kinds}) AND (${at}::timestamptz IS NULL OR recorded <= ${at})
    ORDER BY kind, id, version DESC`.execute(db)
  return rows
}

/** Every version, the newest first. */
export async function sheetVersions(db: Db, kind: string, id: string): Promise<StoredSheet[]> {
  const { rows } = await sql<StoredSheet>`
    SELECT kind, id, version, content, withdrawn, hash, author, recorded FROM observatory.sheet
    WHERE kind = ${kind} AND id = ${id} ORDER BY version DESC`.execute(db)
  return rows
}

/** Others who write the same sheet wait until the transaction ends. */
export async function lockSheet(trx: Db, kind: string, id: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`observatory.sheet ${kind} ${id}`}, 0))`.execute(
    trx,
  )
}

export async function addSheet(trx: Db, sheet: StoredSheet): Promise<void> {
  const { kind, id, version, content, withdrawn, hash, author, recorded } = sheet
  await sql`INSERT INTO observatory.sheet
      (kind, id, version, content, withdrawn, hash, author, recorded)
    VALUES (${kind}, ${id}, ${version}, ${JSON.stringify(content)}::json, ${withdrawn}, ${hash},
      ${author}, ${recorded})`.execute(trx)
}

/** Every revision, by indicator, span and revision; `at`: those there were then. */
export async function allMeasurements(
  db: Db,
  { indicator = null, at = null }: { indicator?: string | null; at?: Date | null } = {},
): Promise<Measurement[]> {
  const { rows } = await sql<Measurement>`
    SELECT indicator, period, revision, value, source, sql, tables, evidence, recorded
    FROM observatory.measurement
    WHERE (${indicator}::text IS NULL OR indicator = ${indicator})
      AND (${at}::timestamptz IS NULL OR recorded <= ${at})
    ORDER BY indicator, period, revision`.execute(db)
  return rows
}

export async function addMeasurement(trx: Db, value: Measurement): Promise<void> {
  const { indicator, period, revision, source, tables, evidence, recorded } = value
  await sql`INSERT INTO observatory.measurement
      (indicator, period, revision, value, source, sql, tables, evidence, recorded)
    VALUES (${indicator}, ${period}, ${revision}, ${value.value}, ${source}, ${value.sql},
      ${JSON.stringify(tables)}::json, ${evidence}, ${recorded})`.execute(trx)
}

/** The last attempt of each indicator; `then`: the last there was by that time. */
export async function lastChecks(db: Db, then: Date | null = null): Promise<Map<string, Check>> {
  const { rows } = await sql<Check & { indicator: string }>`
    SELECT DISTINCT ON (indicator) indicator, at, failure, detail
    FROM observatory.measurement_check WHERE ${then}::timestamptz IS NULL OR at <= ${then}
    ORDER BY indicator, at DESC`.execute(db)
  return new Map(rows.map(({ indicator, ...check }) => [indicator, check]))
}

/** Two attempts in the same instant are one. */
export async function addCheck(trx: Db, indicator: string, check: Check): Promise<void> {
  await sql`INSERT INTO observatory.measurement_check (indicator, at, failure, detail)
    VALUES (${indicator}, ${check.at}, ${check.failure}, ${check.detail})
    ON CONFLICT DO NOTHING`.execute(trx)
}

/** Code of the print that says this; null where none was issued. */
export async function findReport(db: Db, hash: string): Promise<string | null> {
  const { rows } = await sql<{ code: string }>`
    SELECT code FROM observatory.report WHERE hash = ${hash}`.execute(db)
  return rows[0]?.code ?? null
}

export async function addReport(
  trx: Db,
  { hash, code, issued }: { hash: string; code: string; issued: Date },
): Promise<void> {
  await sql`INSERT INTO observatory.report (hash, code, issued)
    VALUES (${hash}, ${code}, ${issued})`.execute(trx)
}

/** Names a stored file of answers, signed or to be signed, so that it is kept. */
export async function addDocument(
  trx: Db,
  { sha256, edition, now }: { sha256: string; edition: number; now: Date },
): Promise<void> {
  await sql`INSERT INTO observatory.answers_document (sha256, edition, recorded)
    VALUES (${sha256}, ${edition}, ${now}) ON CONFLICT DO NOTHING`.execute(trx)
}

/** Every column of this room that names a stored file; `isNamed` asks the same. */
export const fileColumns = [{ table: 'observatory.answers_document', column: 'sha256' }] as const

/** Whether this room names the content, so that a sweep of the file store keeps it. */
export async function isNamed(db: Db, hash: string): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`SELECT EXISTS (
      SELECT FROM observatory.answers_document WHERE sha256 = ${hash}) AS yes`.execute(db)
  return rows[0]?.yes ?? false
}

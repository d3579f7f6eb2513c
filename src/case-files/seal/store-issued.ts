// Reads and writes what the city issued, and which receipts are still to be made.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export type SealLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'

export interface IssuedVersion {
  version: number
  sha256: string
  bytes: number
  mediaType: string
  level: SealLevel
  /** SHA-256 of the certificate that sealed it. */
  seal: string
  testSeal: boolean
  /** A timestamp was wanted, and no authority answered. */
  pending: boolean
  madeAt: Date
}

export interface Issued {
  code: string
  kind: string
  caseId: string | null
  title: string
  issuer: string
  /** Whoever has the code may have the document itself. */
  openToAll: boolean
  issuedAt: Date
  /** What its signatures wait for to last once certificates have ended; null for nothing. */
  lasting: string | null
  /** Oldest first; each begins with the bytes of the one before. */
  versions: IssuedVersion[]
}

const version = sql`json_build_object('version', v.version, 'sha256', v.sha256, 'bytes', v.bytes,
  'mediaType', v.media_type, 'level', v.level, 'seal', v.seal, 'testSeal', v.test_seal,
  'pending', v.pending, 'madeAt', v.made_at)`
const issued = sql`SELECT i.code, i.kind, i.case_id AS "caseId", i.title, i.issuer,
  i.open_to_all AS "openToAll", i.issued_at AS "issuedAt",
  (SELECT coalesce(w.why, '') FROM case_files.long_term_wanted w WHERE w.code = i.code) AS lasting,
  (SELECT json_agg(${version} ORDER BY v.version) FROM case_files.issued_version v
    WHERE v.code = i.code) AS versions
  FROM case_files.issued i`

function withDates(row: Issued): Issued {
  const versions = row.versions.map((each) => ({ ...each, madeAt: new Date(each.madeAt) }))
  return { ...row, versions }
}

export async function findIssued(db: Db, code: string): Promise<Issued | null> {
  const { rows } = await sql<Issued>`${issued} WHERE i.code = ${code}`.execute(db)
  return rows[0] === undefined ? null : withDates(rows[0])
}

/** Those whose bytes once had one of these hashes. */
export async function findIssuedByHash(db: Db, hashes: readonly string[]): Promise<Issued[]> {
  const { rows } = await sql<Issued>`${issued} WHERE i.code IN (
    SELECT code FROM case_files.issued_version WHERE sha256 = ANY(${[...hashes]}))`.execute(db)
  return rows.map(withDates)
}

/** What was issued about a case, oldest first. */
export async function issuedOf(db: Db, caseId: string, kind: string): Promise<Issued[]> {
  const { rows } = await sql<Issued>`${issued} WHERE i.case_id = ${caseId}::uuid
    AND i.kind = ${kind} ORDER BY i.issued_at`.execute(db)
  return rows.map(withDates)
}

export async function insertIssued(
  db: Db,
  made: Omit<Issued, 'versions' | 'lasting'> & { first: Omit<IssuedVersion, 'version'> },
): Promise<void> {
  const { code, kind, caseId, title, issuer, openToAll, issuedAt, first } = made
  await sql`INSERT INTO case_files.issued (code, kind, case_id, title, issuer, open_to_all, issued_at)
    VALUES (${code}, ${kind}, ${caseId}::uuid, ${title}, ${issuer}, ${openToAll}, ${issuedAt})`.execute(
    db,
  )
  await insertVersion(db, code, { ...first, version: 1 })
}

export async function insertVersion(db: Db, code: string, made: IssuedVersion): Promise<void> {
  await sql`INSERT INTO case_files.issued_version (code, version, sha256, bytes, media_type, level,
      seal, test_seal, pending, made_at)
    VALUES (${code}, ${made.version}, ${made.sha256}, ${made.bytes}, ${made.mediaType},
      ${made.level}, ${made.seal}, ${made.testSeal}, ${made.pending}, ${made.madeAt})`.execute(db)
}

/** Documents whose newest bytes wait for a timestamp, oldest first; at most a hundred. */
export async function issuedPending(db: Db): Promise<Issued[]> {
  const { rows } = await sql<Issued>`${issued} WHERE i.code IN (
    SELECT v.code FROM case_files.issued_version v WHERE v.pending AND NOT EXISTS (
      SELECT FROM case_files.issued_version later
      WHERE later.code = v.code AND later.version > v.version)
    ORDER BY v.made_at LIMIT 100) ORDER BY i.issued_at`.execute(db)
  return rows.map(withDates)
}

export interface Wanted {
  caseId: string
  since: Date
  tried: number
  fault: string | null
}

/** Receipts that may be made now, those that wait longest first; at most twenty. */
export async function dueReceipts(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT case_id AS id FROM case_files.receipt_wanted
    WHERE next_try <= ${now} ORDER BY next_try LIMIT 20`.execute(db)
  return rows.map(({ id }) => id)
}

export async function findWanted(db: Db, caseId: string): Promise<Wanted | null> {
  const { rows } = await sql<Wanted>`SELECT case_id AS "caseId", since, tried, fault
    FROM case_files.receipt_wanted WHERE case_id = ${caseId}::uuid`.execute(db)
  return rows[0] ?? null
}

/** Whether it was still wanted: of two that made it at once only the first one writes. */
export async function takeWanted(db: Db, caseId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`DELETE FROM case_files.receipt_wanted
    WHERE case_id = ${caseId}::uuid`.execute(db)
  return Number(numAffectedRows ?? 0) > 0
}

export async function noteFault(
  db: Db,
  caseId: string,
  { fault, nextTry }: { fault: string; nextTry: Date },
): Promise<void> {
  await sql`UPDATE case_files.receipt_wanted SET tried = tried + 1, next_try = ${nextTry},
    fault = ${fault.slice(0, 300)} WHERE case_id = ${caseId}::uuid`.execute(db)
}

/** How many receipts wait, since when, and the last reason of the oldest. */
export async function countWanted(
  db: Db,
): Promise<{ waiting: number; oldest: Date | null; fault: string | null }> {
  const { rows } = await sql<{ waiting: number; oldest: Date | null; fault: string | null }>`
    SELECT count(*)::int AS waiting, min(since) AS oldest,
      (SELECT fault FROM case_files.receipt_wanted WHERE fault IS NOT NULL ORDER BY since LIMIT 1)
    FROM case_files.receipt_wanted`.execute(db)
  return rows[0] ?? { waiting: 0, oldest: null, fault: null }
}

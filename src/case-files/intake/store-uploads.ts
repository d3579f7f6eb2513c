// Reads and writes uploads on their way, and the pieces that have come.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface Upload {
  id: string
  draft: string
  name: string
  requirement: string
  fingerprint: string
  length: number
  received: number
  expires: Date
}

export interface Part {
  start: number
  bytes: number
  sha256: string
}

const columns = sql`u.id, u.draft_id AS draft, u.name, u.requirement, u.fingerprint,
  u.length::float8 AS length, u.received::float8 AS received, u.expires`

export async function insertUpload(
  db: Db,
  made: Omit<Upload, 'id' | 'received'>,
  now: Date,
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO case_files.upload (draft_id, name, requirement, fingerprint, length, begun, expires)
    VALUES (${made.draft}::uuid, ${made.name}, ${made.requirement}, ${made.fingerprint},
      ${made.length}, ${now}, ${made.expires}) RETURNING id`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an insert answered no row')
  return row.id
}

/** Null when it is absent, expired, or of another draft. `lock` until the transaction ends. */
export async function readUpload(
  db: Db,
  wanted: { id: string; draft: string; now: Date; lock?: boolean },
): Promise<Upload | null> {
  const held = wanted.lock === true ? sql`FOR UPDATE OF u` : sql``
  const { rows } = await sql<Upload>`SELECT ${columns} FROM case_files.upload u
    WHERE u.id = ${wanted.id}::uuid AND u.draft_id = ${wanted.draft}::uuid
      AND u.expires > ${wanted.now} ${held}`.execute(db)
  return rows[0] ?? null
}

/** Those of a draft that have not become files of it, in the order they began. */
export async function uploadsOf(db: Db, draft: string, now: Date): Promise<Upload[]> {
  const { rows } = await sql<Upload>`SELECT ${columns} FROM case_files.upload u
    WHERE u.draft_id = ${draft}::uuid AND u.expires > ${now} ORDER BY u.begun, u.id`.execute(db)
  return rows
}

/**
 * Adds pieces that follow what is there, and answers how much that is then; null when another request
 * has added to it meanwhile, so that they do not follow.
 */
export async function appendParts(
  db: Db,
  to: { id: string; from: number; expires: Date },
  parts: readonly Part[],
): Promise<number | null> {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
  const { rows } = await sql<{ received: number }>`
    UPDATE case_files.upload SET received = received + ${bytes}, expires = ${to.expires}
    WHERE id = ${to.id}::uuid AND received = ${to.from} RETURNING received::float8 AS received`.execute(
    db,
  )
  const [row] = rows
  if (row === undefined) return null
  for (const { start, bytes: size, sha256 } of parts) {
    await sql`INSERT INTO case_files.upload_part (upload_id, start, bytes, sha256)
      VALUES (${to.id}::uuid, ${start}, ${size}, ${sha256})`.execute(db)
  }
  return row.received
}

export async function partsOf(db: Db, upload: string): Promise<Part[]> {
  const { rows } = await sql<Part>`
    SELECT start::float8 AS start, bytes::float8 AS bytes, sha256 FROM case_files.upload_part
    WHERE upload_id = ${upload}::uuid ORDER BY start`.execute(db)
  return rows
}

export async function deleteUpload(db: Db, id: string): Promise<void> {
  await sql`DELETE FROM case_files.upload WHERE id = ${id}::uuid`.execute(db)
}

/** Bytes that uploads of this draft and of all will have, the given one left out. */
export async function bytesOfUploads(
  db: Db,
  draft: string,
): Promise<{ draft: number; all: number }> {
  const { rows } = await sql<{ draft: number; all: number }>`
    SELECT coalesce(sum(length) FILTER (WHERE draft_id = ${draft}::uuid), 0)::float8 AS draft,
      coalesce(sum(length), 0)::float8 AS "all" FROM case_files.upload`.execute(db)
  return rows[0] ?? { draft: 0, all: 0 }
}

/** How many were too old and are erased. */
export async function deleteOldUploads(db: Db, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`DELETE FROM case_files.upload
    WHERE expires <= ${now}`.execute(db)
  return Number(numAffectedRows ?? 0)
}

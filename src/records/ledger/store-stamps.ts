// Keeps timestamps of heads, and heads of other ledgers that are given up.
import { sql } from 'kysely'
import type { Db } from '../store-journal.ts'

export interface StampRow {
  number: number
  size: number
  checkpoint: string
  token: Buffer
  /** What the authority vouches for. */
  time: Date
  at: Date
}

const columns = sql`number::float8 AS number, size::float8 AS size, checkpoint, token, time, at`

export async function newestStamp(db: Db): Promise<StampRow | null> {
  const { rows } = await sql<StampRow>`
    SELECT ${columns} FROM records.stamp ORDER BY records.stamp.number DESC LIMIT 1`.execute(db)
  return rows[0] ?? null
}

/** All, in the order of stamping. */
export async function stampsOf(db: Db): Promise<StampRow[]> {
  const { rows } = await sql<StampRow>`
    SELECT ${columns} FROM records.stamp ORDER BY records.stamp.number`.execute(db)
  return rows
}

export async function insertStamp(
  db: Db,
  row: Pick<StampRow, 'size' | 'checkpoint' | 'time' | 'at'> & { token: Uint8Array },
): Promise<void> {
  await sql`INSERT INTO records.stamp (size, checkpoint, token, time, at)
    VALUES (${row.size}, ${row.checkpoint}, ${Buffer.from(row.token)}, ${row.time}, ${row.at})`.execute(
    db,
  )
}

export async function isCleared(db: Db, origin: string, checkpoint: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM records.clearing
    WHERE origin = ${origin} AND checkpoint = ${checkpoint} LIMIT 1`.execute(db)
  return rows.length > 0
}

export async function insertClearing(
  db: Db,
  row: { origin: string; checkpoint: string; reason: string; by: string; entry: string; at: Date },
): Promise<void> {
  await sql`INSERT INTO records.clearing (origin, checkpoint, reason, decided_by, entry, at)
    VALUES (${row.origin}, ${row.checkpoint}, ${row.reason}, ${row.by}, ${row.entry}, ${row.at})`.execute(
    db,
  )
}

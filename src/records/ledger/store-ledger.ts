// What the database remembers of the ledger: heads, places, recoveries, and who sequences.
import { type Kysely, sql } from 'kysely'
import type { RememberedHead } from '@rimaq/ledger'
import type { Schema } from '#platform'
import type { Db } from '../store-journal.ts'

const leaderKey = 7_241_010
const headKey = 7_241_013

/** Whether this connection now sequences; for as long as it lives, or until `stopLeading`. */
export async function tryToLead(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ got: boolean }>`
    SELECT pg_try_advisory_lock(${leaderKey}) AS got`.execute(db)
  return rows[0]?.got ?? false
}

export async function stopLeading(db: Kysely<Schema>): Promise<void> {
  await sql`SELECT pg_advisory_unlock(${leaderKey})`.execute(db)
}

/** Until the transaction ends nobody else adds a head, or makes the first keys. */
export async function lockHead(db: Db): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${headKey})`.execute(db)
}

export async function newestHead(db: Db): Promise<RememberedHead | null> {
  const { rows } = await sql<RememberedHead>`
    SELECT checkpoint, time FROM records.head ORDER BY number DESC LIMIT 1`.execute(db)
  return rows[0] ?? null
}

export async function insertHead(db: Db, head: RememberedHead & { size: number }): Promise<void> {
  await sql`INSERT INTO records.head (size, checkpoint, time)
    VALUES (${head.size}, ${head.checkpoint}, ${head.time})`.execute(db)
}

export async function epochNow(db: Db): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`
    SELECT coalesce(max(epoch), 0) AS epoch FROM records.recovery`.execute(db)
  return rows[0]?.epoch ?? 0
}

/** `entries[i]` stands at `first + i`; null for a record of the ledger itself. */
export async function insertPlaces(
  db: Db,
  { epoch, first, entries }: { epoch: number; first: number; entries: readonly (string | null)[] },
): Promise<void> {
  await sql`INSERT INTO records.place (epoch, index, entry)
    SELECT ${epoch}, ${first}::bigint + n - 1, e
    FROM unnest(${entries}::uuid[]) WITH ORDINALITY AS given (e, n)`.execute(db)
}

export async function removeWaiting(db: Db, seqs: readonly number[]): Promise<void> {
  await sql`DELETE FROM records.waiting WHERE seq = ANY(${seqs}::bigint[])`.execute(db)
}

/** Entries by index from `first` on; where nothing stands, nothing. */
export async function placesFrom(
  db: Db,
  first: number,
  count: number,
): Promise<Map<number, string | null>> {
  const { rows } = await sql<{ index: number; entry: string | null }>`
    SELECT index, entry FROM records.placed
    WHERE index >= ${first} AND index < ${first + count}`.execute(db)
  return new Map(rows.map(({ index, entry }) => [index, entry]))
}

export interface RecoveryRow {
  epoch: number
  size: number
  oldSize: number | null
  record: string
  at: Date
}

export async function insertRecovery(db: Db, row: RecoveryRow): Promise<void> {
  await sql`INSERT INTO records.recovery (epoch, size, old_size, record, at)
    VALUES (${row.epoch}, ${row.size}, ${row.oldSize}, ${row.record}, ${row.at})`.execute(db)
}

/** Newest first. */
export async function recoveries(db: Db): Promise<RecoveryRow[]> {
  const { rows } = await sql<RecoveryRow>`
    SELECT epoch, size, old_size AS "oldSize", record, at FROM records.recovery
    ORDER BY epoch DESC`.execute(db)
  return rows
}

/** What lost its place waits again; what the files hold already does not. */
export async function requeue(db: Db): Promise<void> {
  await sql`INSERT INTO records.waiting (entry)
    SELECT e.id FROM records.entry e
    WHERE NOT EXISTS (SELECT FROM records.placed p WHERE p.entry = e.id)
    ORDER BY e.at, e.id
    ON CONFLICT DO NOTHING`.execute(db)
  await sql`DELETE FROM records.waiting w USING records.placed p WHERE p.entry = w.entry`.execute(
    db,
  )
}

/** Leaves whose row is not there: lost with a restored backup. */
export async function countLost(db: Db): Promise<number> {
  const { rows } = await sql<{ lost: number }>`
    SELECT count(*)::int AS lost FROM records.placed p
    WHERE p.entry IS NOT NULL AND NOT EXISTS (SELECT FROM records.entry e WHERE e.id = p.entry)`.execute(
    db,
  )
  return rows[0]?.lost ?? 0
}

// Writes and reads entries of the journal in PostgreSQL.
import { type Kysely, type Transaction, sql } from 'kysely'
import type { Schema } from '#platform'
import type { About, Entry } from './entry.ts'
import type { Who } from './who.ts'

export type Db = Kysely<Schema> | Transaction<Schema>

export interface Content {
  salt: Uint8Array
  /** Canonical JSON. */
  body: string
}

/** Entry, content and its turn for the ledger, in one statement. */
export async function insertEntry(db: Db, entry: Entry, content: Content | null): Promise<void> {
  const { id, at, act, who, about, rowSalt } = entry
  const hash = entry.contentHash && Buffer.from(entry.contentHash)
  await sql`
    WITH entry AS (
      INSERT INTO records.entry (id, at, act, who, about_kind, about_id, row_salt, content_hash)
      VALUES (${id}, ${at}, ${act}, ${JSON.stringify(who)}, ${about.kind}, ${about.id},
        ${Buffer.from(rowSalt)}, ${hash}::bytea)
    ), content AS (
      INSERT INTO records.content (entry, salt, body)
      SELECT ${id}::uuid, ${content && Buffer.from(content.salt)}::bytea, ${content?.body ?? null}
      WHERE ${content !== null}
    )
    INSERT INTO records.waiting (entry) VALUES (${id})`.execute(db)
}

interface EntryRow {
  id: string
  at: Date
  act: string
  who: Who
  kind: string
  about: string
  row_salt: Buffer
  content_hash: Buffer | null
}

const columns = sql`e.id, e.at, e.act, e.who, e.about_kind AS kind, e.about_id AS about, e.row_salt,
  e.content_hash`

function asEntry(row: EntryRow): Entry {
  const { id, at, act, who, kind, about, row_salt: rowSalt, content_hash: hash } = row
  return { id, at, act, who, about: { kind, id: about }, rowSalt, contentHash: hash }
}

/** An entry with its place in the ledger; `index` is null while it waits. */
export interface PlacedEntry extends Entry {
  index: number | null
  content: Content | null
}

interface PlacedRow extends EntryRow {
  index: number | null
  salt: Buffer | null
  body: string | null
}

function asPlaced(row: PlacedRow): PlacedEntry {
  const { index, salt, body } = row
  return {
    ...asEntry(row),
    index,
    content: salt === null || body === null ? null : { salt, body },
  }
}

export async function findEntry(db: Db, id: string): Promise<PlacedEntry | null> {
  const { rows } = await sql<PlacedRow>`
    SELECT ${columns}, p.index, c.salt, c.body FROM records.entry e
    LEFT JOIN records.placed p ON p.entry = e.id LEFT JOIN records.content c ON c.entry = e.id
    WHERE e.id = ${id}::uuid`.execute(db)
  return rows[0] ? asPlaced(rows[0]) : null
}

/** Ids of the entries of one act about a record whose content is still there, oldest first. */
export async function entriesWithContent(db: Db, act: string, about: About): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT e.id FROM records.entry e
    JOIN records.content c ON c.entry = e.id
    WHERE e.act = ${act} AND e.about_kind = ${about.kind} AND e.about_id = ${about.id}
    ORDER BY e.at, e.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Entries about one record, oldest first. */
export async function entriesAbout(db: Db, about: About, limit: number): Promise<PlacedEntry[]> {
  const { rows } = await sql<PlacedRow>`
    SELECT ${columns}, p.index, c.salt, c.body FROM records.entry e
    LEFT JOIN records.placed p ON p.entry = e.id LEFT JOIN records.content c ON c.entry = e.id
    WHERE e.about_kind = ${about.kind} AND e.about_id = ${about.id}
    ORDER BY e.at, e.id LIMIT ${limit}`.execute(db)
  return rows.map(asPlaced)
}

/** Ids of the entries about one record, by act, oldest first; of the acts named only. */
export async function entryIdsOf(
  db: Db,
  about: About,
  acts: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await sql<{ act: string; ids: string[] }>`
    SELECT act, array_agg(id::text ORDER BY at, id) AS ids FROM records.entry
    WHERE about_kind = ${about.kind} AND about_id = ${about.id} AND act = ANY (${[...acts]})
    GROUP BY act`.execute(db)
  return new Map(rows.map(({ act, ids }) => [act, ids]))
}

/** Entries at these indexes of the ledger, by index; where the row is lost nothing stands. */
export async function entriesPlaced(db: Db, from: number, count: number): Promise<PlacedEntry[]> {
  const { rows } = await sql<PlacedRow>`
    SELECT ${columns}, p.index, c.salt, c.body FROM records.placed p
    JOIN records.entry e ON e.id = p.entry LEFT JOIN records.content c ON c.entry = e.id
    WHERE p.index >= ${from} AND p.index < ${from + count} ORDER BY p.index`.execute(db)
  return rows.map(asPlaced)
}

export interface WaitingEntry extends Entry {
  seq: number
}

/** The first entries without a place, in the order they were written down. */
export async function waitingEntries(db: Db, limit: number): Promise<WaitingEntry[]> {
  const { rows } = await sql<EntryRow & { seq: number }>`
    SELECT w.seq, ${columns} FROM records.waiting w JOIN records.entry e ON e.id = w.entry
    ORDER BY w.seq LIMIT ${limit}`.execute(db)
  return rows.map((row) => ({ ...asEntry(row), seq: row.seq }))
}

export async function countWaiting(db: Db): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    SELECT count(*)::int AS count, min(e.at) AS oldest
    FROM records.waiting w JOIN records.entry e ON e.id = w.entry`.execute(db)
  return rows[0] ?? { count: 0, oldest: null }
}

/** False when there is no such entry. Throws what the database says where a hold or the rule forbids. */
export async function eraseContentRow(db: Db, entry: string, erasure: string): Promise<boolean> {
  const { rows } = await sql<{ erased: boolean }>`
    SELECT records.erase_content(${entry}::uuid, ${erasure}::uuid) AS erased`.execute(db)
  return rows[0]?.erased ?? false
}

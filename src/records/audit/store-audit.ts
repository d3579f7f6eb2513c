// Reads the whole journal for an audit, as it stands, trusting nothing.
import { sql } from 'kysely'
import type { Db } from '../store-journal.ts'

/** Entries that are neither placed nor waiting: slipped in, or robbed of their place. */
export async function entriesNowhere(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT e.id FROM records.entry e
    WHERE NOT EXISTS (SELECT FROM records.placed p WHERE p.entry = e.id)
      AND NOT EXISTS (SELECT FROM records.waiting w WHERE w.entry = e.id)
    ORDER BY e.at, e.id LIMIT 1000`.execute(db)
  return rows.map(({ id }) => id)
}

/** Acts of entries that wait, or whose place is at or beyond `size`. */
export async function actsNotRead(db: Db, size: number): Promise<string[]> {
  const { rows } = await sql<{ act: string }>`
    SELECT act FROM records.waiting w JOIN records.entry e ON e.id = w.entry
    UNION SELECT act FROM records.placed p JOIN records.entry e ON e.id = p.entry
    WHERE p.index >= ${size}`.execute(db)
  return rows.map(({ act }) => act)
}

/** Places at or beyond the head, or of a table that was reordered by hand. */
export async function placesBeyond(db: Db, size: number): Promise<number[]> {
  const { rows } = await sql<{ index: number }>`
    SELECT index FROM records.placed WHERE index >= ${size} ORDER BY index LIMIT 1000`.execute(db)
  return rows.map(({ index }) => index)
}

/** Content that has no entry that expects it. */
export async function strayContents(db: Db): Promise<string[]> {
  const { rows } = await sql<{ entry: string }>`
    SELECT c.entry FROM records.content c JOIN records.entry e ON e.id = c.entry
    WHERE e.content_hash IS NULL ORDER BY c.entry LIMIT 1000`.execute(db)
  return rows.map(({ entry }) => entry)
}

export interface SeriesRow {
  series: number
  institution: string
  kind: string
  year: number
}

export async function seriesYears(db: Db): Promise<SeriesRow[]> {
  const { rows } = await sql<SeriesRow>`
    SELECT DISTINCT s.id AS series, s.institution, s.kind, n.year FROM records.series s
    JOIN (SELECT series, year FROM records.number UNION SELECT series, year FROM records.number_block) n
      ON n.series = s.id
    ORDER BY 1, 4`.execute(db)
  return rows
}

export interface AuditedNumber {
  number: number
  key: string
  annulled: string | null
}

export async function numbersOf(
  db: Db,
  { series, year }: SeriesRow,
  after: number,
  limit: number,
): Promise<AuditedNumber[]> {
  const { rows } = await sql<AuditedNumber>`
    SELECT n.number, n.key, a.reason AS annulled FROM records.number n
    LEFT JOIN records.number_annulment a USING (series, year, number)
    WHERE n.series = ${series} AND n.year = ${year} AND n.number > ${after}
    ORDER BY n.number LIMIT ${limit}`.execute(db)
  return rows
}

export interface AuditedBlock {
  id: string
  first: number
  last: number
  reason: string
}

export async function blocksOf(db: Db, { series, year }: SeriesRow): Promise<AuditedBlock[]> {
  const { rows } = await sql<AuditedBlock>`
    SELECT id, first, last, reason FROM records.number_block
    WHERE series = ${series} AND year = ${year} ORDER BY first`.execute(db)
  return rows
}

export interface HoldRow {
  step: string
  hold: string
  kind: string
  about: string
  reason: string
  legalAct: string
  entry: string
}

export async function holdRows(db: Db): Promise<HoldRow[]> {
  const { rows } = await sql<HoldRow>`
    SELECT step, hold, about_kind AS kind, about_id AS about, reason, legal_act AS "legalAct", entry
    FROM records.hold ORDER BY number`.execute(db)
  return rows
}

export async function headsOf(
  db: Db,
): Promise<{ number: number; size: number; checkpoint: string }[]> {
  const { rows } = await sql<{ number: number; size: number; checkpoint: string }>`
    SELECT number, size, checkpoint FROM records.head ORDER BY number`.execute(db)
  return rows
}

/** One snapshot for the whole audit: what is written meanwhile is not half seen. */
export async function oneSnapshot(db: Db): Promise<void> {
  await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`.execute(db)
}

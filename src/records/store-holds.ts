// Legal holds in PostgreSQL: who placed and released them, and whether one is in force.
import { sql } from 'kysely'
import type { About } from './entry.ts'
import type { Db } from './store-journal.ts'

export interface HoldStep {
  step: 'placed' | 'released'
  hold: string
  about: About
  reason: string
  legalAct: string
  /** Id of the entry of the journal. */
  entry: string
}

/** Placing a hold and destroying what it would hold wait for each other until the transaction ends. */
export async function lockHold(db: Db, { kind, id }: About): Promise<void> {
  await sql`SELECT records.lock_hold(${kind}, ${id})`.execute(db)
}

export async function insertHoldStep(db: Db, row: HoldStep): Promise<void> {
  await sql`INSERT INTO records.hold (step, hold, about_kind, about_id, reason, legal_act, entry)
    VALUES (${row.step}, ${row.hold}, ${row.about.kind}, ${row.about.id}, ${row.reason},
      ${row.legalAct}, ${row.entry})`.execute(db)
}

export async function heldNow(db: Db, { kind, id }: About): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    SELECT records.held(${kind}, ${id}) AS held`.execute(db)
  return rows[0]?.held ?? true
}

/** What a hold in force is about; null when there is none of that name. */
export async function findHold(db: Db, hold: string): Promise<About | null> {
  const { rows } = await sql<About>`
    SELECT about_kind AS kind, about_id AS id FROM records.hold p
    WHERE hold = ${hold}::uuid AND step = 'placed' AND NOT EXISTS (
      SELECT FROM records.hold r WHERE r.hold = p.hold AND r.step = 'released')`.execute(db)
  return rows[0] ?? null
}

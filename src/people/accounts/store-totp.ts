// Keeps the secrets of codes by time, and the step of the last code that was taken.
import { sql } from 'kysely'
import type { AccountId, Db } from './account.ts'

export interface KeptTotp {
  secret: Buffer
  /** Null until the owner showed a first right code. */
  confirmed: Date | null
  last: number
}

export async function totpOf(db: Db, account: AccountId): Promise<KeptTotp | null> {
  const { rows } = await sql<KeptTotp>`SELECT secret, confirmed, last_step::float8 AS last
    FROM people.totp WHERE account_id = ${account}`.execute(db)
  return rows[0] ?? null
}

/** Replaces one that was not confirmed; a confirmed one stays. */
export async function saveTotp(
  db: Db,
  account: AccountId,
  values: { secret: Buffer; at: Date },
): Promise<void> {
  await sql`INSERT INTO people.totp AS t (account_id, secret, created)
    VALUES (${account}, ${values.secret}, ${values.at})
    ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created = excluded.created
    WHERE t.confirmed IS NULL`.execute(db)
}

/** Takes the code of a step: of two that show it at once, one is told so. */
export async function takeStep(db: Db, account: AccountId, step: number): Promise<boolean> {
  const { rows } = await sql`UPDATE people.totp SET last_step = ${step}
    WHERE account_id = ${account} AND last_step < ${step} RETURNING account_id`.execute(db)
  return rows.length > 0
}

export async function confirmTotp(db: Db, account: AccountId, at: Date): Promise<void> {
  await sql`UPDATE people.totp SET confirmed = coalesce(confirmed, ${at})
    WHERE account_id = ${account}`.execute(db)
}

export async function deleteTotp(db: Db, account: AccountId): Promise<boolean> {
  const { rows } = await sql`DELETE FROM people.totp WHERE account_id = ${account}
    RETURNING account_id`.execute(db)
  return rows.length > 0
}

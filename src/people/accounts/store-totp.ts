// Keeps the secrets of codes by time, sealed, and the step of the last code that was taken.
import { sql } from 'kysely'
import type { AccountId, Db } from './account.ts'
import type { SecretBox } from './secret-box.ts'

export interface KeptTotp {
  /** Null where the key of the installation that sealed it is gone. */
  secret: Buffer | null
  /** Null until the owner showed a first right code. */
  confirmed: Date | null
  last: number
}

export async function totpOf(db: Db, box: SecretBox, account: AccountId): Promise<KeptTotp | null> {
  const { rows } = await sql<KeptTotp & { secret: Buffer }>`SELECT secret, confirmed,
      last_step::float8 AS last
    FROM people.totp WHERE account_id = ${account}`.execute(db)
  const [row] = rows
  return row === undefined ? null : { ...row, secret: box.open(row.secret, account) }
}

/** Whether a first right code was shown. */
export async function isTotpConfirmed(db: Db, account: AccountId): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM people.totp
    WHERE account_id = ${account} AND confirmed IS NOT NULL`.execute(db)
  return rows.length > 0
}

/** Replaces one that was not confirmed; a confirmed one stays. */
export async function saveTotp(
  db: Db,
  box: SecretBox,
  account: AccountId,
  values: { secret: Buffer; at: Date },
): Promise<void> {
  await sql`INSERT INTO people.totp AS t (account_id, secret, created)
    VALUES (${account}, ${box.seal(values.secret, account)}, ${values.at})
    ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created = excluded.created
    WHERE t.confirmed IS NULL`.execute(db)
}

/** Seals those that an earlier release kept open (20 bytes); gives how many. */
export async function sealOpenTotps(db: Db, box: SecretBox): Promise<number> {
  const { rows } = await sql<{ account: AccountId; secret: Buffer }>`SELECT account_id AS account,
    secret FROM people.totp WHERE octet_length(secret) = 20`.execute(db)
  for (const { account, secret } of rows) {
    await sql`UPDATE people.totp SET secret = ${box.seal(secret, account)}
      WHERE account_id = ${account} AND secret = ${secret}`.execute(db)
  }
  return rows.length
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

// Keeps one-time codes as hashes; each is used once, whoever comes first.
import { sql } from 'kysely'
import type { AccountId, Db } from './account.ts'

export type CodeKind = 'first' | 'invite' | 'printed' | 'assisted'

export interface KeptCode {
  kind: CodeKind
  account: AccountId | null
}

export async function insertCode(
  db: Db,
  values: {
    hash: string
    kind: CodeKind
    account: AccountId | null
    at: Date
    expires: Date | null
  },
): Promise<void> {
  await sql`INSERT INTO people.code (hash, kind, account_id, created, expires)
    VALUES (${values.hash}, ${values.kind}, ${values.account}, ${values.at}, ${values.expires})`.execute(
    db,
  )
}

/** The code if it counts now; it stays unused. */
export async function findCode(db: Db, hash: string, now: Date): Promise<KeptCode | null> {
  const { rows } = await sql<KeptCode>`
    SELECT kind, account_id AS account FROM people.code WHERE hash = ${hash}
      AND used IS NULL AND withdrawn IS NULL AND (expires IS NULL OR expires > ${now})`.execute(db)
  return rows[0] ?? null
}

/** Uses it up; null when it does not count, or somebody was faster. */
export async function useCode(db: Db, hash: string, now: Date): Promise<KeptCode | null> {
  const { rows } = await sql<KeptCode>`
    UPDATE people.code SET used = ${now} WHERE hash = ${hash}
      AND used IS NULL AND withdrawn IS NULL AND (expires IS NULL OR expires > ${now})
    RETURNING kind, account_id AS account`.execute(db)
  return rows[0] ?? null
}

/** Takes back the unused codes of one kind: of an account, or the first of the installation. */
export async function withdrawCodes(
  db: Db,
  kind: CodeKind,
  account: AccountId | null,
  now: Date,
): Promise<void> {
  await sql`UPDATE people.code SET withdrawn = ${now}
    WHERE kind = ${kind} AND account_id IS NOT DISTINCT FROM ${account}::uuid
      AND used IS NULL AND withdrawn IS NULL`.execute(db)
}

/** Printed codes an account has left. */
export async function printedCodes(db: Db, account: AccountId): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM people.code
    WHERE kind = 'printed' AND account_id = ${account} AND used IS NULL AND withdrawn IS NULL`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

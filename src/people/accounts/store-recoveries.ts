// Keeps requests to open an account whose owner lost every way in.
import { sql } from 'kysely'
import type { AccountId, Db } from './account.ts'

export interface Recovery {
  id: string
  account: AccountId
  accountName: string
  reason: string
  askedBy: AccountId
  askedByName: string
  agreedBy: AccountId | null
  asked: Date
  ready: Date | null
}

const columns = sql`r.id, r.account_id AS account, a.name AS "accountName", r.reason,
  r.asked_by AS "askedBy", b.name AS "askedByName", r.agreed_by AS "agreedBy", r.asked, r.ready`
const tables = sql`people.recovery r JOIN people.account a ON a.id = r.account_id
  JOIN people.account b ON b.id = r.asked_by`

export async function openRecoveries(db: Db): Promise<Recovery[]> {
  const { rows } = await sql<Recovery>`SELECT ${columns} FROM ${tables}
    WHERE r.stopped IS NULL AND r.done IS NULL ORDER BY r.asked`.execute(db)
  return rows
}

export async function openRecoveriesOf(db: Db, account: AccountId): Promise<Recovery[]> {
  const { rows } = await sql<Recovery>`SELECT ${columns} FROM ${tables}
    WHERE r.account_id = ${account} AND r.stopped IS NULL AND r.done IS NULL`.execute(db)
  return rows
}

/** The open request, locked until the transaction ends. */
export async function lockRecovery(db: Db, id: string): Promise<Recovery | null> {
  const { rows } = await sql<Recovery>`SELECT ${columns} FROM ${tables}
    WHERE r.id = ${id} AND r.stopped IS NULL AND r.done IS NULL FOR UPDATE OF r`.execute(db)
  return rows[0] ?? null
}

/** False when one is open already. */
export async function insertRecovery(
  db: Db,
  values: { account: AccountId; reason: string; askedBy: AccountId; at: Date },
): Promise<boolean> {
  const { rows } = await sql`INSERT INTO people.recovery (account_id, reason, asked_by, asked)
    VALUES (${values.account}, ${values.reason}, ${values.askedBy}, ${values.at})
    ON CONFLICT DO NOTHING RETURNING id`.execute(db)
  return rows.length > 0
}

export async function agreeRecovery(db: Db, id: string, by: AccountId, ready: Date): Promise<void> {
  await sql`UPDATE people.recovery SET agreed_by = ${by}, ready = ${ready}
    WHERE id = ${id} AND agreed_by IS NULL`.execute(db)
}

export async function closeRecovery(
  db: Db,
  id: string,
  how: 'stopped' | 'done',
  at: Date,
): Promise<void> {
  const [stopped, done] = how === 'stopped' ? [at, null] : [null, at]
  await sql`UPDATE people.recovery SET stopped = ${stopped}, done = ${done}
    WHERE id = ${id} AND stopped IS NULL AND done IS NULL`.execute(db)
}

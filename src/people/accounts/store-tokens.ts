// Keeps tokens of programs as hashes.
import { sql } from 'kysely'
import type { HoldingId, PersonId, TokenId } from '../actor.ts'
import type { AccountId, Db } from './account.ts'

export interface KeptToken {
  id: TokenId
  name: string
  account: AccountId
  holding: HoldingId
  verbs: string[]
  dataset: string | null
  organisation: string | null
  created: Date
  expires: Date
  lastUsed: Date | null
}

const columns = sql`t.id, t.name, t.account_id AS account, t.holding_id AS holding, t.verbs, t.dataset,
  t.organisation, t.created, t.expires, t.last_used AS "lastUsed"`

/** The token of this hash if nobody took it back and its maker's account is open. */
export async function findToken(db: Db, hash: string): Promise<KeptToken | null> {
  const { rows } = await sql<KeptToken>`SELECT ${columns} FROM people.token t
    JOIN people.account a ON a.id = t.account_id AND a.state = 'active'
    WHERE t.hash = ${hash} AND t.revoked IS NULL`.execute(db)
  return rows[0] ?? null
}

/** Whether a token still counts: nobody took it back, it has not ended, its maker's account is open. */
export async function isTokenOpen(db: Db, id: TokenId, now: Date): Promise<boolean> {
  const { rows } = await sql`SELECT FROM people.token t
    JOIN people.account a ON a.id = t.account_id AND a.state = 'active'
    WHERE t.id = ${id} AND t.revoked IS NULL AND t.expires > ${now}`.execute(db)
  return rows.length > 0
}

/** The person whose account made the token; null where the account has none. */
export async function makerOfToken(db: Db, id: TokenId): Promise<PersonId | null> {
  const { rows } = await sql<{ person: PersonId | null }>`SELECT a.person_id AS person
    FROM people.token t JOIN people.account a ON a.id = t.account_id WHERE t.id = ${id}`.execute(db)
  return rows[0]?.person ?? null
}

export async function insertToken(
  db: Db,
  values: Omit<KeptToken, 'id' | 'lastUsed'> & { hash: string },
): Promise<TokenId> {
  const { rows } = await sql<{ id: TokenId }>`INSERT INTO people.token
      (hash, name, account_id, holding_id, verbs, dataset, organisation, created, expires)
    VALUES (${values.hash}, ${values.name}, ${values.account}, ${values.holding}, ${values.verbs},
      ${values.dataset}, ${values.organisation}, ${values.created}, ${values.expires})
    RETURNING id`.execute(db)
  return (rows[0] as { id: TokenId }).id
}

/** Tokens of an account that count now, newest first. */
export async function tokensOf(db: Db, account: AccountId, now: Date): Promise<KeptToken[]> {
  const { rows } = await sql<KeptToken>`SELECT ${columns} FROM people.token t
    WHERE t.account_id = ${account} AND t.revoked IS NULL AND t.expires > ${now}
    ORDER BY t.created DESC`.execute(db)
  return rows
}

export async function revokeToken(
  db: Db,
  account: AccountId,
  id: string,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`UPDATE people.token SET revoked = ${at}
    WHERE id = ${id} AND account_id = ${account} AND revoked IS NULL RETURNING id`.execute(db)
  return rows.length > 0
}

export async function touchToken(db: Db, id: TokenId, at: Date): Promise<void> {
  await sql`UPDATE people.token SET last_used = ${at} WHERE id = ${id}`.execute(db)
}

export interface SystemHolding {
  id: HoldingId
  program: string
  office: string
}

/** Holdings of programs in these offices that are valid now. */
export async function systemHoldingsIn(
  db: Db,
  offices: readonly string[],
  now: Date,
): Promise<SystemHolding[]> {
  const { rows } = await sql<SystemHolding>`
    SELECT h.id, h.program, (SELECT n.name FROM people.office_name n
      WHERE n.office_id = p.office_id AND n.valid_from <= ${now}
      ORDER BY n.valid_from DESC LIMIT 1) AS office
    FROM people.holding h JOIN people.position p ON p.id = h.position_id
    WHERE h.kind = 'system' AND p.office_id = ANY(${[...offices]}::uuid[])
      AND h.valid_from <= ${now} AND coalesce(h.valid_until, 'infinity') > ${now}
    ORDER BY h.program`.execute(db)
  return rows
}

// Keeps public keys of passkeys, and challenges until they are answered once.
import { sql } from 'kysely'
import type { SessionId } from '../actor.ts'
import type { AccountId, Db } from './account.ts'

export interface Passkey {
  id: string
  account: AccountId
  publicKey: Buffer
  counter: number
  transports: string[]
  name: string
  synced: boolean
  created: Date
  lastUsed: Date | null
}

const columns = sql`id, account_id AS account, public_key AS "publicKey", counter, transports, name,
  synced, created, last_used AS "lastUsed"`

export async function passkeyById(db: Db, id: string): Promise<Passkey | null> {
  const { rows } =
    await sql<Passkey>`SELECT ${columns} FROM people.passkey WHERE id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function passkeysOf(db: Db, account: AccountId): Promise<Passkey[]> {
  const { rows } = await sql<Passkey>`SELECT ${columns} FROM people.passkey
    WHERE account_id = ${account} ORDER BY created, id`.execute(db)
  return rows
}

/** False when the credential is known already. */
export async function insertPasskey(
  db: Db,
  values: Omit<Passkey, 'lastUsed' | 'publicKey'> & { publicKey: Uint8Array },
): Promise<boolean> {
  const { rows } = await sql`INSERT INTO people.passkey
      (id, account_id, public_key, counter, transports, name, synced, created)
    VALUES (${values.id}, ${values.account}, ${values.publicKey}, ${values.counter},
      ${values.transports}, ${values.name}, ${values.synced}, ${values.created})
    ON CONFLICT (id) DO NOTHING RETURNING id`.execute(db)
  return rows.length > 0
}

/**
 * Moves the counter on. False when it did not go up meanwhile: the same answer twice, or a copy.
 * Authenticators that do not count always say 0 (WebAuthn Level 3, 6.1.1).
 */
export async function usePasskey(db: Db, id: string, counter: number, at: Date): Promise<boolean> {
  const { rows } = await sql`UPDATE people.passkey SET counter = ${counter}, last_used = ${at}
    WHERE id = ${id} AND (counter < ${counter} OR (counter = 0 AND ${counter} = 0))
    RETURNING id`.execute(db)
  return rows.length > 0
}

export async function deletePasskey(db: Db, account: AccountId, id: string): Promise<boolean> {
  const { rows } = await sql`DELETE FROM people.passkey
    WHERE id = ${id} AND account_id = ${account} RETURNING id`.execute(db)
  return rows.length > 0
}

/** Keeps two changes of the ways into one account from crossing. */
export async function lockAccount(db: Db, account: AccountId): Promise<void> {
  await sql`SELECT FROM people.account WHERE id = ${account} FOR UPDATE`.execute(db)
}

export type Purpose = 'sign-in' | 'prove' | 'add' | 'enrol' | 'outside' | 'second'

export interface Ceremony {
  purpose: Purpose
  challenge: string
  account: AccountId | null
  session: SessionId | null
  userHandle: string | null
  detail: Record<string, string> | null
}

export async function insertCeremony(
  db: Db,
  values: Ceremony & { idHash: string; now: Date; expires: Date },
): Promise<void> {
  await sql`DELETE FROM people.ceremony WHERE expires < ${values.now}`.execute(db)
  const detail = values.detail === null ? null : JSON.stringify(values.detail)
  await sql`INSERT INTO people.ceremony
      (id_hash, purpose, challenge, account_id, session_id, user_handle, detail, expires)
    VALUES (${values.idHash}, ${values.purpose}, ${values.challenge}, ${values.account},
      ${values.session}, ${values.userHandle}, ${detail}, ${values.expires})`.execute(db)
}

/** Takes it out: an answer counts once, right or wrong. Null when it is over or for something else. */
export async function takeCeremony(
  db: Db,
  idHash: string,
  purpose: Purpose,
  now: Date,
): Promise<Ceremony | null> {
  const { rows } = await sql<Ceremony & { expires: Date }>`
    DELETE FROM people.ceremony WHERE id_hash = ${idHash}
    RETURNING purpose, challenge, account_id AS account, session_id AS session,
      user_handle AS "userHandle", detail, expires`.execute(db)
  const [row] = rows
  if (row === undefined || row.purpose !== purpose || row.expires <= now) return null
  return row
}

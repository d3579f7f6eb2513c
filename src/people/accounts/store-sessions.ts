// Reads and writes sessions; an ended one is never opened again.
import { sql } from 'kysely'
import type { HoldingId, SessionId } from '../actor.ts'
import type { Account, AccountId, Db, EndReason, Session, Way } from './account.ts'

const columns = sql`s.id, s.account_id AS account, s.holding_id AS holding, s.signing, s.way, s.begun,
  s.expires, s.last_seen AS "lastSeen", s.proven_at AS "provenAt", s.device, s.place`

/** The open session of this hash with its account; whether it still counts is for the caller. */
export async function openSession(
  db: Db,
  secretHash: string,
): Promise<{ session: Session; account: Account } | null> {
  const { rows } = await sql<
    Session & { person: string; name: string; state: string; handle: string }
  >`
    SELECT ${columns}, a.person_id AS person, a.name, a.state, a.user_handle AS handle
    FROM people.session s JOIN people.account a ON a.id = s.account_id
    WHERE s.secret_hash = ${secretHash} AND s.ended IS NULL`.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const { person, name, state, handle, ...session } = row
  const account = { id: row.account, person, name, state, userHandle: handle } as Account
  return { session, account }
}

export interface NewSession {
  secretHash: string
  account: AccountId
  holding: HoldingId | null
  signing: boolean
  way: Way
  begun: Date
  expires: Date
  at: Date
  provenAt: Date | null
  device: string
  place: string
}

export async function insertSession(db: Db, values: NewSession): Promise<SessionId> {
  const { rows } = await sql<{ id: SessionId }>`
    INSERT INTO people.session (secret_hash, account_id, holding_id, signing, way, begun, expires,
      last_seen, proven_at, device, place)
    VALUES (${values.secretHash}, ${values.account}, ${values.holding}, ${values.signing},
      ${values.way}, ${values.begun}, ${values.expires}, ${values.at}, ${values.provenAt},
      ${values.device}, ${values.place})
    RETURNING id`.execute(db)
  return (rows[0] as { id: SessionId }).id
}

export async function touchSession(db: Db, id: SessionId, at: Date): Promise<void> {
  await sql`UPDATE people.session SET last_seen = greatest(last_seen, ${at})
    WHERE id = ${id} AND ended IS NULL`.execute(db)
}

/** True when it was open (and the owner's): of two that end it at once, one is told so. */
export async function endSession(
  db: Db,
  id: SessionId,
  why: EndReason,
  at: Date,
  owner?: AccountId,
): Promise<boolean> {
  const { rows } = await sql`UPDATE people.session SET ended = ${at}, ended_why = ${why}
    WHERE id = ${id} AND ended IS NULL
      AND (${owner ?? null}::uuid IS NULL OR account_id = ${owner ?? null}::uuid)
    RETURNING id`.execute(db)
  return rows.length > 0
}

/** Ends every open session of an account but one, or all. */
export async function endSessions(
  db: Db,
  account: AccountId,
  about: { why: EndReason; at: Date; except?: SessionId },
): Promise<number> {
  const { rows } = await sql`UPDATE people.session SET ended = ${about.at}, ended_why = ${about.why}
    WHERE account_id = ${account} AND ended IS NULL AND id IS DISTINCT FROM ${about.except ?? null}
    RETURNING id`.execute(db)
  return rows.length
}

/** Open sessions of an account, last used first. */
export async function sessionsOf(db: Db, account: AccountId, now: Date): Promise<Session[]> {
  const { rows } = await sql<Session>`SELECT ${columns} FROM people.session s
    WHERE s.account_id = ${account} AND s.ended IS NULL AND s.expires > ${now}
    ORDER BY s.last_seen DESC`.execute(db)
  return rows
}

/** Whether the account was signed in to from this place since then: its owner is known there. */
export async function knownPlace(
  db: Db,
  account: AccountId,
  place: string,
  since: Date,
): Promise<boolean> {
  const { rows } = await sql`SELECT FROM people.session WHERE account_id = ${account}
    AND place = ${place} AND begun > ${since} LIMIT 1`.execute(db)
  return rows.length > 0
}

/**
 * Whether the account was used before, but since then never from this device or never from this place.
 * The first session of an account is nobody's surprise.
 */
export async function isNewDevice(
  db: Db,
  account: AccountId,
  from: { device: string; place: string; since: Date },
): Promise<boolean> {
  const { rows } = await sql<{ before: boolean; device: boolean; place: boolean }>`
    SELECT count(*) > 0 AS before,
      coalesce(bool_or(device = ${from.device} AND begun > ${from.since}), false) AS device,
      coalesce(bool_or(place = ${from.place} AND begun > ${from.since}), false) AS place
    FROM people.session WHERE account_id = ${account}`.execute(db)
  const [row] = rows
  return row !== undefined && row.before && !(row.device && row.place)
}

// Reads and writes accounts, the names they are found by, and passwords.
import { type RawBuilder, sql } from 'kysely'
import type { PersonId } from '../actor.ts'
import type { Account, AccountId, Db } from './account.ts'
import type { PasswordHash } from './password.ts'

const columns = sql`a.id, a.person_id AS person, a.name, a.state, a.user_handle AS "userHandle"`

async function first<Row>(db: Db, query: RawBuilder<Row>): Promise<Row | null> {
  return (await query.execute(db)).rows[0] ?? null
}

export function accountById(db: Db, id: AccountId): Promise<Account | null> {
  return first(db, sql<Account>`SELECT ${columns} FROM people.account a WHERE a.id = ${id}`)
}

export function accountByName(db: Db, name: string): Promise<Account | null> {
  return first(
    db,
    sql<Account>`SELECT ${columns} FROM people.account a
      JOIN people.sign_in_name n ON n.account_id = a.id WHERE n.name = ${name}`,
  )
}

export function accountOfPerson(db: Db, person: string): Promise<Account | null> {
  return first(
    db,
    sql<Account>`SELECT ${columns} FROM people.account a WHERE a.person_id = ${person}`,
  )
}

export async function accountCount(db: Db): Promise<number> {
  const row = await first(db, sql<{ n: number }>`SELECT count(*) AS n FROM people.account`)
  return row?.n ?? 0
}

/** Waits until no other transaction makes a first account. */
export async function lockFirstAccount(db: Db): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(7241011)`.execute(db)
}

export async function insertAccount(
  db: Db,
  values: { person: PersonId; name: string; userHandle: string; at: Date },
): Promise<AccountId> {
  const { rows } = await sql<{ id: AccountId }>`
    INSERT INTO people.account (person_id, name, user_handle, created)
    VALUES (${values.person}, ${values.name}, ${values.userHandle}, ${values.at})
    RETURNING id`.execute(db)
  return (rows[0] as { id: AccountId }).id
}

/** False when another account has the name. */
export async function insertSignInName(
  db: Db,
  values: { account: AccountId; name: string; kind: 'email' | 'dni'; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO people.sign_in_name (name, account_id, kind, created)
    VALUES (${values.name}, ${values.account}, ${values.kind}, ${values.at})
    ON CONFLICT (name) DO NOTHING RETURNING name`.execute(db)
  return rows.length > 0
}

export async function signInNames(db: Db, account: AccountId): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM people.sign_in_name WHERE account_id = ${account}
    ORDER BY kind DESC, name`.execute(db)
  return rows.map(({ name }) => name)
}

export async function setAccountState(
  db: Db,
  account: AccountId,
  state: Account['state'],
  at: Date,
): Promise<void> {
  const blocked = state === 'blocked' ? at : null
  await sql`UPDATE people.account SET state = ${state}, blocked = ${blocked}
    WHERE id = ${account}`.execute(db)
}

/** The id of a person with this document, made where there is none. */
export async function personWithDni(
  db: Db,
  values: { dni: string; givenNames: string; familyNames: string; at: Date },
): Promise<PersonId> {
  await sql`INSERT INTO people.person
      (document_type, document_number, given_names, family_names, recorded_at)
    VALUES ('DNI', ${values.dni}, ${values.givenNames}, ${values.familyNames}, ${values.at})
    ON CONFLICT (document_type, document_number) DO NOTHING`.execute(db)
  const { rows } = await sql<{ id: PersonId }>`SELECT id FROM people.person
    WHERE document_type = 'DNI' AND document_number = ${values.dni}`.execute(db)
  return (rows[0] as { id: PersonId }).id
}

export function passwordOf(db: Db, account: AccountId): Promise<PasswordHash | null> {
  return first(
    db,
    sql<PasswordHash>`SELECT hash, salt, memory, passes, lanes FROM people.password
      WHERE account_id = ${account}`,
  )
}

/** `chosen` is false when only the costs change: the date of the choice stays. */
export async function savePassword(
  db: Db,
  account: AccountId,
  kept: PasswordHash,
  about: { at: Date; chosen: boolean },
): Promise<void> {
  const { hash, salt, memory, passes, lanes } = kept
  await sql`INSERT INTO people.password AS p (account_id, hash, salt, memory, passes, lanes, changed)
    VALUES (${account}, ${hash}, ${salt}, ${memory}, ${passes}, ${lanes}, ${about.at})
    ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, salt = excluded.salt,
      memory = excluded.memory, passes = excluded.passes, lanes = excluded.lanes,
      changed = CASE WHEN ${about.chosen} THEN excluded.changed ELSE p.changed END`.execute(db)
}

export async function deletePassword(db: Db, account: AccountId): Promise<void> {
  await sql`DELETE FROM people.password WHERE account_id = ${account}`.execute(db)
}

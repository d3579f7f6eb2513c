// Keeps which identity of another provider opens which account.
import { sql } from 'kysely'
import type { AccountId, Db } from './account.ts'

export interface OutsideIdentity {
  account: AccountId
  subject: string | null
}

export async function findOutside(
  db: Db,
  issuer: string,
  identifier: string,
): Promise<OutsideIdentity | null> {
  const { rows } = await sql<OutsideIdentity>`
    SELECT account_id AS account, subject FROM people.outside_identity
    WHERE issuer = ${issuer} AND identifier = ${identifier}`.execute(db)
  return rows[0] ?? null
}

/** False when the identifier belongs to an account already. */
export async function insertOutside(
  db: Db,
  values: { issuer: string; identifier: string; account: AccountId; at: Date },
): Promise<boolean> {
  const { rows } = await sql`INSERT INTO people.outside_identity
      (issuer, identifier, account_id, linked)
    VALUES (${values.issuer}, ${values.identifier}, ${values.account}, ${values.at})
    ON CONFLICT DO NOTHING RETURNING issuer`.execute(db)
  return rows.length > 0
}

/** Holds fast to the subject first seen; false for another one. */
export async function useOutside(
  db: Db,
  values: { issuer: string; identifier: string; subject: string; at: Date },
): Promise<boolean> {
  const { rows } = await sql`UPDATE people.outside_identity
    SET subject = coalesce(subject, ${values.subject}), last_used = ${values.at}
    WHERE issuer = ${values.issuer} AND identifier = ${values.identifier}
      AND (subject IS NULL OR subject = ${values.subject}) RETURNING issuer`.execute(db)
  return rows.length > 0
}

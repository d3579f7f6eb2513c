// Keeps the devices that asked to be told of alerts, and which alert each was told of.
import { sql } from 'kysely'
import type { Database } from '#platform'

export interface Subscription {
  endpoint: string
  /** base64url, as the browser gives them. */
  p256dh: string
  auth: string
  /** UBIGEO each; `*` for the whole city. */
  districts: readonly string[]
}

type Db = Pick<Database, 'kysely'>

/** A device that asks again has its districts changed. */
export async function keepSubscription(
  { kysely }: Db,
  { endpoint, p256dh, auth, districts }: Subscription,
  since: string,
): Promise<void> {
  await sql`INSERT INTO visit.push_subscription (endpoint, p256dh, auth, districts, since)
    VALUES (${endpoint}, ${p256dh}, ${auth}, ${[...districts]}::text[], ${since}::date)
    ON CONFLICT (endpoint) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth,
      districts = excluded.districts`.execute(kysely)
}

/** What was sent to it is forgotten with it. */
export async function dropSubscription({ kysely }: Db, endpoint: string): Promise<void> {
  await sql`DELETE FROM visit.push_subscription WHERE endpoint = ${endpoint}`.execute(kysely)
}

export async function countSubscriptions({ kysely }: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::float8 AS n FROM visit.push_subscription`.execute(kysely)
  return rows[0]?.n ?? 0
}

/** Of devices that were not told of this alert yet; all districts where `districts` is empty. */
export async function untold(
  { kysely }: Db,
  asked: { alert: string; districts: readonly string[]; after: string; limit: number },
): Promise<Subscription[]> {
  const { alert, districts, after, limit } = asked
  const { rows } = await sql<Subscription>`
    SELECT endpoint, p256dh, auth, districts FROM visit.push_subscription s
    WHERE endpoint > ${after}
      AND (${districts.length === 0} OR districts && ${[...districts, '*']}::text[])
      AND NOT EXISTS (SELECT FROM visit.push_sent p WHERE p.endpoint = s.endpoint AND p.alert = ${alert})
    ORDER BY endpoint LIMIT ${limit}`.execute(kysely)
  return rows
}

export async function noteSent(
  { kysely }: Db,
  { endpoint, alert, until }: { endpoint: string; alert: string; until: Date },
): Promise<void> {
  await sql`INSERT INTO visit.push_sent (endpoint, alert, until)
    SELECT endpoint, ${alert}, ${until} FROM visit.push_subscription WHERE endpoint = ${endpoint}
    ON CONFLICT DO NOTHING`.execute(kysely)
}

/** What ended is not sent again, and needs no memory. */
export async function forgetEnded({ kysely }: Db, now: Date): Promise<void> {
  await sql`DELETE FROM visit.push_sent WHERE until < ${now}`.execute(kysely)
}

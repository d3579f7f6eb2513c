// Reads and writes surveys, cities, answer sheets and frozen figures; all of them only ever grow.
import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '#platform'
import type { CityProfile, Place } from './profile.ts'
import type { Survey } from './survey.ts'

export type Db = Kysely<Schema> | Transaction<Schema>

export interface Versioned {
  version: number
  hash: string
}

/** One at a time imports; others wait until the transaction ends. */
export async function lockObservatory(trx: Db): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('observatory', 0))`.execute(trx)
}

/** The newest version of the survey that came in first; null before the first import. */
export async function newestSurvey(db: Db): Promise<(Versioned & { content: Survey }) | null> {
  const { rows } = await sql<Versioned & { content: Survey }>`
    SELECT version, hash, content FROM observatory.survey
    WHERE id = (SELECT id FROM observatory.survey ORDER BY recorded, id LIMIT 1)
    ORDER BY version DESC LIMIT 1`.execute(db)
  return rows[0] ?? null
}

/** One version of a survey; null where there is none. */
export async function surveyAt(
  db: Db,
  { id, version }: { id: string; version: number },
): Promise<{ content: Survey; recorded: Date } | null> {
  const { rows } = await sql<{ content: Survey; recorded: Date }>`
    SELECT content, recorded FROM observatory.survey
    WHERE id = ${id} AND version = ${version}`.execute(db)
  return rows[0] ?? null
}

export async function addSurvey(
  trx: Db,
  { content, version, hash }: Versioned & { content: Survey },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO observatory.survey (id, version, content, hash, recorded)
    VALUES (${content.id}, ${version}, ${JSON.stringify(content)}::json, ${hash}, ${now})`.execute(
    trx,
  )
}

/** By id. */
export async function allPlaces(db: Db): Promise<Place[]> {
  const { rows } = await sql<{
    id: string
    es: string
    en: string
    country: string
    longitude: number
    latitude: number
  }>`SELECT id, name_es AS es, name_en AS en, country, longitude, latitude
    FROM observatory.place ORDER BY id`.execute(db)
  return rows.map(({ id, es, en, country, longitude, latitude }) => ({
    id,
    name: { es, en },
    country,
    at: [longitude, latitude],
  }))
}

/** False where the city is known already. */
export async function addPlace(trx: Db, { id, name, country, at }: Place): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO observatory.place (id, name_es, name_en, country, longitude, latitude)
    VALUES (${id}, ${name.es}, ${name.en}, ${country}, ${at[0]}, ${at[1]})
    ON CONFLICT (id) DO NOTHING RETURNING id`.execute(trx)
  return rows.length > 0
}

export type StoredProfile = CityProfile & { hash: string }

/** The newest version of each sheet, by city and edition. */
export async function newestProfiles(db: Db): Promise<StoredProfile[]> {
  const { rows } = await sql<Versioned & { content: CityProfile }>`
    SELECT DISTINCT ON (place_id, edition) version, hash, content FROM observatory.submission
    ORDER BY place_id, edition, version DESC`.execute(db)
  return rows.map(({ version, hash, content }) => ({ ...content, version, hash }))
}

/** These versions of sheets and no others, by city and edition. */
export async function profilesAt(
  db: Db,
  sheets: readonly { city: string; edition: number; version: number }[],
): Promise<StoredProfile[]> {
  const { rows } = await sql<Versioned & { content: CityProfile }>`
    SELECT s.version, s.hash, s.content
    FROM json_to_recordset(${JSON.stringify(sheets)}::json)
      AS a(city text, edition integer, version integer)
    JOIN observatory.submission s
      ON s.place_id = a.city AND s.edition = a.edition AND s.version = a.version
    ORDER BY s.place_id, s.edition`.execute(db)
  return rows.map(({ version, hash, content }) => ({ ...content, version, hash }))
}

export async function addProfile(
  trx: Db,
  profile: CityProfile,
  hash: string,
  now: Date,
): Promise<void> {
  const { city, edition, version, source } = profile
  await sql`INSERT INTO observatory.submission
      (place_id, edition, version, source, content, hash, recorded)
    VALUES (${city}, ${edition}, ${version}, ${source.kind}, ${JSON.stringify(profile)}::json,
      ${hash}, ${now})`.execute(trx)
}

export interface FrozenEdition extends Versioned {
  scope: string
  content: unknown
  frozen: Date
}

/** The newest version of each scope. */
export async function newestFrozen(db: Db, survey: string): Promise<FrozenEdition[]> {
  const { rows } = await sql<FrozenEdition>`
    SELECT DISTINCT ON (scope) scope, version, hash, content, frozen FROM observatory.frozen_edition
    WHERE survey_id = ${survey} ORDER BY scope, version DESC`.execute(db)
  return rows
}

export async function addFrozen(
  trx: Db,
  survey: string,
  { scope, version, content, hash, frozen }: FrozenEdition,
): Promise<void> {
  await sql`INSERT INTO observatory.frozen_edition
      (survey_id, scope, version, content, hash, frozen)
    VALUES (${survey}, ${scope}, ${version}, ${JSON.stringify(content)}::json, ${hash},
      ${frozen})`.execute(trx)
}

/** One version of one scope; null where there is none. */
export async function frozenAt(
  db: Db,
  { survey, scope, version }: { survey: string; scope: string; version: number },
): Promise<FrozenEdition | null> {
  const { rows } = await sql<FrozenEdition>`
    SELECT scope, version, hash, content, frozen FROM observatory.frozen_edition
    WHERE survey_id = ${survey} AND scope = ${scope} AND version = ${version}`.execute(db)
  return rows[0] ?? null
}

/** Differs once anything was added: nothing is ever changed or erased. */
export async function growth(db: Db): Promise<string> {
  const { rows } = await sql<{ state: string }>`SELECT concat_ws('/',
      (SELECT count(*) FROM observatory.survey), (SELECT count(*) FROM observatory.place),
      (SELECT count(*) FROM observatory.submission),
      (SELECT count(*) FROM observatory.frozen_edition)) AS state`.execute(db)
  return rows[0]?.state ?? ''
}

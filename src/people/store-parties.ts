// Reads and writes parties, who speaks for them, and from whose cases officials abstain.
import { sql } from 'kysely'
import type { Db } from './store-holdings.ts'
import { all, one } from './store-holdings.ts'

export interface PartyRow {
  id: string
  kind: 'resident' | 'firm'
  documentType: 'DNI' | 'CE' | 'RUC'
  documentNumber: string
  name: string
}

const columns = sql`id, kind, document_type AS "documentType", document_number AS "documentNumber", name`

export async function readParty(db: Db, id: string): Promise<PartyRow | null> {
  return one(db, sql<PartyRow>`SELECT ${columns} FROM people.party WHERE id = ${id}::uuid`)
}

/** Parties by name, a page after the last name and id of the one before. */
export async function pageOfParties(db: Db, limit: number): Promise<PartyRow[]> {
  return all(
    db,
    sql<PartyRow>`SELECT ${columns} FROM people.party ORDER BY recorded_at DESC, id LIMIT ${limit}`,
  )
}

export async function insertParty(db: Db, input: Omit<PartyRow, 'id'>, now: Date): Promise<string> {
  const row = await one(
    db,
    sql<{ id: string }>`
      INSERT INTO people.party (kind, document_type, document_number, name, recorded_at)
      VALUES (${input.kind}, ${input.documentType}, ${input.documentNumber}, ${input.name}, ${now})
      RETURNING id`,
  )
  if (row === null) throw new Error('an insert answered no row')
  return row.id
}

export async function linkPartyPerson(
  db: Db,
  input: { party: string; person: string; how: string; at: Date },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO people.party_person (party_id, person_id, verified_how, verified_at, recorded_at)
    VALUES (${input.party}, ${input.person}, ${input.how}, ${input.at}, ${now})`.execute(db)
}

export async function insertRepresentation(
  db: Db,
  input: { party: string; person: string; scope: string; from: Date; until: Date; act: string },
  now: Date,
): Promise<string> {
  const row = await one(
    db,
    sql<{ id: string }>`
      INSERT INTO people.representation (party_id, person_id, scope, valid_from, valid_until, act,
        recorded_at)
      VALUES (${input.party}, ${input.person}, ${input.scope}, ${input.from}, ${input.until},
        ${input.act}, ${now}) RETURNING id`,
  )
  if (row === null) throw new Error('an insert answered no row')
  return row.id
}

/** False when there is none that is still valid. */
export async function endRepresentationRow(
  db: Db,
  id: string,
  end: { until: Date; act: string },
): Promise<boolean> {
  const row = await one(
    db,
    sql<{ id: string }>`
      UPDATE people.representation SET valid_until = greatest(${end.until}, valid_from),
        end_act = ${end.act}
      WHERE id = ${id}::uuid AND valid_until > ${end.until} RETURNING id`,
  )
  return row !== null
}

export interface RepresentationRow {
  id: string
  names: string
  scope: string
  from: Date
  until: Date
  act: string
}

export async function representationsOf(db: Db, party: string): Promise<RepresentationRow[]> {
  return all(
    db,
    sql<RepresentationRow>`
      SELECT r.id, p.given_names || ' ' || p.family_names AS names, r.scope, r.valid_from AS "from",
        r.valid_until AS "until", r.act
      FROM people.representation r JOIN people.person p ON p.id = r.person_id
      WHERE r.party_id = ${party}::uuid ORDER BY r.valid_from DESC`,
  )
}

export async function insertInterest(
  db: Db,
  input: { person: string; kind: 'own' | 'relative' | 'declared'; party: string; from: Date },
  now: Date,
): Promise<string> {
  const row = await one(
    db,
    sql<{ id: string }>`
      INSERT INTO people.interest (person_id, kind, party_id, valid_from, recorded_at)
      VALUES (${input.person}, ${input.kind}, ${input.party}, ${input.from}, ${now}) RETURNING id`,
  )
  if (row === null) throw new Error('an insert answered no row')
  return row.id
}

/** Parties in whose cases the person must not act at the instant: declared ones and its own. */
export async function interestsOf(db: Db, person: string, now: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ party: string }>`
      SELECT party_id AS party FROM people.interest WHERE person_id = ${person}::uuid
        AND valid_from <= ${now} AND coalesce(valid_until, 'infinity') > ${now}
      UNION SELECT party_id FROM people.party_person WHERE person_id = ${person}::uuid`,
  )
  return rows.map(({ party }) => party)
}

export async function partyByDocument(
  db: Db,
  type: PartyRow['documentType'],
  number: string,
): Promise<PartyRow | null> {
  return one(
    db,
    sql<PartyRow>`SELECT ${columns} FROM people.party
      WHERE document_type = ${type} AND document_number = ${number}`,
  )
}

/** Those of these parties with this document. */
export async function partiesWithDocument(
  db: Db,
  parties: readonly string[],
  { document, number }: { document: string; number: string },
): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`SELECT id FROM people.party WHERE id = ANY (${[...parties]}::uuid[])
      AND document_type = ${document} AND document_number = ${number}`,
  )
  return rows.map(({ id }) => id)
}

/** One representation with the names of both; null where there is none. */
export async function readRepresentation(
  db: Db,
  id: string,
): Promise<{ party: string; partyName: string; names: string; until: Date } | null> {
  return one(
    db,
    sql<{ party: string; partyName: string; names: string; until: Date }>`
      SELECT r.party_id AS party, y.name AS "partyName",
        p.given_names || ' ' || p.family_names AS names, r.valid_until AS "until"
      FROM people.representation r JOIN people.person p ON p.id = r.person_id
        JOIN people.party y ON y.id = r.party_id WHERE r.id = ${id}::uuid`,
  )
}

/** What a person declared, newest first. */
export async function declaredInterestsOf(
  db: Db,
  person: string,
): Promise<{ party: string; kind: 'own' | 'relative' | 'declared'; from: Date }[]> {
  return all(
    db,
    sql<{ party: string; kind: 'own' | 'relative' | 'declared'; from: Date }>`
      SELECT y.name AS party, i.kind, i.valid_from AS "from"
      FROM people.interest i JOIN people.party y ON y.id = i.party_id
      WHERE i.person_id = ${person}::uuid ORDER BY i.recorded_at DESC, i.id`,
  )
}

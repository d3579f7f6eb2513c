// Reads and writes persons and their holdings.
import { sql } from 'kysely'
import type { HoldingKind } from './actor.ts'
import type { Db, GrantedVerb } from './store-holdings.ts'
import { all, one } from './store-holdings.ts'

export interface PersonRow {
  id: string
  documentType: 'DNI' | 'CE'
  documentNumber: string
  givenNames: string
  familyNames: string
}

const personColumns = sql`id, document_type AS "documentType", document_number AS "documentNumber",
  given_names AS "givenNames", family_names AS "familyNames"`

export async function personByDocument(
  db: Db,
  type: string,
  number: string,
): Promise<PersonRow | null> {
  return one(
    db,
    sql<PersonRow>`SELECT ${personColumns} FROM people.person
      WHERE document_type = ${type} AND document_number = ${number}`,
  )
}

/** Given and family names; null when there is no such person. */
export async function namesOfPerson(db: Db, id: string): Promise<string | null> {
  const row = await one(
    db,
    sql<{ names: string }>`SELECT given_names || ' ' || family_names AS names
      FROM people.person WHERE id = ${id}::uuid`,
  )
  return row?.names ?? null
}

export async function insertPerson(
  db: Db,
  input: Omit<PersonRow, 'id'>,
  now: Date,
): Promise<string> {
  const row = await one(
    db,
    sql<{ id: string }>`
      INSERT INTO people.person (document_type, document_number, given_names, family_names, recorded_at)
      VALUES (${input.documentType}, ${input.documentNumber}, ${input.givenNames},
        ${input.familyNames}, ${now}) RETURNING id`,
  )
  if (row === null) throw new Error('an insert answered no row')
  return row.id
}

export interface HoldingInput {
  position: string
  person: string | null
  program?: string | null
  kind: HoldingKind
  from: Date
  until: Date | null
  act: string
  grantor?: { id: string; kind: HoldingKind } | null
  suspends?: boolean
  verbs?: readonly GrantedVerb[]
}

export async function insertHolding(db: Db, input: HoldingInput, now: Date): Promise<string> {
  const row = await one(
    db,
    sql<{ id: string }>`
      INSERT INTO people.holding (institution_id, position_id, person_id, program, kind, valid_from,
        valid_until, act, grantor_id, grantor_kind, suspends_grantor, recorded_at)
      SELECT p.institution_id, p.id, ${input.person}::uuid, ${input.program ?? null}, ${input.kind},
        ${input.from}, ${input.until}, ${input.act}, ${input.grantor?.id ?? null}::uuid,
        ${input.grantor?.kind ?? null}, ${input.suspends ?? false}, ${now}
      FROM people.position p WHERE p.id = ${input.position}::uuid RETURNING id`,
  )
  if (row === null) throw new Error('an insert answered no row')
  for (const { verb, procedure } of input.verbs ?? []) {
    await sql`INSERT INTO people.holding_verb (holding_id, verb, procedure)
      VALUES (${row.id}, ${verb}, ${procedure})`.execute(db)
  }
  return row.id
}

export interface StoredHolding {
  id: string
  institution: string
  position: string
  person: string | null
  kind: HoldingKind
  from: Date
  until: Date | null
}

/** A holding by id, held until the transaction ends. */
export async function lockHolding(db: Db, id: string): Promise<StoredHolding | null> {
  return one(
    db,
    sql<StoredHolding>`
      SELECT id, institution_id AS institution, position_id AS position, person_id AS person, kind,
        valid_from AS "from", valid_until AS "until"
      FROM people.holding WHERE id = ${id}::uuid FOR UPDATE`,
  )
}

export async function endHoldingRow(
  db: Db,
  id: string,
  end: { until: Date; act: string },
): Promise<void> {
  await sql`UPDATE people.holding SET valid_until = greatest(${end.until}, valid_from),
    end_act = ${end.act} WHERE id = ${id}::uuid`.execute(db)
}

export interface HolderRow {
  id: string
  kind: HoldingKind
  names: string
  from: Date
  until: Date | null
  act: string
}

/** Who holds or held a position, newest first; `at` only those valid at the instant. */
export async function holdersOf(db: Db, position: string, at: Date | null): Promise<HolderRow[]> {
  return all(
    db,
    sql<HolderRow>`
      SELECT h.id, h.kind, coalesce(p.given_names || ' ' || p.family_names, h.program) AS names,
        h.valid_from AS "from", h.valid_until AS "until", h.act
      FROM people.holding h LEFT JOIN people.person p ON p.id = h.person_id
      WHERE h.position_id = ${position}::uuid
        AND (${at}::timestamptz IS NULL
          OR (h.valid_from <= ${at} AND coalesce(h.valid_until, 'infinity') > ${at}))
      ORDER BY h.valid_from DESC, h.id`,
  )
}

/** Holdings with the same content already written down, so that an import may be repeated. */
export async function sameHolding(
  db: Db,
  input: { position: string; person: string; kind: HoldingKind; act: string },
): Promise<boolean> {
  const row = await one(
    db,
    sql<{ id: string }>`SELECT id FROM people.holding WHERE position_id = ${input.position}::uuid
      AND person_id = ${input.person}::uuid AND kind = ${input.kind} AND act = ${input.act} LIMIT 1`,
  )
  return row !== null
}

/** One holding with names, for the page that ends it. */
export async function readHolder(
  db: Db,
  id: string,
): Promise<{ institution: string; office: string; title: string; names: string } | null> {
  return one(
    db,
    sql<{ institution: string; office: string; title: string; names: string }>`
      SELECT h.institution_id AS institution, p.office_id AS office, p.title,
        coalesce(q.given_names || ' ' || q.family_names, h.program) AS names
      FROM people.holding h JOIN people.position p ON p.id = h.position_id
        LEFT JOIN people.person q ON q.id = h.person_id WHERE h.id = ${id}::uuid`,
  )
}

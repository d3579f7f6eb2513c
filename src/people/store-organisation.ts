// Reads and writes institutions, offices with their names and successors, positions and roles.
import { sql } from 'kysely'
import type { Family } from './actor.ts'
import type { Db, GrantedVerb } from './store-holdings.ts'
import { all, one } from './store-holdings.ts'

export interface InstitutionRow {
  id: string
  ruc: string
  name: string
}

export async function readInstitutions(db: Db): Promise<InstitutionRow[]> {
  return all(
    db,
    sql<InstitutionRow>`SELECT id, ruc, name FROM people.institution ORDER BY recorded_at, id`,
  )
}

/** Id of a row just inserted. */
async function inserted(db: Db, query: ReturnType<typeof sql<{ id: string }>>): Promise<string> {
  const row = await one(db, query)
  if (row === null) throw new Error('an insert answered no row')
  return row.id
}

export function insertInstitution(
  db: Db,
  { ruc, name }: { ruc: string; name: string },
  now: Date,
): Promise<string> {
  return inserted(
    db,
    sql<{ id: string }>`INSERT INTO people.institution (ruc, name, recorded_at)
      VALUES (${ruc}, ${name}, ${now}) RETURNING id`,
  )
}

export interface OfficeRow {
  id: string
  institution: string
  parent: string | null
  slug: string
  /** As it is called at the instant; for closed offices, as it was called last. */
  name: string
  from: Date
  until: Date | null
  succeededBy: string | null
  act: string
  endAct: string | null
}

/** Every office of an institution, closed ones too. */
export async function readOffices(db: Db, institution: string, now: Date): Promise<OfficeRow[]> {
  return all(
    db,
    sql<OfficeRow>`
      SELECT o.id, o.institution_id AS institution, o.parent_id AS parent, o.slug,
        o.valid_from AS "from", o.valid_until AS "until", o.succeeded_by AS "succeededBy", o.act,
        o.end_act AS "endAct",
        (SELECT n.name FROM people.office_name n WHERE n.office_id = o.id
          ORDER BY (n.valid_from <= ${now}) DESC,
            CASE WHEN n.valid_from <= ${now} THEN n.valid_from END DESC, n.valid_from LIMIT 1) AS name
      FROM people.office o WHERE o.institution_id = ${institution}::uuid ORDER BY o.slug`,
  )
}

/** An office by id, held until the transaction ends. */
export async function lockOffice(
  db: Db,
  id: string,
): Promise<{ id: string; institution: string; from: Date; until: Date | null } | null> {
  return one(
    db,
    sql<{ id: string; institution: string; from: Date; until: Date | null }>`
      SELECT id, institution_id AS institution, valid_from AS "from", valid_until AS "until"
      FROM people.office WHERE id = ${id}::uuid FOR UPDATE`,
  )
}

/** Offices of any institution with the slug that are open at the instant. */
export async function officeBySlug(
  db: Db,
  slug: string,
  now: Date,
): Promise<{ id: string; institution: string }[]> {
  return all(
    db,
    sql<{ id: string; institution: string }>`
      SELECT id, institution_id AS institution FROM people.office
      WHERE slug = ${slug} AND valid_from <= ${now} AND coalesce(valid_until, 'infinity') > ${now}`,
  )
}

/** Open offices that have the slug, or took over from one that had it, however many came between. */
export async function officesFollowing(
  db: Db,
  slug: string,
  now: Date,
): Promise<{ id: string; institution: string }[]> {
  return all(
    db,
    sql<{ id: string; institution: string }>`
      WITH RECURSIVE following AS (
        SELECT id, institution_id, valid_from, valid_until, succeeded_by FROM people.office
        WHERE slug = ${slug} AND valid_from <= ${now}
        UNION
        SELECT o.id, o.institution_id, o.valid_from, o.valid_until, o.succeeded_by
        FROM people.office o JOIN following f ON o.id = f.succeeded_by AND f.valid_until <= ${now}
      )
      SELECT id, institution_id AS institution FROM following
      WHERE valid_from <= ${now} AND coalesce(valid_until, 'infinity') > ${now}`,
  )
}

export async function slugOfOffice(db: Db, id: string): Promise<string | null> {
  const row = await one(
    db,
    sql<{ slug: string }>`SELECT slug FROM people.office WHERE id = ${id}::uuid`,
  )
  return row?.slug ?? null
}

export async function namesOfOffice(
  db: Db,
  id: string,
): Promise<{ name: string; from: Date; act: string }[]> {
  return all(
    db,
    sql<{ name: string; from: Date; act: string }>`
      SELECT name, valid_from AS "from", act FROM people.office_name
      WHERE office_id = ${id}::uuid ORDER BY valid_from`,
  )
}

export async function insertOffice(
  db: Db,
  input: {
    institution: string
    parent: string | null
    slug: string
    name: string
    from: Date
    act: string
  },
  now: Date,
): Promise<string> {
  const id = await inserted(
    db,
    sql<{ id: string }>`
      INSERT INTO people.office (institution_id, parent_id, slug, valid_from, act, recorded_at)
      VALUES (${input.institution}, ${input.parent}, ${input.slug}, ${input.from}, ${input.act}, ${now})
      RETURNING id`,
  )
  await insertOfficeName(db, { office: id, ...input }, now)
  return id
}

export async function insertOfficeName(
  db: Db,
  input: { office: string; name: string; from: Date; act: string },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO people.office_name (office_id, name, valid_from, act, recorded_at)
    VALUES (${input.office}, ${input.name}, ${input.from}, ${input.act}, ${now})`.execute(db)
}

export async function endOffice(
  db: Db,
  id: string,
  end: { until: Date; act: string; successor: string | null },
): Promise<void> {
  await sql`UPDATE people.office SET valid_until = ${end.until}, end_act = ${end.act},
    succeeded_by = ${end.successor} WHERE id = ${id}::uuid`.execute(db)
}

/** Open offices below, open positions in it: an office that has some is not closed. */
export async function openPartsOf(db: Db, office: string, at: Date): Promise<number> {
  const row = await one(
    db,
    sql<{ n: number }>`
      SELECT ((SELECT count(*) FROM people.office WHERE parent_id = ${office}::uuid
          AND coalesce(valid_until, 'infinity') > ${at})
        + (SELECT count(*) FROM people.position WHERE office_id = ${office}::uuid
          AND coalesce(valid_until, 'infinity') > ${at}))::float8 AS n`,
  )
  return row?.n ?? 0
}

export interface PositionRow {
  id: string
  institution: string
  office: string
  code: string
  title: string
  family: Family
  from: Date
  until: Date | null
}

const positionColumns = sql`id, institution_id AS institution, office_id AS office, code, title, family,
  valid_from AS "from", valid_until AS "until"`

export async function readPositions(db: Db, office: string): Promise<PositionRow[]> {
  return all(
    db,
    sql<PositionRow>`SELECT ${positionColumns} FROM people.position
      WHERE office_id = ${office}::uuid ORDER BY code`,
  )
}

export async function readPosition(db: Db, id: string): Promise<PositionRow | null> {
  return one(
    db,
    sql<PositionRow>`SELECT ${positionColumns} FROM people.position WHERE id = ${id}::uuid`,
  )
}

export async function positionByCode(
  db: Db,
  institution: string,
  code: string,
): Promise<PositionRow | null> {
  return one(
    db,
    sql<PositionRow>`SELECT ${positionColumns} FROM people.position
      WHERE institution_id = ${institution}::uuid AND code = ${code}`,
  )
}

export function insertPosition(
  db: Db,
  input: Omit<PositionRow, 'id' | 'until'> & { act: string },
  now: Date,
): Promise<string> {
  return inserted(
    db,
    sql<{ id: string }>`
      INSERT INTO people.position (institution_id, office_id, code, title, family, valid_from, act,
        recorded_at)
      VALUES (${input.institution}, ${input.office}, ${input.code}, ${input.title}, ${input.family},
        ${input.from}, ${input.act}, ${now}) RETURNING id`,
  )
}

/** Ends the positions of an office that are still open. */
export async function endPositionsOf(db: Db, office: string, until: Date): Promise<void> {
  await sql`UPDATE people.position SET valid_until = ${until}
    WHERE office_id = ${office}::uuid AND coalesce(valid_until, 'infinity') > ${until}`.execute(db)
}

export interface RoleRow {
  id: string
  slug: string
  name: string
  family: Family
  below: boolean
}

export async function readRoles(db: Db, institution: string): Promise<RoleRow[]> {
  return all(
    db,
    sql<RoleRow>`SELECT id, slug, name, family, sees_below AS below FROM people.role
      WHERE institution_id = ${institution}::uuid ORDER BY slug`,
  )
}

export async function insertRole(
  db: Db,
  input: {
    institution: string
    slug: string
    name: string
    family: Family
    below: boolean
    verbs: readonly GrantedVerb[]
  },
  now: Date,
): Promise<string> {
  const id = await inserted(
    db,
    sql<{ id: string }>`
      INSERT INTO people.role (institution_id, slug, name, family, sees_below, recorded_at)
      VALUES (${input.institution}, ${input.slug}, ${input.name}, ${input.family}, ${input.below},
        ${now}) RETURNING id`,
  )
  for (const { verb, procedure } of input.verbs) {
    await sql`INSERT INTO people.role_verb (role_id, family, verb, procedure)
      VALUES (${id}, ${input.family}, ${verb}, ${procedure})`.execute(db)
  }
  return id
}

export async function insertPositionRole(
  db: Db,
  input: { position: string; role: string; from: Date; until: Date | null; act: string },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO people.position_role (institution_id, position_id, role_id, family, valid_from,
      valid_until, act, recorded_at)
    SELECT p.institution_id, p.id, ${input.role}::uuid, p.family, ${input.from}, ${input.until},
      ${input.act}, ${now} FROM people.position p WHERE p.id = ${input.position}::uuid`.execute(db)
}

/** Slugs of the roles that a position has at the instant. */
export async function rolesOfPosition(db: Db, position: string, now: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ slug: string }>`
      SELECT DISTINCT r.slug FROM people.position_role pr JOIN people.role r ON r.id = pr.role_id
      WHERE pr.position_id = ${position}::uuid AND pr.valid_from <= ${now}
        AND coalesce(pr.valid_until, 'infinity') > ${now} ORDER BY r.slug`,
  )
  return rows.map(({ slug }) => slug)
}

// Reads offices, positions and who holds them at an instant, for rooms that hand work from one to another.
import { sql } from 'kysely'
import type { Db } from './store-holdings.ts'
import { all } from './store-holdings.ts'
import { holdersIn } from './store-reviews.ts'

export interface OpenOffice {
  id: string
  slug: string
  name: string
}

const nameAt = (now: Date): ReturnType<typeof sql> => sql`(SELECT n.name FROM people.office_name n
  WHERE n.office_id = o.id AND n.valid_from <= ${now} ORDER BY n.valid_from DESC LIMIT 1)`

/** Offices of the institution that are open at the instant, by name. */
export async function selectOpenOffices(
  db: Db,
  institution: string,
  now: Date,
): Promise<OpenOffice[]> {
  return all(
    db,
    sql<OpenOffice>`SELECT o.id, o.slug, coalesce(${nameAt(now)}, o.slug) AS name
      FROM people.office o WHERE o.institution_id = ${institution}::uuid
        AND o.valid_from <= ${now} AND coalesce(o.valid_until, 'infinity') > ${now}
      ORDER BY 3, 1`,
  )
}

/** The office above one that is open at the instant; null where none is. */
export async function selectSuperior(db: Db, office: string, now: Date): Promise<string | null> {
  const [found] = await all(
    db,
    sql<{ id: string }>`SELECT s.id FROM people.office o JOIN people.office s ON s.id = o.parent_id
      WHERE o.id = ${office}::uuid AND s.valid_from <= ${now}
        AND coalesce(s.valid_until, 'infinity') > ${now}`,
  )
  return found?.id ?? null
}

export interface Post {
  position: string
  office: string
  title: string
  /** Names of those who hold it now; empty while it is vacant. */
  holders: string[]
}

/** Open posts of these offices that work on records, with their holders at the instant. */
export async function selectPosts(db: Db, offices: readonly string[], now: Date): Promise<Post[]> {
  return all(
    db,
    sql<Post>`SELECT p.id AS position, p.office_id AS office, p.title,
        coalesce(array_agg(q.given_names || ' ' || q.family_names ORDER BY h.valid_from)
          FILTER (WHERE q.id IS NOT NULL), '{}') AS holders
      FROM people.position p
        LEFT JOIN people.holding h ON h.position_id = p.id AND h.valid_from <= ${now}
          AND coalesce(h.valid_until, 'infinity') > ${now}
        LEFT JOIN people.person q ON q.id = h.person_id
      WHERE p.office_id = ANY (${[...offices]}::uuid[]) AND p.family = 'work'
        AND p.valid_from <= ${now} AND coalesce(p.valid_until, 'infinity') > ${now}
      GROUP BY p.id ORDER BY p.title, p.id`,
  )
}

/** Open or closed: what each office is or was called last. */
export async function selectOfficeNames(
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  return all(
    db,
    sql<{ id: string; name: string }>`SELECT o.id, coalesce((SELECT n.name FROM people.office_name n
        WHERE n.office_id = o.id ORDER BY n.valid_from DESC LIMIT 1), o.slug) AS name
      FROM people.office o WHERE o.id = ANY (${[...ids]}::uuid[])`,
  )
}

/** Titles of positions, with whoever holds them at the instant. */
export async function selectTitles(db: Db, ids: readonly string[], now: Date): Promise<Post[]> {
  return all(
    db,
    sql<Post>`SELECT p.id AS position, p.office_id AS office, p.title,
        coalesce(array_agg(q.given_names || ' ' || q.family_names ORDER BY h.valid_from)
          FILTER (WHERE q.id IS NOT NULL), '{}') AS holders
      FROM people.position p
        LEFT JOIN people.holding h ON h.position_id = p.id AND h.valid_from <= ${now}
          AND coalesce(h.valid_until, 'infinity') > ${now}
        LEFT JOIN people.person q ON q.id = h.person_id
      WHERE p.id = ANY (${[...ids]}::uuid[]) GROUP BY p.id`,
  )
}

export interface Actor {
  holding: string
  names: string
  title: string
}

/** Who stood behind holdings, ended ones too. */
export async function selectHolders(db: Db, holdings: readonly string[]): Promise<Actor[]> {
  return all(
    db,
    sql<Actor>`SELECT h.id AS holding, p.title,
        coalesce(q.given_names || ' ' || q.family_names, h.program, '') AS names
      FROM people.holding h JOIN people.position p ON p.id = h.position_id
        LEFT JOIN people.person q ON q.id = h.person_id
      WHERE h.id = ANY (${[...holdings]}::uuid[])`,
  )
}

/** Positions nobody holds at the instant, or whose office or position has ended. */
export async function selectVacant(db: Db, now: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{
      id: string
    }>`SELECT p.id FROM people.position p JOIN people.office o ON o.id = p.office_id
      WHERE coalesce(p.valid_until, 'infinity') <= ${now}
        OR coalesce(o.valid_until, 'infinity') <= ${now}
        OR NOT EXISTS (SELECT FROM people.holding h WHERE h.position_id = p.id
          AND h.valid_from <= ${now} AND coalesce(h.valid_until, 'infinity') > ${now})`,
  )
  return rows.map(({ id }) => id)
}

/** Who holds the position; where nobody does, who heads the office; where nobody does, all in it. */
export async function selectAnswering(
  db: Db,
  { office, position }: { office: string; position: string | null },
  now: Date,
): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ person: string }>`
      WITH own AS (
        SELECT h.person_id AS person FROM people.holding h
        WHERE h.position_id = ${position}::uuid AND h.person_id IS NOT NULL
          AND h.valid_from <= ${now} AND coalesce(h.valid_until, 'infinity') > ${now}
      ), here AS (
        SELECT h.person, h.heads FROM (${holdersIn(now)}) AS h
        WHERE h.office = ${office}::uuid AND h.family = 'work'
      )
      SELECT person FROM own
      UNION SELECT person FROM here WHERE NOT EXISTS (SELECT FROM own)
        AND (heads OR NOT EXISTS (SELECT FROM here o WHERE o.heads))`,
  )
  return rows.map(({ person }) => person)
}

/** Offices that are closed at the instant. */
export async function selectClosedOffices(db: Db, now: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`SELECT id FROM people.office WHERE valid_until <= ${now}`,
  )
  return rows.map(({ id }) => id)
}

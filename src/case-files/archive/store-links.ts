// Reads and writes what ties cases together, parts on paper and their loans.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export async function insertAccumulation(
  db: Db,
  { id, other, seq, act }: { id: string; other: string; seq: number; act: string },
): Promise<void> {
  await sql`INSERT INTO case_files.case_link (case_id, other_id, kind, seq, act)
    VALUES (${id}::uuid, ${other}::uuid, 'accumulated', ${seq}, ${act})`.execute(db)
}

/** False where they do not belong together. */
export async function endAccumulation(
  db: Db,
  { id, other, seq, act }: { id: string; other: string; seq: number; act: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`UPDATE case_files.case_link
    SET ended_seq = ${seq}, ended_act = ${act}
    WHERE case_id = ${id}::uuid AND other_id = ${other}::uuid AND kind = 'accumulated'
      AND ended_seq IS NULL`.execute(db)
  return numAffectedRows === 1n
}

export interface Link {
  /** The other case of the pair. */
  id: string
  year: number
  number: number
  kind: 'accumulated' | 'appeal-of' | 'reopened-from'
  /** Whether this case goes on, or the other one. */
  goesOn: boolean
  act: string
  endedAct: string | null
}

/** Cases tied to this one, either way. */
export async function linksOf(db: Db, caseId: string): Promise<Link[]> {
  const { rows } = await sql<Link>`
    SELECT c.id, c.year, c.number, l.kind, l.case_id = ${caseId}::uuid AS "goesOn", l.act,
      l.ended_act AS "endedAct"
    FROM case_files.case_link l
    JOIN case_files.case_file c
      ON c.id = CASE WHEN l.case_id = ${caseId}::uuid THEN l.other_id ELSE l.case_id END
    WHERE l.case_id = ${caseId}::uuid OR l.other_id = ${caseId}::uuid
    ORDER BY l.case_id, l.seq`.execute(db)
  return rows
}

export interface Loan {
  caseId: string
  year: number
  number: number
  paper: string
  office: string
  holder: string
  outAt: Date
  dueOn: string
  backAt: Date | null
}

const loans = sql`SELECT l.case_id AS "caseId", c.year, c.number, l.paper_ref AS paper,
    n.name AS office, l.holder, o.at AS "outAt", l.due_on AS "dueOn", b.at AS "backAt"
  FROM case_files.loan l
  JOIN case_files.case_file c ON c.id = l.case_id
  JOIN case_files.event o ON o.case_id = l.case_id AND o.seq = l.out_seq
  LEFT JOIN case_files.event b ON b.case_id = l.case_id AND b.seq = l.back_seq
  LEFT JOIN LATERAL (SELECT name FROM people.office_name x
    WHERE x.office_id = l.holder_office_id ORDER BY x.valid_from DESC LIMIT 1) n ON true`

export async function loansOf(db: Db, caseId: string): Promise<Loan[]> {
  const { rows } = await sql<Loan>`${loans} WHERE l.case_id = ${caseId}::uuid
    ORDER BY l.out_seq`.execute(db)
  return rows
}

/** What is out, that which is due first leading; the caller leaves out what its reader may not see. */
export async function openLoans(db: Db, institution: string, limit: number): Promise<Loan[]> {
  const { rows } = await sql<Loan>`${loans} WHERE l.back_seq IS NULL
    AND c.institution_id = ${institution}::uuid ORDER BY l.due_on, c.id LIMIT ${limit}`.execute(db)
  return rows
}

/** @throws 23505 while the part is out, 23503 where there is none of that name */
export async function insertLoan(
  db: Db,
  loan: {
    id: string
    paper: string
    seq: number
    office: string
    holder: string
    dueOn: string
  },
): Promise<void> {
  await sql`INSERT INTO case_files.loan (case_id, paper_ref, out_seq, holder_office_id, holder, due_on)
    VALUES (${loan.id}::uuid, ${loan.paper}, ${loan.seq}, ${loan.office}::uuid, ${loan.holder},
      ${loan.dueOn}::date)`.execute(db)
}

/** False where the part is not out. */
export async function endLoan(
  db: Db,
  { id, paper, seq }: { id: string; paper: string; seq: number },
): Promise<boolean> {
  const { numAffectedRows } = await sql`UPDATE case_files.loan SET back_seq = ${seq}
    WHERE case_id = ${id}::uuid AND paper_ref = ${paper} AND back_seq IS NULL`.execute(db)
  return numAffectedRows === 1n
}

/** Id of the open office of the institution with this slug, and its name; null when there is none. */
export async function officeNamed(
  db: Db,
  institution: string,
  slug: string,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM people.office
    WHERE institution_id = ${institution}::uuid AND slug = ${slug} AND end_act IS NULL`.execute(db)
  return rows[0]?.id ?? null
}

/** Open offices of the institution, by name. */
export async function officesOf(
  db: Db,
  institution: string,
): Promise<{ slug: string; name: string }[]> {
  const { rows } = await sql<{ slug: string; name: string }>`
    SELECT o.slug, coalesce((SELECT name FROM people.office_name n WHERE n.office_id = o.id
      ORDER BY valid_from DESC LIMIT 1), o.slug) AS name
    FROM people.office o WHERE o.institution_id = ${institution}::uuid AND o.end_act IS NULL
    ORDER BY name`.execute(db)
  return rows
}

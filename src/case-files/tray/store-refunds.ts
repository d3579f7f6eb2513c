// Reads refunds that were ordered: what is to be given back, since when, and whose case it is.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Texts } from '../catalogue/procedure.ts'

export interface RefundRow {
  id: string
  year: number
  number: number
  name: Texts
  filer: string
  /** In hundredths of a sol. */
  amount: number
  ordered: Date
  /** Day of the payment; null while it is open. */
  paidOn: string | null
  office: string | null
  position: string | null
}

export interface RefundPlace {
  at: Date
  id: string
}

/** The oldest order first; what the view of people hides is left out. */
export async function refundRows(
  db: Db,
  wanted: {
    offices: readonly string[]
    open: boolean
    /** Ordered before this instant; null for all. */
    before: Date | null
    after: RefundPlace | null
    limit: number
  },
): Promise<RefundRow[]> {
  const { offices, open, before, after, limit } = wanted
  const paid = sql`FROM case_files.event p WHERE p.case_id = c.id AND p.kind = 'refund-paid'`
  const from =
    after === null ? sql`true` : sql`(e.at, e.case_id) > (${after.at}, ${after.id}::uuid)`
  const { rows } = await sql<RefundRow>`SELECT c.id, c.year, c.number, v.content -> 'name' AS name,
      c.filer ->> 'name' AS filer, (e.content ->> 'amount')::float8 AS amount, e.at AS ordered,
      (SELECT p.content ->> 'on' ${paid} LIMIT 1) AS "paidOn",
      c.responsible_office_id AS office, c.responsible_position_id AS position
    FROM case_files.event e JOIN case_files.case_file c ON c.id = e.case_id
      JOIN case_files.procedure_version v ON v.id = c.procedure_version_id
    WHERE e.kind = 'refund-ordered' AND c.responsible_office_id = ANY (${[...offices]}::uuid[])
      AND ${open ? sql`NOT` : sql``} EXISTS (SELECT ${paid})
      AND (${before}::timestamptz IS NULL OR e.at < ${before}) AND ${from}
      AND EXISTS (SELECT FROM people.record r WHERE r.id = c.id AND r.level < 3)
    ORDER BY e.at, e.case_id LIMIT ${limit}`.execute(db)
  return rows
}

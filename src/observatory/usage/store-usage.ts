// Reads and writes the daily counts, and counts decisions in the journal by month.
import { sql } from 'kysely'
import type { Db } from '../store-observatory.ts'

export interface DayCount {
  /** `2026-03-14` */
  day: string
  measure: string
  count: number
}

/** Two processes of one city add to the same sums. */
export async function addCounts(db: Db, counts: readonly DayCount[]): Promise<void> {
  for (const { day, measure, count } of counts) {
    await sql`INSERT INTO observatory.usage AS known (day, measure, count)
      VALUES (${day}::date, ${measure}, ${count})
      ON CONFLICT (day, measure) DO UPDATE SET count = known.count + excluded.count`.execute(db)
  }
}

export async function setCounts(db: Db, counts: readonly DayCount[]): Promise<void> {
  for (const { day, measure, count } of counts) {
    await sql`INSERT INTO observatory.usage (day, measure, count)
      VALUES (${day}::date, ${measure}, ${count})
      ON CONFLICT (day, measure) DO UPDATE SET count = excluded.count`.execute(db)
  }
}

/** By day and measure. */
export async function allCounts(db: Db): Promise<DayCount[]> {
  const { rows } = await sql<DayCount>`
    SELECT day::text AS day, measure, count::float8 AS count FROM observatory.usage
    ORDER BY day, measure`.execute(db)
  return rows
}

export interface MonthDecisions {
  /** `2026-03` */
  month: string
  /** Cases decided. */
  decided: number
  /** Of these, with an act that carries an official's digital signature. */
  signed: number
}

/**
 * From the public journal of acts: cases, each in the month it was first decided; whole months only, in
 * the days of `timeZone`.
 */
export async function decisionsByMonth(
  db: Db,
  { timeZone, before }: { timeZone: string; before: string },
): Promise<MonthDecisions[]> {
  const { rows } = await sql<MonthDecisions>`
    WITH decided AS (
      SELECT about_id, min(at) AS at FROM records.entry WHERE act = 'case.decided' GROUP BY about_id
    )
    SELECT to_char(d.at AT TIME ZONE ${timeZone}, 'YYYY-MM') AS month, count(*)::int AS decided,
      (count(*) FILTER (WHERE EXISTS (SELECT FROM records.entry s
        WHERE s.act = 'case.act-signed' AND s.about_id = d.about_id)))::int AS signed
    FROM decided d WHERE to_char(d.at AT TIME ZONE ${timeZone}, 'YYYY-MM') < ${before}
    GROUP BY 1 ORDER BY 1`.execute(db)
  return rows
}

// Reads what happened to cases as counts of alike ones; no number, name or id of a case leaves the database here.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { CaseFacts } from './times.ts'

/** `2026-07` of every month in which something was received, the oldest first. */
export async function monthsOfCases(db: Db): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`
    SELECT DISTINCT to_char(received_on, 'YYYY-MM') AS month FROM case_files.case_file
    ORDER BY 1`.execute(db)
  return rows.map(({ month }) => month)
}

/**
 * Cases received in a month. Days are those of `zone`. Of several decisions the first counts, and the
 * term that was known before it.
 */
export async function factsOfMonth(
  db: Db,
  { month, zone, now }: { month: string; zone: string; now: Date },
): Promise<CaseFacts[]> {
  const first = `${month}-01`
  const { rows } = await sql<CaseFacts>`
    WITH of_month AS (
      SELECT c.id, c.received_on, c.phase, c.due_on, c.responsible_office_id, c.procedure_version_id,
        d.seq AS decided_seq, (d.at AT TIME ZONE ${zone})::date AS decided_on
      FROM case_files.case_file c
      LEFT JOIN LATERAL (SELECT e.seq, e.at FROM case_files.event e
        WHERE e.case_id = c.id AND e.kind = 'decided' ORDER BY e.seq LIMIT 1) d ON true
      WHERE c.received_on >= ${first}::date
        AND c.received_on < (${first}::date + interval '1 month')
    ), facts AS (
      SELECT p.code AS procedure, v.content->'name'->>'es' AS name, o.name AS office,
        c.received_on, c.decided_on,
        c.decided_on <= (SELECT t.due_on FROM case_files.term t WHERE t.case_id = c.id
          AND (t.rule LIKE 'EVAL%' OR t.rule = 'SAIP') AND t.event_seq < c.decided_seq
          ORDER BY t.n DESC LIMIT 1) AS in_time,
        EXISTS (SELECT FROM case_files.event e WHERE e.case_id = c.id AND e.kind = 'observed') AS observed,
        EXISTS (SELECT FROM case_files.event e WHERE e.case_id = c.id
          AND e.kind IN ('notified', 'acknowledged')) AS notified,
        EXISTS (SELECT FROM case_files.event e WHERE e.case_id = c.id AND e.kind = 'silence-came') AS silence,
        EXISTS (SELECT FROM case_files.event e WHERE e.case_id = c.id AND e.kind = 'appealed') AS appealed,
        c.phase IN ('open', 'observed', 'suspended', 'paralysed') AS pending
      FROM of_month c
      JOIN case_files.procedure_version v ON v.id = c.procedure_version_id
      JOIN case_files.procedure p ON p.id = v.procedure_id
      LEFT JOIN LATERAL (SELECT n.name FROM people.office_name n
        WHERE n.office_id = coalesce(c.responsible_office_id, (SELECT m.to_office
            FROM case_files.movement m WHERE m.case_id = c.id AND NOT m.copy ORDER BY m.n DESC LIMIT 1))
          AND n.valid_from <= ${now} ORDER BY n.valid_from DESC LIMIT 1) o ON true
    )
    SELECT procedure, max(name) AS name, coalesce(office, '') AS office,
      received_on::text AS "receivedOn", decided_on::text AS "decidedOn", in_time AS "inTime",
      observed, notified, silence, appealed, pending, count(*)::int AS count
    FROM facts GROUP BY procedure, coalesce(office, ''), received_on, decided_on, in_time, observed, notified, silence,
      appealed, pending`.execute(db)
  return rows
}

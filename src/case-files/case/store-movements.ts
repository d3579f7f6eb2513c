// Writes movements, observations and tasks of a case as its events say them, again and again without a change.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Movement, Observation, Task } from './custody.ts'

export async function keepMovement(db: Db, id: string, moved: Movement): Promise<void> {
  await sql`INSERT INTO case_files.movement AS m (case_id, n, from_office, from_position, to_office,
      motive, note, priority, copy, sent_at, sent_event, received_event, returned_event,
      cancelled_event)
    VALUES (${id}::uuid, ${moved.n}, ${moved.from}::uuid, ${moved.fromPosition}::uuid,
      ${moved.to}::uuid, ${moved.motive}, ${moved.note}, ${moved.priority}, ${moved.copy},
      ${moved.sentAt}, ${moved.sent}, ${moved.received}, ${moved.returned}, ${moved.cancelled})
    ON CONFLICT (case_id, n) DO UPDATE SET received_event = excluded.received_event,
      returned_event = excluded.returned_event, cancelled_event = excluded.cancelled_event
    WHERE (m.received_event, m.returned_event, m.cancelled_event) IS DISTINCT FROM
      (excluded.received_event, excluded.returned_event, excluded.cancelled_event)`.execute(db)
}

export async function keepObservation(db: Db, id: string, observed: Observation): Promise<void> {
  const { seq, stage, items, uncorrectedOnly, corrected } = observed
  await sql`INSERT INTO case_files.observation AS o (case_id, event_seq, stage, items,
      uncorrected_only, corrected_event)
    VALUES (${id}::uuid, ${seq}, ${stage}, ${JSON.stringify(items)}::jsonb, ${uncorrectedOnly},
      ${corrected})
    ON CONFLICT (case_id, event_seq) DO UPDATE SET corrected_event = excluded.corrected_event
    WHERE o.corrected_event IS DISTINCT FROM excluded.corrected_event`.execute(db)
}

export async function keepTask(
  db: Db,
  id: string,
  { task, office, asked, due, askedSeq, answered }: Task & { due: string | null },
): Promise<void> {
  await sql`INSERT INTO case_files.task AS t (case_id, task, office_id, asked, due_on, asked_event,
      answered_event)
    VALUES (${id}::uuid, ${task}, ${office}::uuid, ${asked}, ${due}::date, ${askedSeq}, ${answered})
    ON CONFLICT (case_id, task) DO UPDATE SET due_on = excluded.due_on,
      answered_event = excluded.answered_event
    WHERE (t.due_on, t.answered_event) IS DISTINCT FROM
      (excluded.due_on, excluded.answered_event)`.execute(db)
}

export async function keepAnswers(
  db: Db,
  id: string,
  answers: Readonly<Record<string, unknown>>,
): Promise<void> {
  const told = JSON.stringify(answers)
  await sql`UPDATE case_files.case_file SET answers = ${told}::jsonb
    WHERE id = ${id}::uuid AND answers <> ${told}::jsonb`.execute(db)
}

/** From which office it was sent first; null while it never left. */
export async function firstOffice(db: Db, id: string): Promise<string | null> {
  const { rows } = await sql<{ office: string }>`SELECT from_office AS office
    FROM case_files.movement WHERE case_id = ${id}::uuid AND n = 1`.execute(db)
  return rows[0]?.office ?? null
}

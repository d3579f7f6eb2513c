// Which documents wait to be read for searching, and the texts of their pages.
import { sql } from 'kysely'
import type { Db } from '../../catalogue/store-procedures.ts'

export interface WaitingDocument {
  caseId: string
  position: number
  sha256: string
  mediaType: string
  attempts: number
}

/**
 * The next one, taken note of as tried, so that one which ends its reader is not tried for ever; null
 * when nothing waits. With `pictures` also those whose pictures nobody could read so far.
 */
export async function takeWaiting(
  db: Db,
  { now, before, pictures }: { now: Date; before: Date; pictures: boolean },
): Promise<WaitingDocument | null> {
  const states = pictures ? ['waiting', 'without-text'] : ['waiting']
  const { rows } = await sql<WaitingDocument>`
    WITH next AS (
      SELECT case_id, position FROM case_files.document_reading
      WHERE state IN ('waiting', 'without-text') AND state = ANY (${states}::text[])
        AND (attempts = 0 OR changed <= ${before})
      ORDER BY changed, case_id, position LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE case_files.document_reading r SET attempts = r.attempts + 1, changed = ${now}
    FROM next n JOIN case_files.document d USING (case_id, position)
    WHERE r.case_id = n.case_id AND r.position = n.position
    RETURNING r.case_id AS "caseId", r.position, d.sha256, d.media_type AS "mediaType", r.attempts`.execute(
    db,
  )
  return rows[0] ?? null
}

export interface PageText {
  page: number
  source: 'text' | 'ocr'
  body: string
}

/** The pages of a document in place of those that were known, and how far it was read. */
export async function keepReading(
  db: Db,
  of: { caseId: string; position: number },
  read: {
    state: 'read' | 'without-text' | 'unreadable'
    total: number | null
    unread: number | null
    why: string | null
    pages: readonly PageText[]
  },
  now: Date,
): Promise<void> {
  const { caseId, position } = of
  await sql`DELETE FROM case_files.page_text
    WHERE case_id = ${caseId}::uuid AND position = ${position} AND page > 0`.execute(db)
  for (const { page, source, body } of read.pages) {
    await sql`INSERT INTO case_files.page_text (case_id, position, page, filed_at, source, body)
      SELECT id, ${position}, ${page}, filed_at, ${source}, ${body}
      FROM case_files.case_file WHERE id = ${caseId}::uuid`.execute(db)
  }
  // What was read wholly begins at nought when it is read again some day.
  const { state, total, unread, why } = read
  await sql`UPDATE case_files.document_reading SET state = ${state}, pages = ${total},
      unread = ${unread}, why = ${why}, changed = ${now},
      attempts = CASE WHEN ${state} = 'unreadable' THEN attempts ELSE 0 END
    WHERE case_id = ${caseId}::uuid AND position = ${position}`.execute(db)
}

export interface ReadingCounts {
  waiting: number
  withoutText: number
}

/** For the operator: what waits, and what only a program for pictures could read. */
export async function countReadings(db: Db): Promise<ReadingCounts> {
  const { rows } = await sql<ReadingCounts>`
    SELECT count(*) FILTER (WHERE state = 'waiting')::float8 AS waiting,
      count(*) FILTER (WHERE state = 'without-text')::float8 AS "withoutText"
    FROM case_files.document_reading WHERE state IN ('waiting', 'without-text')`.execute(db)
  return rows[0] ?? { waiting: 0, withoutText: 0 }
}

/** Counted no further, so that a search costs the same however much waits. */
const countedTo = 1_000

/** What is not found yet because nobody read it: waiting, and pictures without a program that reads them. */
export async function unreadNow(db: Db): Promise<ReadingCounts & { countedTo: number }> {
  const some = (state: string) => sql`(SELECT count(*)::float8 FROM (SELECT FROM
    case_files.document_reading WHERE state IN ('waiting', 'without-text') AND state = ${state}
    LIMIT ${countedTo}) AS counted)`
  const { rows } = await sql<ReadingCounts>`SELECT ${some('waiting')} AS waiting,
    ${some('without-text')} AS "withoutText"`.execute(db)
  return { ...(rows[0] ?? { waiting: 0, withoutText: 0 }), countedTo }
}

/** Of the documents of a case those whose text was not read, by position. */
export async function unreadOf(
  db: Db,
  caseId: string,
): Promise<Map<number, 'waiting' | 'without-text' | 'unreadable'>> {
  const { rows } = await sql<{ position: number; state: 'waiting' }>`
    SELECT position, state FROM case_files.document_reading
    WHERE case_id = ${caseId}::uuid AND state <> 'read'`.execute(db)
  return new Map(rows.map(({ position, state }) => [position, state]))
}

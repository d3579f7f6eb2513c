// Pages of what was handed in, newest first, by what reviewers ask for.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from './store-read.ts'
import type { SubmissionState } from './store-submissions.ts'

export interface TrayFilter {
  states?: readonly SubmissionState[]
  /** Slug of the dataset. */
  dataset?: string
  /** Person who handed it in. */
  drafter?: string
  /** Handed in from this day on and until that one, `YYYY-MM-DD` in the time zone. */
  from?: string
  until?: string
  timeZone?: string
  /** Words that all occur in the title, the address or the name of the file. */
  text?: string
}

/** Where a page ended: the last that was looked at. */
export interface TrayPlace {
  submitted: Date
  id: string
}

/** Letters that `LIKE` takes for patterns stand for themselves. */
const pattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`

function conditions(filter: TrayFilter): RawBuilder<unknown> {
  const { states, dataset, drafter, from, until, timeZone = 'UTC', text } = filter
  const all = [sql`true`]
  if (states !== undefined) all.push(sql`state = ANY (${states})`)
  if (dataset !== undefined) all.push(sql`slug = ${dataset}`)
  if (drafter !== undefined) all.push(sql`drafter = ${drafter}::uuid`)
  const begin = (day: string, more: number): RawBuilder<unknown> =>
    sql`((${day}::date + ${more}::int)::timestamp AT TIME ZONE ${timeZone})`
  if (from !== undefined) all.push(sql`submitted >= ${begin(from, 0)}`)
  if (until !== undefined) all.push(sql`submitted < ${begin(until, 1)}`)
  for (const word of text?.split(/\s+/).filter(Boolean) ?? []) {
    all.push(sql`concat_ws(' ', wanted ->> 'title', slug, original_name,
      (SELECT d.title ->> 'es' FROM datasets.dataset d WHERE d.slug = submission.slug)) ILIKE ${pattern(word)}`)
  }
  return sql.join(all, sql` AND `)
}

export interface TrayCandidate extends TrayPlace {
  state: SubmissionState
  drafter: string
}

/** Those that match, whoever may see them: what is shown is asked of permission. */
export async function trayCandidates(
  db: Db,
  filter: TrayFilter,
  { after, limit }: { after: TrayPlace | null; limit: number },
): Promise<TrayCandidate[]> {
  const { rows } =
    await sql<TrayCandidate>`SELECT id, submitted, state, drafter FROM datasets.submission
    WHERE ${conditions(filter)} AND (${after?.id ?? null}::uuid IS NULL
      OR (submitted, id) < (${after?.submitted ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY submitted DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** Everybody who handed something in, with the newest of theirs: whoever sees one of them may know the name. */
export async function trayDrafters(
  db: Db,
  newest: number,
): Promise<{ drafter: string; ids: string[] }[]> {
  const { rows } = await sql<{ drafter: string; ids: string[] }>`
    SELECT d.drafter, ARRAY(SELECT s.id FROM datasets.submission s WHERE s.drafter = d.drafter
      ORDER BY s.submitted DESC LIMIT ${newest}) AS ids
    FROM (SELECT DISTINCT drafter FROM datasets.submission) d`.execute(db)
  return rows
}

// Keeps what was handed in for publication, and its decision.
import { sql } from 'kysely'
import type { Db } from './store-read.ts'

export type SubmissionState = 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'failed'

export interface SubmissionRow {
  id: string
  submitted: Date
  drafter: string
  holding: string
  token: string | null
  dataset: string | null
  slug: string
  organisation: string
  wanted: object
  original: { hash: string; name: string; bytes: number }
  report: object
  stopped: boolean
  replaces: string | null
  state: SubmissionState
  decidedBy: string | null
  decidedAt: Date | null
  reason: string | null
  version: string | null
}

const columns = sql`s.id, s.submitted, s.drafter, s.holding, s.token, s.dataset_id AS dataset, s.slug,
  s.organisation, s.wanted, jsonb_build_object('hash', s.original_hash, 'name', s.original_name,
    'bytes', s.original_bytes) AS original, s.report, s.stopped, s.replaces, s.state,
  s.decided_by AS "decidedBy", s.decided_at AS "decidedAt", s.reason, s.version_id AS version`

/** By their ids, in no order. */
export async function readSubmissions(db: Db, ids: readonly string[]): Promise<SubmissionRow[]> {
  const { rows } = await sql<SubmissionRow>`SELECT ${columns} FROM datasets.submission s
    WHERE s.id = ANY (${ids}::uuid[])`.execute(db)
  return rows
}

/** Held until the transaction ends; null when there is none. */
export async function lockSubmission(db: Db, id: string): Promise<SubmissionRow | null> {
  const { rows } = await sql<SubmissionRow>`SELECT ${columns} FROM datasets.submission s
    WHERE s.id::text = ${id} FOR UPDATE`.execute(db)
  return rows[0] ?? null
}

/** One that waits already for the same person, file and wishes. */
export async function findSame(
  db: Db,
  input: Pick<SubmissionRow, 'drafter' | 'slug' | 'wanted' | 'original'>,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM datasets.submission
    WHERE state = 'waiting' AND drafter = ${input.drafter} AND slug = ${input.slug}
      AND original_hash = ${input.original.hash} AND original_name = ${input.original.name}
      AND wanted = ${JSON.stringify(input.wanted)}::jsonb`.execute(db)
  return rows[0]?.id ?? null
}

type NewSubmission = Omit<
  SubmissionRow,
  'id' | 'state' | 'decidedBy' | 'decidedAt' | 'reason' | 'version'
>

export async function insertSubmission(db: Db, input: NewSubmission): Promise<string> {
  const { original } = input
  const { rows } = await sql<{ id: string }>`INSERT INTO datasets.submission
      (submitted, drafter, holding, token, dataset_id, slug, organisation, wanted, original_hash,
        original_name, original_bytes, report, stopped, replaces)
    VALUES (${input.submitted}, ${input.drafter}, ${input.holding}, ${input.token},
      ${input.dataset}, ${input.slug}, ${input.organisation}, ${JSON.stringify(input.wanted)},
      ${original.hash}, ${original.name}, ${original.bytes}, ${JSON.stringify(input.report)},
      ${input.stopped}, ${input.replaces})
    RETURNING id`.execute(db)
  return (rows[0] as { id: string }).id
}

export async function decideSubmission(
  db: Db,
  id: string,
  decision: {
    state: Exclude<SubmissionState, 'waiting'>
    by: string
    at: Date
    reason?: string | null
    version?: string | null
  },
): Promise<void> {
  await sql`UPDATE datasets.submission SET state = ${decision.state}, decided_by = ${decision.by},
    decided_at = ${decision.at}, reason = ${decision.reason ?? null},
    version_id = ${decision.version ?? null} WHERE id = ${id}`.execute(db)
}

export async function hasOrganisation(db: Db, slug: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM datasets.organisation WHERE slug = ${slug}`.execute(db)
  return rows.length > 0
}

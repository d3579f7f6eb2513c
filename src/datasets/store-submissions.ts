// Keeps what was handed in for publication, what reading it found, and its decision.
import { sql } from 'kysely'
import type { Texts } from './model.ts'
import type { Db } from './store-read.ts'

export type SubmissionState =
  | 'reading'
  | 'ready'
  | 'waiting'
  | 'approved'
  | 'refused'
  | 'withdrawn'
  | 'failed'
  | 'unreadable'

/** Why a file could not be read: whose error it was, and what its sentence needs. */
export interface ReadingFault {
  of: 'table' | 'shelf' | 'people'
  code: string
  detail: Record<string, string | number | boolean | null>
}

export interface SubmissionRow {
  id: string
  submitted: Date
  drafter: string
  holding: string
  token: string | null
  dataset: string | null
  slug: string
  organisation: string
  /** Of the dataset, once there is one. */
  title: Texts | null
  wanted: object
  original: { hash: string; name: string; bytes: number }
  /** Whether it goes to the second person as soon as it was read. */
  review: boolean
  /** When it went there. */
  sent: Date | null
  /** Null until it was read. */
  report: object | null
  stopped: boolean
  /** SHA-256 of the table that was read and of its manifest. */
  table: string | null
  manifest: string | null
  /** Newest version when it was read. */
  base: string | null
  error: ReadingFault | null
  replaces: string | null
  state: SubmissionState
  decidedBy: string | null
  decidedAt: Date | null
  reason: string | null
  version: string | null
  /** When the file and what was read in it were erased; the hash is empty then. */
  erasedAt: Date | null
}

const columns = sql`s.id, s.submitted, s.drafter, s.holding, s.token, s.dataset_id AS dataset, s.slug,
  s.organisation, (SELECT d.title FROM datasets.dataset d WHERE d.slug = s.slug) AS title, s.wanted, jsonb_build_object('hash', coalesce(s.original_hash, ''), 'name', s.original_name,
    'bytes', s.original_bytes) AS original, s.review, s.sent, s.report, s.stopped,
  s.table_hash AS "table", s.manifest_hash AS manifest, s.base_version_id AS base, s.error, s.replaces,
  s.state, s.decided_by AS "decidedBy", s.decided_at AS "decidedAt", s.reason, s.version_id AS version,
  s.erased_at AS "erasedAt"`

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

/** One that is open for the same person, file and wishes. */
export async function findSame(
  db: Db,
  input: Pick<SubmissionRow, 'drafter' | 'slug' | 'wanted' | 'original'>,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM datasets.submission
    WHERE state IN ('reading', 'ready', 'waiting') AND drafter = ${input.drafter}
      AND slug = ${input.slug} AND original_hash = ${input.original.hash}
      AND original_name = ${input.original.name}
      AND wanted = ${JSON.stringify(input.wanted)}::jsonb`.execute(db)
  return rows[0]?.id ?? null
}

type NewSubmission = Pick<
  SubmissionRow,
  | 'submitted'
  | 'drafter'
  | 'holding'
  | 'token'
  | 'dataset'
  | 'slug'
  | 'organisation'
  | 'wanted'
  | 'original'
  | 'review'
  | 'replaces'
>

export async function insertSubmission(db: Db, input: NewSubmission): Promise<string> {
  const { original } = input
  const { rows } = await sql<{ id: string }>`INSERT INTO datasets.submission
      (submitted, drafter, holding, token, dataset_id, slug, organisation, wanted, original_hash,
        original_name, original_bytes, review, replaces)
    VALUES (${input.submitted}, ${input.drafter}, ${input.holding}, ${input.token},
      ${input.dataset}, ${input.slug}, ${input.organisation}, ${JSON.stringify(input.wanted)},
      ${original.hash}, ${original.name}, ${original.bytes}, ${input.review}, ${input.replaces})
    RETURNING id`.execute(db)
  return (rows[0] as { id: string }).id
}

export interface Reading extends Pick<SubmissionRow, 'stopped' | 'table' | 'manifest' | 'base'> {
  state: 'ready' | 'waiting'
  report: object
  at: Date
}

/** Writes down what reading it found. */
export async function noteRead(db: Db, id: string, read: Reading): Promise<void> {
  await sql`UPDATE datasets.submission SET state = ${read.state},
    report = ${JSON.stringify(read.report)}, stopped = ${read.stopped}, table_hash = ${read.table},
    manifest_hash = ${read.manifest}, base_version_id = ${read.base},
    sent = ${read.state === 'waiting' ? read.at : null} WHERE id = ${id}`.execute(db)
}

export async function noteUnreadable(
  db: Db,
  id: string,
  { fault, at }: { fault: ReadingFault; at: Date },
): Promise<void> {
  await sql`UPDATE datasets.submission SET state = 'unreadable', error = ${JSON.stringify(fault)},
    reason = ${fault.code}, decided_at = ${at} WHERE id = ${id}`.execute(db)
}

export async function noteSent(db: Db, id: string, at: Date): Promise<void> {
  await sql`UPDATE datasets.submission SET state = 'waiting', sent = ${at}
    WHERE id = ${id}`.execute(db)
}

export async function decideSubmission(
  db: Db,
  id: string,
  decision: {
    state: 'approved' | 'refused' | 'withdrawn' | 'failed'
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

/** Ids of those decided before the instant that are not to be published, the oldest first. */
export async function submissionsToErase(
  db: Db,
  { before, after, limit }: { before: Date; after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM datasets.submission
    WHERE erased_at IS NULL AND state IN ('refused', 'withdrawn', 'failed', 'unreadable')
      AND decided_at < ${before} AND (${after}::uuid IS NULL OR id > ${after}::uuid)
    ORDER BY id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Nothing stays but who handed in what kind of thing, when, and what was decided. */
export async function eraseSubmission(db: Db, id: string, at: Date): Promise<void> {
  await sql`UPDATE datasets.submission SET erased_at = ${at}, original_hash = NULL,
    original_name = '–', table_hash = NULL, manifest_hash = NULL, report = NULL, wanted = '{}',
    error = error - 'detail' || '{"detail": {}}'
    WHERE id = ${id}`.execute(db)
}

// Reads cases for an audit, as they stand, trusting nothing.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { CaseEventRow } from '../filing/event-chain.ts'
import type { NamedEntry } from './store-index.ts'
import { entriesOfCases } from './store-index.ts'

export interface AuditedCase {
  id: string
  lastSeq: number
  lastHash: string | null
  /** The event of its destruction; null for a case that is whole. */
  destroyed: number | null
  documents: number
}

/** In the order of their ids. */
export async function casesToAudit(db: Db, after: string, limit: number): Promise<AuditedCase[]> {
  const { rows } = await sql<AuditedCase>`
    SELECT c.id, c.last_seq AS "lastSeq", c.last_hash AS "lastHash",
      (SELECT r.destroyed_seq FROM case_files.retention r
        WHERE r.case_id = c.id AND r.destroyed_seq IS NOT NULL) AS destroyed,
      (SELECT count(*)::integer FROM case_files.document d WHERE d.case_id = c.id) AS documents
    FROM case_files.case_file c WHERE c.id > ${after}::uuid ORDER BY c.id LIMIT ${limit}`.execute(
    db,
  )
  return rows
}

type Chained = CaseEventRow & { hash: string }

export async function eventsOfCases(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Chained[]>> {
  const { rows } = await sql<Chained>`
    SELECT case_id AS "caseId", seq, at, kind, content, previous_hash AS "previousHash", hash
    FROM case_files.event WHERE case_id = ANY(${[...ids]}::uuid[]) ORDER BY case_id, seq`.execute(
    db,
  )
  return grouped(rows)
}

export interface AuditedIndex {
  caseId: string
  n: number
  content: string
  contentHash: string
}

export async function indexesOfCases(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, AuditedIndex[]>> {
  const { rows } = await sql<AuditedIndex>`
    SELECT case_id AS "caseId", n, content, content_hash AS "contentHash"
    FROM case_files.signed_index WHERE case_id = ANY(${[...ids]}::uuid[])
    ORDER BY case_id, n`.execute(db)
  return grouped(rows)
}

export async function indexedIn(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, (NamedEntry & { caseId: string })[]>> {
  return grouped(await entriesOfCases(db, ids))
}

function grouped<Row extends { caseId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const known = groups.get(row.caseId)
    if (known === undefined) groups.set(row.caseId, [row])
    else known.push(row)
  }
  return groups
}

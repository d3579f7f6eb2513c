// Reads and writes indexes of cases: entries with their folios, counts of pages, signed indexes and seals.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Counted } from './folios.ts'
import type { IndexEntry, IndexStatus } from './index-content.ts'

/** Those of these hashes whose pages were counted. */
export async function countedAmong(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ sha256: string }>`SELECT sha256 FROM case_files.page_count
    WHERE sha256 = ANY(${[...hashes]}::text[])`.execute(db)
  return new Set(rows.map(({ sha256 }) => sha256))
}

export async function insertPageCount(
  db: Db,
  sha256: string,
  { pages, rule }: Counted,
): Promise<void> {
  await sql`INSERT INTO case_files.page_count (sha256, pages, rule)
    VALUES (${sha256}, ${pages}, ${rule}) ON CONFLICT DO NOTHING`.execute(db)
}

interface EntryRow {
  caseId: string
  order: number
  first: number
  last: number
  rule: IndexEntry['rule']
  event: number
  added: Date
  document: number | null
  sha256: string | null
  bytes: number | null
  mediaType: string | null
  name: string | null
  subCase: string | null
  subFolios: number | null
  subIndex: string | null
  paper: string | null
}

/** An entry, with the name the document was sent under, which is not signed. */
export interface NamedEntry extends IndexEntry {
  name: string
}

const indexed = sql`SELECT i.case_id AS "caseId", i.position AS "order", i.first_folio AS first,
    i.last_folio AS last, i.rule, i.event_seq AS event, e.at AS added,
    i.document_position AS document, d.sha256, d.bytes::float8 AS bytes,
    d.media_type AS "mediaType", d.name, i.sub_case_id AS "subCase", i.sub_folios AS "subFolios",
    i.sub_index_hash AS "subIndex", i.paper_ref AS paper
  FROM case_files.index_entry i
  JOIN case_files.event e ON e.case_id = i.case_id AND e.seq = i.event_seq
  LEFT JOIN case_files.document d ON d.case_id = i.case_id AND d.position = i.document_position`

/** The index in its order. */
export async function entriesOf(db: Db, caseId: string): Promise<NamedEntry[]> {
  const { rows } = await sql<EntryRow>`${indexed} WHERE i.case_id = ${caseId}::uuid
    ORDER BY i.position`.execute(db)
  return rows.map(entryOf)
}

/** Those of several cases, one case after the other. */
export async function entriesOfCases(
  db: Db,
  ids: readonly string[],
): Promise<(NamedEntry & { caseId: string })[]> {
  const { rows } = await sql<EntryRow>`${indexed} WHERE i.case_id = ANY(${[...ids]}::uuid[])
    ORDER BY i.case_id, i.position`.execute(db)
  return rows.map((row) => ({ ...entryOf(row), caseId: row.caseId }))
}

function entryOf(row: EntryRow): NamedEntry {
  const { order, first, last, rule, event, added, document, subCase, paper } = row
  return {
    ...{ order, first, last, rule, event, added: added.toISOString(), name: row.name ?? '' },
    ...(document === null
      ? {}
      : {
          document: {
            position: document,
            sha256: row.sha256 ?? '',
            bytes: row.bytes ?? 0,
            mediaType: row.mediaType ?? '',
          },
        }),
    ...(subCase === null
      ? {}
      : { subCase: { id: subCase, folios: row.subFolios ?? 0, index: row.subIndex ?? '' } }),
    ...(paper === null ? {} : { paper }),
  }
}

/** Puts what is no document at the end of the index; a document is put there by the database. */
export async function insertIndexEntry(
  db: Db,
  caseId: string,
  added: { event: number; pages: number } & (
    | { paper: string }
    | { subCase: { id: string; folios: number; index: string } }
  ),
): Promise<void> {
  const paper = 'paper' in added ? added.paper : null
  const sub = 'subCase' in added ? added.subCase : null
  await sql`INSERT INTO case_files.index_entry (case_id, position, first_folio, last_folio,
      sub_case_id, sub_folios, sub_index_hash, paper_ref, rule, event_seq)
    SELECT ${caseId}::uuid, coalesce(max(position), 0) + 1, coalesce(max(last_folio), 0) + 1,
      coalesce(max(last_folio), 0) + ${added.pages}, ${sub?.id ?? null}::uuid,
      ${sub?.folios ?? null}, ${sub?.index ?? null}, ${paper},
      ${paper === null ? 'note' : 'paper'}, ${added.event}
    FROM case_files.index_entry WHERE case_id = ${caseId}::uuid`.execute(db)
}

export interface SignedIndex {
  n: number
  status: IndexStatus
  at: Date
  entries: number
  folios: number
  content: string
  contentHash: string
  previousHash: string | null
  /** Null while it waits for the seal. */
  seal: {
    at: Date
    signature: Uint8Array
    eniSignature: Uint8Array
    /** Null for what was sealed before there was one. */
    xades: Uint8Array | null
  } | null
}

/** The oldest first; `from` leaves out those before. */
export async function signedIndexesOf(db: Db, caseId: string, from = 1): Promise<SignedIndex[]> {
  const { rows } = await sql<
    Omit<SignedIndex, 'seal'> & {
      sealedAt: Date | null
      signature: Uint8Array | null
      eniSignature: Uint8Array | null
      xades: Uint8Array | null
    }
  >`SELECT s.n, s.status, s.at, s.entries, s.folios, s.content, s.content_hash AS "contentHash",
      s.previous_hash AS "previousHash", l.sealed_at AS "sealedAt", l.signature,
      l.eni_signature AS "eniSignature", l.xades
    FROM case_files.signed_index s
    LEFT JOIN case_files.index_seal l ON l.case_id = s.case_id AND l.n = s.n
    WHERE s.case_id = ${caseId}::uuid AND s.n >= ${from} ORDER BY s.n`.execute(db)
  return rows.map(({ sealedAt, signature, eniSignature, xades, ...index }) => ({
    ...index,
    seal:
      sealedAt === null || signature === null || eniSignature === null
        ? null
        : { at: sealedAt, signature, eniSignature, xades },
  }))
}

export interface IndexHead {
  entries: number
  folios: number
  wanted: 'E01' | 'E02'
  signedN: number
  signedEntries: number
  signedStatus: IndexStatus | ''
  sealedN: number
}

/** Null while nothing was ever put into the index. */
export async function indexHeadOf(db: Db, caseId: string): Promise<IndexHead | null> {
  const { rows } = await sql<IndexHead>`
    SELECT entries, folios, wanted, signed_n AS "signedN", signed_entries AS "signedEntries",
      signed_status AS "signedStatus", sealed_n AS "sealedN"
    FROM case_files.index_head WHERE case_id = ${caseId}::uuid`.execute(db)
  return rows[0] ?? null
}

export async function insertSignedIndex(
  db: Db,
  caseId: string,
  made: Omit<SignedIndex, 'seal'>,
): Promise<void> {
  await sql`INSERT INTO case_files.signed_index (case_id, n, status, at, entries, folios, content,
      content_hash, previous_hash)
    VALUES (${caseId}::uuid, ${made.n}, ${made.status}, ${made.at}, ${made.entries},
      ${made.folios}, ${made.content}, ${made.contentHash}, ${made.previousHash})`.execute(db)
}

export async function insertIndexSeal(
  db: Db,
  caseId: string,
  seal: {
    n: number
    at: Date
    signature: Uint8Array
    eniSignature: Uint8Array
    xades: Uint8Array | null
  },
): Promise<void> {
  await sql`INSERT INTO case_files.index_seal (case_id, n, sealed_at, signature, eni_signature,
      xades)
    VALUES (${caseId}::uuid, ${seal.n}, ${seal.at}, ${Buffer.from(seal.signature)},
      ${Buffer.from(seal.eniSignature)}, ${seal.xades === null ? null : Buffer.from(seal.xades)})
    ON CONFLICT DO NOTHING`.execute(db)
}

/** Cases whose index changed since it was last made, or closed; in order of their ids. */
export async function casesToIndex(db: Db, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT case_id AS id FROM case_files.index_head
    WHERE (entries > signed_entries OR (wanted = 'E02' AND signed_status = 'E01'))
      AND case_id > ${after}::uuid ORDER BY case_id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Cases with an index that waits for the seal; in order of their ids. */
export async function casesToSeal(db: Db, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT case_id AS id FROM case_files.index_head
    WHERE sealed_n < signed_n AND case_id > ${after}::uuid
    ORDER BY case_id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** A signed index by its hash, of whatever case. */
export async function indexByHash(
  db: Db,
  caseId: string,
  contentHash: string,
): Promise<string | null> {
  const { rows } = await sql<{ content: string }>`SELECT content FROM case_files.signed_index
    WHERE case_id = ${caseId}::uuid AND content_hash = ${contentHash}`.execute(db)
  return rows[0]?.content ?? null
}

/** RUC and name of the institution of a case. */
export async function organOf(db: Db, caseId: string): Promise<{ ruc: string; name: string }> {
  const { rows } = await sql<{ ruc: string; name: string }>`
    SELECT i.ruc, i.name FROM case_files.case_file c
    JOIN people.institution i ON i.id = c.institution_id WHERE c.id = ${caseId}::uuid`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error(`there is no institution of case ${caseId}`)
  return row
}

/** When the case was opened. */
export async function openedOf(db: Db, caseId: string): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`SELECT filed_at AS at FROM case_files.case_file
    WHERE id = ${caseId}::uuid`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error(`there is no case ${caseId}`)
  return row.at
}

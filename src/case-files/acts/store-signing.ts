// Reads and writes batches of signing and how far each document of them came.
import { sql } from 'kysely'
import type { SignatureTicket } from '@rimaq/signatures'
import type { Db } from '../catalogue/store-procedures.ts'
import type { ActKind } from './act.ts'
import type { SignerStatus } from './judge-signature.ts'

export interface Batch {
  id: string
  person: string
  holding: string
  session: string
  way: 'agent' | 'firma-peru'
  created: Date
  until: Date
}

const batchColumns = sql`id, person_id AS person, holding_id AS holding, session, way, created, "until"`

export async function insertBatch(
  db: Db,
  batch: Omit<Batch, 'id'> & { codeHash: Uint8Array },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO case_files.signing_batch (person_id, holding_id, session, way, code_hash, created, "until")
    VALUES (${batch.person}::uuid, ${batch.holding}::uuid, ${batch.session}, ${batch.way},
      ${Buffer.from(batch.codeHash)}, ${batch.created}, ${batch.until}) RETURNING id`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an insert answered no row')
  return row.id
}

export async function batchByCode(db: Db, codeHash: Uint8Array): Promise<Batch | null> {
  const { rows } = await sql<Batch>`SELECT ${batchColumns} FROM case_files.signing_batch
    WHERE code_hash = ${Buffer.from(codeHash)}`.execute(db)
  return rows[0] ?? null
}

export async function batchById(db: Db, id: string): Promise<Batch | null> {
  const { rows } = await sql<Batch>`SELECT ${batchColumns} FROM case_files.signing_batch
    WHERE id = ${id}::uuid`.execute(db)
  return rows[0] ?? null
}

export type ItemState = 'waiting' | 'prepared' | 'received' | 'signed' | 'refused'

export interface Item {
  batch: string
  act: string
  place: number
  textVersion: number
  state: ItemState
  base: string | null
  ticket: SignatureTicket | null
  received: string | null
  level: 'B-B' | 'B-T' | null
  /** What was known of the signer's certificate when the signature came. */
  signerStatus: SignerStatus | null
  fault: string | null
  detail: Record<string, string | number> | null
  /** Of the act. */
  kind: ActKind
  title: string
  caseId: string
  year: number | null
  number: number | null
  /** It is signed, and an authority still has to say when. */
  pending: boolean
}

const itemColumns = sql`i.batch_id AS batch, i.act_id AS act, i.place, i.text_version AS "textVersion",
  i.state, i.base_sha256 AS base, i.ticket, i.received_sha256 AS received, i.level, i.signer_status AS "signerStatus", i.fault, i.detail,
  a.kind, a.title, a.case_id AS "caseId", a.year, a.number::float8 AS number,
  coalesce((SELECT v.pending FROM case_files.issued_version v WHERE v.code = a.code
    ORDER BY v.version DESC LIMIT 1), false) AS pending`

export async function insertItem(
  db: Db,
  item: Pick<Item, 'batch' | 'act' | 'place' | 'textVersion'>,
  now: Date,
): Promise<void> {
  await sql`INSERT INTO case_files.signing_item (batch_id, act_id, place, text_version, changed)
    VALUES (${item.batch}::uuid, ${item.act}::uuid, ${item.place}, ${item.textVersion}, ${now})`.execute(
    db,
  )
}

/** In the order in which they were chosen. */
export async function itemsOf(db: Db, batch: string): Promise<Item[]> {
  const { rows } = await sql<Item>`SELECT ${itemColumns} FROM case_files.signing_item i
    JOIN case_files.act a ON a.id = i.act_id
    WHERE i.batch_id = ${batch}::uuid ORDER BY i.place`.execute(db)
  return rows
}

/** Held until the transaction ends where `lock` says so. */
export async function readItem(
  db: Db,
  { batch, act, lock = false }: { batch: string; act: string; lock?: boolean },
): Promise<Item | null> {
  const { rows } = await sql<Item>`SELECT ${itemColumns} FROM case_files.signing_item i
    JOIN case_files.act a ON a.id = i.act_id
    WHERE i.batch_id = ${batch}::uuid AND i.act_id = ${act}::uuid
    ${lock ? sql`FOR UPDATE OF i` : sql``}`.execute(db)
  return rows[0] ?? null
}

type Key = Pick<Item, 'batch' | 'act'>

export async function markPrepared(
  db: Db,
  { batch, act }: Key,
  made: { base: string; ticket: SignatureTicket | null },
  now: Date,
): Promise<void> {
  await sql`UPDATE case_files.signing_item SET state = 'prepared', base_sha256 = ${made.base},
      ticket = ${made.ticket === null ? null : JSON.stringify(made.ticket)}::jsonb, fault = NULL,
      detail = NULL, changed = ${now}
    WHERE batch_id = ${batch}::uuid AND act_id = ${act}::uuid`.execute(db)
}

export async function markReceived(
  db: Db,
  { batch, act }: Key,
  came: { sha256: string; level: 'B-B' | 'B-T'; status: SignerStatus },
  now: Date,
): Promise<void> {
  await sql`UPDATE case_files.signing_item SET state = 'received', received_sha256 = ${came.sha256},
      level = ${came.level}, signer_status = ${came.status}, changed = ${now}
    WHERE batch_id = ${batch}::uuid AND act_id = ${act}::uuid`.execute(db)
}

export async function markItemSigned(db: Db, { batch, act }: Key, now: Date): Promise<void> {
  await sql`UPDATE case_files.signing_item SET state = 'signed', fault = NULL, detail = NULL,
      changed = ${now}
    WHERE batch_id = ${batch}::uuid AND act_id = ${act}::uuid AND state <> 'signed'`.execute(db)
}

/** Not where it was signed meanwhile. */
export async function markRefused(
  db: Db,
  { batch, act }: Key,
  why: { fault: string; detail: Readonly<Record<string, string | number>> },
  now: Date,
): Promise<void> {
  await sql`UPDATE case_files.signing_item SET state = 'refused', fault = ${why.fault},
      detail = ${JSON.stringify(why.detail)}::jsonb, changed = ${now}
    WHERE batch_id = ${batch}::uuid AND act_id = ${act}::uuid AND state <> 'signed'`.execute(db)
}

export interface Waiting {
  id: string
  caseId: string
  kind: ActKind
  title: string
  textVersion: number
  drafterName: string
  created: Date
  year: number
  number: number
  state: 'visas' | 'to-sign'
}

/**
 * What waits for a post: acts it signs, and acts it approves, oldest first. Whether it is its turn, and
 * what is visible, is the caller's.
 */
export async function waitingFor(db: Db, position: string, limit: number): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    SELECT a.id, a.case_id AS "caseId", a.kind, a.title, a.text_version AS "textVersion",
      p.given_names || ' ' || p.family_names AS "drafterName", a.created, c.year, c.number, a.state
    FROM case_files.act a
      JOIN case_files.case_file c ON c.id = a.case_id
      JOIN people.person p ON p.id = a.drafter_id
    WHERE (a.state = 'to-sign' AND a.signer_position_id = ${position}::uuid)
      OR (a.state = 'visas' AND a.visa_positions @> ARRAY[${position}::uuid]
        AND ${position}::uuid = (
          SELECT v.id FROM unnest(a.visa_positions) WITH ORDINALITY AS v (id, place)
          WHERE coalesce((SELECT g.outcome FROM case_files.act_visa g WHERE g.act_id = a.id
            AND g.text_version = a.text_version AND g.position_id = v.id
            ORDER BY g.n DESC LIMIT 1), '') <> 'given'
          ORDER BY v.place LIMIT 1))
    ORDER BY a.created, a.id LIMIT ${limit}`.execute(db)
  return rows
}

/** Batches of a person, newest first. */
export async function batchesOf(
  db: Db,
  person: string,
  limit: number,
): Promise<(Batch & { count: number; signed: number })[]> {
  const { rows } = await sql<Batch & { count: number; signed: number }>`
    SELECT ${batchColumns},
      (SELECT count(*)::int FROM case_files.signing_item i WHERE i.batch_id = b.id) AS count,
      (SELECT count(*)::int FROM case_files.signing_item i
        WHERE i.batch_id = b.id AND i.state = 'signed') AS signed
    FROM case_files.signing_batch b WHERE b.person_id = ${person}::uuid
    ORDER BY b.created DESC LIMIT ${limit}`.execute(db)
  return rows
}

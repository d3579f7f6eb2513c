// Reads and writes notifications, and the documents of a case that can be notified.
import { type RawBuilder, sql } from 'kysely'
import type { Phase } from '@rimaq/workdays'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Addressee, Channel } from './notification.ts'

export type EndedWhy = 'not-acknowledged' | 'undelivered' | 'cancelled' | 'defective' | 'silence'

export interface KeptNotification {
  id: string
  caseId: string
  position: number
  /** Empty for whoever filed; else as `partiesOf` names it. */
  party: string
  channel: Channel
  addressee: Addressee
  appeals: string
  body: string
  termDays: number
  exhausts: boolean
  beganSeq: number
  sentSeq: number | null
  letterId: string | null
  letterFault: string | null
  acknowledgedSeq: number | null
  /** `YYYY-MM-DD` */
  effectiveOn: string | null
  proof: string | null
  endedSeq: number | null
  endedWhy: EndedWhy | null
  /** Of the document that is notified. */
  name: string
  sha256: string
  mediaType: string
  /** By which anybody verifies the act, and the certificate of its notification; null for what has none. */
  code: string | null
  proofCode: string | null
}

const codeOf = (hash: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(SELECT v.code FROM case_files.issued_version v WHERE v.sha256 = ${hash})`
const columns = sql`n.id, n.case_id AS "caseId", n.position, n.party, n.channel, n.addressee, n.appeals,
  n.body, n.term_days AS "termDays", n.exhausts, n.began_seq AS "beganSeq",
  n.sent_seq AS "sentSeq", n.letter_id AS "letterId", n.letter_fault AS "letterFault",
  n.acknowledged_seq AS "acknowledgedSeq", n.effective_on::text AS "effectiveOn",
  n.proof_sha256 AS proof, n.ended_seq AS "endedSeq", n.ended_why AS "endedWhy",
  d.name, d.sha256, d.media_type AS "mediaType", ${codeOf(sql`d.sha256`)} AS code,
  ${codeOf(sql`n.proof_sha256`)} AS "proofCode"`
const joined = sql`case_files.notification n
  JOIN case_files.document d ON d.case_id = n.case_id AND d.position = n.position`

export interface NewNotification {
  id: string
  caseId: string
  position: number
  party: string
  channel: Channel
  addressee: Addressee
  consentSeq: number | null
  appeals: string
  body: string
  termDays: number
  exhausts: boolean
  beganSeq: number
  sentSeq: number | null
  letterId: string | null
  keyHash: Uint8Array | null
}

/** @throws 23000 without consent in force, 23505 while another one is under way */
export async function insertNotification(db: Db, made: NewNotification): Promise<void> {
  const key = made.keyHash === null ? null : Buffer.from(made.keyHash)
  await sql`INSERT INTO case_files.notification (id, case_id, position, party, channel, addressee,
      consent_seq, appeals, body, term_days, exhausts, began_seq, sent_seq, letter_id, key_hash)
    VALUES (${made.id}::uuid, ${made.caseId}::uuid, ${made.position}, ${made.party}, ${made.channel},
      ${JSON.stringify(made.addressee)}::jsonb, ${made.consentSeq}, ${made.appeals}, ${made.body},
      ${made.termDays}, ${made.exhausts}, ${made.beganSeq}, ${made.sentSeq},
      ${made.letterId}::uuid, ${key})`.execute(db)
}

/** Of one case, the oldest first. */
export async function notificationsOf(db: Db, caseId: string): Promise<KeptNotification[]> {
  const { rows } = await sql<KeptNotification>`SELECT ${columns} FROM ${joined}
    WHERE n.case_id = ${caseId}::uuid ORDER BY n.began_seq`.execute(db)
  return rows
}

/** Of several cases, for a list; permission is the caller's. */
export async function notificationsAmong(
  db: Db,
  caseIds: readonly string[],
): Promise<KeptNotification[]> {
  if (caseIds.length === 0) return []
  const { rows } = await sql<KeptNotification>`SELECT ${columns} FROM ${joined}
    WHERE n.case_id = ANY (${[...caseIds]}::uuid[]) ORDER BY n.case_id, n.began_seq`.execute(db)
  return rows
}

/** The case of a notification that was sent by mail with this key; null for another key. */
export async function caseOfMail(
  db: Db,
  { id, keyHash }: { id: string; keyHash: Uint8Array },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`SELECT case_id AS id FROM case_files.notification
    WHERE id = ${id}::uuid AND key_hash = ${Buffer.from(keyHash)}`.execute(db)
  return rows[0]?.id ?? null
}

export interface NotificationChange {
  sentSeq?: number
  letterFault?: string
  acknowledgedSeq?: number
  effective?: { on: string; seq: number; proof: string }
  ended?: { seq: number; why: EndedWhy }
}

/** Sets what is named; what is on record already does not change (trigger). */
export async function updateNotification(
  db: Db,
  id: string,
  change: NotificationChange,
): Promise<void> {
  const { sentSeq, letterFault, acknowledgedSeq, effective, ended } = change
  const sets = [
    ...(sentSeq === undefined ? [] : [sql`sent_seq = ${sentSeq}`]),
    ...(letterFault === undefined ? [] : [sql`letter_fault = ${letterFault.slice(0, 300)}`]),
    ...(acknowledgedSeq === undefined ? [] : [sql`acknowledged_seq = ${acknowledgedSeq}`]),
    ...(effective === undefined
      ? []
      : [
          sql`effective_on = ${effective.on}::date, effective_seq = ${effective.seq},
            proof_sha256 = ${effective.proof}`,
        ]),
    ...(ended === undefined ? [] : [sql`ended_seq = ${ended.seq}, ended_why = ${ended.why}`]),
  ]
  if (sets.length === 0) return
  await sql`UPDATE case_files.notification SET ${sql.join(sets)}
    WHERE id = ${id}::uuid`.execute(db)
}

/**
 * Cases on which the clock may have something to say about a notification: sent and not yet in effect, or
 * in effect while its act is not firm and a day has come on which that may change, or an appeal waits
 * to be taken up. `after` the last id.
 */
export async function casesToSettle(
  db: Db,
  { after, limit, today }: { after: string | null; limit: number; today: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT DISTINCT n.case_id AS id
    FROM case_files.notification n JOIN case_files.case_file c ON c.id = n.case_id
    WHERE n.ended_seq IS NULL AND n.sent_seq IS NOT NULL AND n.firm_seq IS NULL
      AND (${after}::uuid IS NULL OR n.case_id > ${after}::uuid)
      AND (n.effective_on IS NULL OR c.phase = 'firm'
        OR c.phase = 'notified' AND (c.clock_on IS NULL OR c.clock_on <= ${today}::date
          OR EXISTS (SELECT FROM case_files.event e WHERE e.case_id = c.id
            AND e.kind = 'appeal-received' AND NOT EXISTS (SELECT FROM case_files.event later
              WHERE later.case_id = c.id AND later.seq > e.seq AND later.kind = 'appealed'))))
    ORDER BY 1 LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** All notifications in effect of a case whose act became firm in this event. */
export async function noteFirmIn(db: Db, caseId: string, seq: number): Promise<void> {
  await sql`UPDATE case_files.notification SET firm_seq = ${seq}
    WHERE case_id = ${caseId}::uuid AND ended_seq IS NULL AND effective_on IS NOT NULL
      AND firm_seq IS NULL`.execute(db)
}

/** Positions of the documents that came from the filer, corrections and appeals among them. */
export async function positionsOfFiler(db: Db, caseId: string): Promise<Set<number>> {
  const { rows } = await sql<{ position: number }>`SELECT position FROM case_files.document
    WHERE case_id = ${caseId}::uuid AND origin = 'filer'`.execute(db)
  return new Set(rows.map(({ position }) => position))
}

export interface EntityDocument {
  position: number
  name: string
  kind: string
  sha256: string
}

/** Documents the entity made, the newest first, without proofs and receipts. */
export async function entityDocuments(db: Db, caseId: string): Promise<EntityDocument[]> {
  const { rows } = await sql<EntityDocument>`SELECT position, name, kind, sha256
    FROM case_files.document WHERE case_id = ${caseId}::uuid AND origin = 'entity'
      AND kind NOT IN ('receipt', 'proof', 'evidence', 'notice')
    ORDER BY (kind = 'resolution') DESC, position DESC`.execute(db)
  return rows
}

export interface Standing {
  id: string
  phase: Phase
  office: string | null
}

/** Phase and the name of the office that answers for each of these cases. */
export async function standingOf(db: Db, ids: readonly string[], now: Date): Promise<Standing[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Standing>`SELECT c.id, c.phase, (
      SELECT o.name FROM people.office_name o WHERE o.office_id = c.responsible_office_id
        AND o.valid_from <= ${now} ORDER BY o.valid_from DESC LIMIT 1) AS office
    FROM case_files.case_file c WHERE c.id = ANY (${[...ids]}::uuid[])`.execute(db)
  return rows
}

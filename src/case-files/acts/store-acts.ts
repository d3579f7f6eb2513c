// Reads and writes acts with their texts, comments and approvals.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { ActKind, ActState, Effect } from './act.ts'
import type { SignerStatus } from './judge-signature.ts'

export interface Act {
  id: string
  caseId: string
  institution: string
  kind: ActKind
  template: string
  title: string
  effect: Effect | null
  drafter: string
  drafterName: string
  signerPosition: string | null
  /** Title of that post. */
  signer: string | null
  visaPositions: string[]
  copyOffices: string[]
  setsAside: string | null
  state: ActState
  textVersion: number
  code: string
  created: Date
  year: number | null
  number: number | null
  signedAt: Date | null
  holding: string | null
  signedSha256: string | null
  setAsideBy: string | null
  /** It is signed, and an authority still has to say when. */
  pending: boolean
  /** What was known of the signer's certificate; null before it is signed. */
  signerStatus: SignerStatus | null
  /** What it waits for to last; null where it waits for nothing. */
  lasting: string | null
}

const columns = sql`a.id, a.case_id AS "caseId", a.institution_id AS institution, a.kind, a.template,
  a.title, a.effect, a.drafter_id AS drafter,
  (SELECT p.given_names || ' ' || p.family_names FROM people.person p WHERE p.id = a.drafter_id)
    AS "drafterName",
  a.signer_position_id AS "signerPosition",
  (SELECT s.title FROM people.position s WHERE s.id = a.signer_position_id) AS signer,
  a.visa_positions AS "visaPositions", a.copy_offices AS "copyOffices", a.sets_aside AS "setsAside",
  a.state, a.text_version AS "textVersion", a.code, a.created, a.year, a.number::float8 AS number,
  a.signed_at AS "signedAt", a.holding_id AS holding, a.signed_sha256 AS "signedSha256",
  a.set_aside_by AS "setAsideBy",
  coalesce((SELECT v.pending FROM case_files.issued_version v WHERE v.code = a.code
    ORDER BY v.version DESC LIMIT 1), false) AS pending,
  (SELECT i.signer_status FROM case_files.signing_item i WHERE i.act_id = a.id AND i.state = 'signed'
    ORDER BY i.changed LIMIT 1) AS "signerStatus",
  (SELECT coalesce(w.why, '') FROM case_files.long_term_wanted w WHERE w.code = a.code) AS lasting`

export interface NewAct {
  caseId: string
  institution: string
  kind: ActKind
  template: string
  templateVersion: number
  title: string
  effect: Effect | null
  drafter: string
  code: string
}

export async function insertAct(db: Db, act: NewAct, now: Date): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO case_files.act (case_id, institution_id, kind, template, template_version, title,
      effect, drafter_id, code, created)
    VALUES (${act.caseId}::uuid, ${act.institution}::uuid, ${act.kind}, ${act.template},
      ${act.templateVersion}, ${act.title}, ${act.effect}, ${act.drafter}::uuid, ${act.code}, ${now})
    RETURNING id`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an insert answered no row')
  return row.id
}

/** Null where there is none; `lock` until the transaction ends. Permission is the caller's. */
export async function readAct(db: Db, id: string, lock = false): Promise<Act | null> {
  const { rows } = await sql<Act>`SELECT ${columns} FROM case_files.act a
    WHERE a.id = ${id}::uuid ${lock ? sql`FOR UPDATE OF a` : sql``}`.execute(db)
  return rows[0] ?? null
}

/** Acts of a case, oldest first. */
export async function actsOfCase(db: Db, caseId: string): Promise<Act[]> {
  const { rows } = await sql<Act>`SELECT ${columns} FROM case_files.act a
    WHERE a.case_id = ${caseId}::uuid ORDER BY a.created, a.id`.execute(db)
  return rows
}

export interface ActChange {
  title?: string
  effect?: Effect | null
  signerPosition?: string | null
  visaPositions?: readonly string[]
  copyOffices?: readonly string[]
  setsAside?: string | null
  state?: ActState
  textVersion?: number
}

/** What is absent stays. @throws 23000 for a step that may not follow */
export async function updateAct(db: Db, id: string, change: ActChange): Promise<void> {
  const has = (name: keyof ActChange): boolean => change[name] !== undefined
  await sql`UPDATE case_files.act SET
      title = coalesce(${change.title ?? null}, title),
      effect = CASE WHEN ${has('effect')} THEN ${change.effect ?? null} ELSE effect END,
      signer_position_id = CASE WHEN ${has('signerPosition')}
        THEN ${change.signerPosition ?? null}::uuid ELSE signer_position_id END,
      visa_positions = CASE WHEN ${has('visaPositions')}
        THEN ${[...(change.visaPositions ?? [])]}::uuid[] ELSE visa_positions END,
      copy_offices = CASE WHEN ${has('copyOffices')}
        THEN ${[...(change.copyOffices ?? [])]}::uuid[] ELSE copy_offices END,
      sets_aside = CASE WHEN ${has('setsAside')} THEN ${change.setsAside ?? null}::uuid ELSE sets_aside END,
      state = coalesce(${change.state ?? null}, state),
      text_version = coalesce(${change.textVersion ?? null}, text_version)
    WHERE id = ${id}::uuid`.execute(db)
}

export interface Signing {
  year: number
  number: number
  signedAt: Date
  holding: string
  sha256: string
  event: number
}

/** The signature and the number, in one statement. @throws 23000 when the holding does not sign then */
export async function markSigned(db: Db, id: string, signing: Signing): Promise<void> {
  await sql`UPDATE case_files.act SET state = 'signed', year = ${signing.year},
      number = ${signing.number}, signed_at = ${signing.signedAt}, holding_id = ${signing.holding}::uuid,
      signed_sha256 = ${signing.sha256}, signed_event = ${signing.event}
    WHERE id = ${id}::uuid`.execute(db)
}

export async function markSetAside(db: Db, id: string, by: string): Promise<void> {
  await sql`UPDATE case_files.act SET state = 'set-aside', set_aside_by = ${by}::uuid
    WHERE id = ${id}::uuid`.execute(db)
}

export interface ActText {
  version: number
  body: string
  person: string
  names: string
  at: Date
}

export async function insertText(
  db: Db,
  row: { actId: string; version: number; body: string; person: string },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO case_files.act_text (act_id, version, body, person_id, at)
    VALUES (${row.actId}::uuid, ${row.version}, ${row.body}, ${row.person}::uuid, ${now})`.execute(
    db,
  )
}

/** One version; null when there is none. */
export async function readText(db: Db, actId: string, version: number): Promise<ActText | null> {
  const { rows } = await sql<ActText>`
    SELECT t.version, t.body, t.person_id AS person, p.given_names || ' ' || p.family_names AS names, t.at
    FROM case_files.act_text t JOIN people.person p ON p.id = t.person_id
    WHERE t.act_id = ${actId}::uuid AND t.version = ${version}`.execute(db)
  return rows[0] ?? null
}

/** Newest first, without their bodies. */
export async function textVersions(db: Db, actId: string): Promise<Omit<ActText, 'body'>[]> {
  const { rows } = await sql<Omit<ActText, 'body'>>`
    SELECT t.version, t.person_id AS person, p.given_names || ' ' || p.family_names AS names, t.at
    FROM case_files.act_text t JOIN people.person p ON p.id = t.person_id
    WHERE t.act_id = ${actId}::uuid ORDER BY t.version DESC LIMIT 200`.execute(db)
  return rows
}

export interface ActComment {
  n: number
  textVersion: number
  body: string
  names: string
  at: Date
}

export async function insertComment(
  db: Db,
  row: { actId: string; textVersion: number; body: string; person: string },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO case_files.act_comment (act_id, n, text_version, body, person_id, at)
    SELECT ${row.actId}::uuid, coalesce(max(n), 0) + 1, ${row.textVersion}, ${row.body},
      ${row.person}::uuid, ${now}
    FROM case_files.act_comment WHERE act_id = ${row.actId}::uuid`.execute(db)
}

export async function commentsOf(db: Db, actId: string): Promise<ActComment[]> {
  const { rows } = await sql<ActComment>`
    SELECT c.n, c.text_version AS "textVersion", c.body,
      p.given_names || ' ' || p.family_names AS names, c.at
    FROM case_files.act_comment c JOIN people.person p ON p.id = c.person_id
    WHERE c.act_id = ${actId}::uuid ORDER BY c.n`.execute(db)
  return rows
}

export interface Visa {
  n: number
  textVersion: number
  position: string
  title: string
  names: string
  outcome: 'given' | 'returned'
  reason: string | null
  at: Date
}

export async function insertVisa(
  db: Db,
  row: {
    actId: string
    textVersion: number
    position: string
    holding: string
    outcome: Visa['outcome']
    reason: string | null
  },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO case_files.act_visa (act_id, n, text_version, position_id, holding_id, outcome,
      reason, at)
    SELECT ${row.actId}::uuid, coalesce(max(n), 0) + 1, ${row.textVersion}, ${row.position}::uuid,
      ${row.holding}::uuid, ${row.outcome}, ${row.reason}, ${now}
    FROM case_files.act_visa WHERE act_id = ${row.actId}::uuid`.execute(db)
}

export async function visasOf(db: Db, actId: string): Promise<Visa[]> {
  const { rows } = await sql<Visa>`
    SELECT v.n, v.text_version AS "textVersion", v.position_id AS position, s.title,
      coalesce(p.given_names || ' ' || p.family_names, h.program, '') AS names, v.outcome, v.reason, v.at
    FROM case_files.act_visa v
      JOIN people.position s ON s.id = v.position_id
      JOIN people.holding h ON h.id = v.holding_id
      LEFT JOIN people.person p ON p.id = h.person_id
    WHERE v.act_id = ${actId}::uuid ORDER BY v.n`.execute(db)
  return rows
}

export interface ActFile {
  version: number
  sha256: string
  level: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'
}

/** The newest bytes of a signed act, with the timestamps added since; null before it is signed. */
export async function newestFile(db: Db, actId: string): Promise<ActFile | null> {
  const { rows } = await sql<ActFile>`SELECT v.version, v.sha256, v.level
    FROM case_files.act a JOIN case_files.issued_version v ON v.code = a.code
    WHERE a.id = ${actId}::uuid ORDER BY v.version DESC LIMIT 1`.execute(db)
  return rows[0] ?? null
}

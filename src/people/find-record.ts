// The access-checked way to records: one by id, a page of them, and how many there are.
import type { InstitutionId, OfficeId, PersonId, RecordId } from './actor.ts'
import { type DecisionContext, decide, grants, isProven, proofTime } from './decide.ts'
import { PeopleError } from './errors.ts'
import type { ActorsView } from './in-view-of.ts'
import type { RecordFacts } from './record.ts'
import { institutionOf, isValid, principalsOf } from './record.ts'
import { interestsOf } from './store-parties.ts'
import type { Db } from './store-holdings.ts'
import {
  type RecordPage,
  type RecordRow,
  accessOf,
  idsInView,
  levelOf,
  numberOfAllRecords,
  numberOfRecords,
  pageOfAllRecords,
  pageOfRecords,
  selectRecord,
} from './store-records.ts'
import { asProgram, setView } from './store-view.ts'

export interface FindOptions {
  verb: string
  kind: string
  id: string
  transitions?: DecisionContext['transitions']
  proposer?: string | null
  partyVerbs?: ReadonlySet<string>
}

/**
 * The record, when the actor may do this with it. Null when it is absent or invisible, without a
 * difference between the two.
 * @throws PeopleError not-permitted with the reason, when the actor sees it but may not do this
 */
export async function findRecord(view: ActorsView, find: FindOptions): Promise<RecordFacts | null> {
  const { trx, actor, now } = view
  // A secret is only opened to whoever has just proven to be there; the policy hides it otherwise.
  const opens = isProven(actor, now, proofTime.secret) ? find.id : null
  const principals = principalsOf(actor, now)
  await setView(trx, { principals, institution: institutionOf(actor), now, opens })
  const row = isUuid(find.id) ? await selectRecord(trx, find.kind, find.id) : null
  await setView(trx, { principals, institution: institutionOf(actor), now })
  if (row === null) return null
  const record = await withAccess(trx, row, now)
  const interests =
    actor.kind === 'person' && actor.holding !== null
      ? await interestsOf(trx, actor.person, now)
      : []
  const { transitions, proposer, partyVerbs } = find
  const decision = decide(actor, find.verb, record, {
    now,
    interests,
    ...(transitions && { transitions }),
    ...(proposer !== undefined && { proposer }),
    ...(partyVerbs && { partyVerbs }),
  })
  if (decision.permit) return record
  if (decision.reason === 'not-visible') return null
  throw new PeopleError('not-permitted', { reason: decision.reason })
}

/** A record with all its rows of access, once the view has shown that it may be known of. */
export async function withAccess(trx: Db, row: RecordRow, now: Date): Promise<RecordFacts> {
  const access = await asProgram(trx, now, () => accessOf(trx, row.id))
  return {
    ...factsOf(row),
    access: access.map((each) => ({ ...each, ceiling: levelOf(each.ceiling) })),
    parties: partiesIn(access),
  }
}

function partiesIn(access: { principal: string; reason: string }[]): string[] {
  return access
    .filter(({ reason }) => reason === 'party')
    .map(({ principal }) => principal.slice('party:'.length).split(' ')[0] ?? '')
}

export type ListedRecord = Omit<RecordFacts, 'access' | 'parties'>

function factsOf(row: RecordRow): ListedRecord {
  return {
    ...row,
    id: row.id as RecordId,
    institution: row.institution as InstitutionId,
    level: levelOf(row.level),
    custody: row.custody as OfficeId,
    drafter: row.drafter as PersonId | null,
  }
}

/** One page, newest first, with where the next begins. Secrets are in no list. */
export async function listRecords(
  view: ActorsView,
  page: RecordPage,
): Promise<{ records: ListedRecord[]; next: { opened: Date; id: string } | null }> {
  const rows =
    view.actor.kind === 'operator'
      ? await pageOfAllRecords(view.trx, page)
      : mayList(view)
        ? await pageOfRecords(view.trx, page)
        : []
  const last = rows.length === page.limit ? rows.at(-1) : undefined
  return {
    records: rows.map(factsOf),
    next: last === undefined ? null : { opened: last.opened, id: last.id },
  }
}

/**
 * Those of these records that the actor sees in lists, for a room that filters by what it alone knows:
 * what is invisible is left out before anything of it is shown or counted.
 */
export async function listedAmong(
  view: ActorsView,
  { kind, ids }: { kind: string; ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (ids.length === 0 || !mayList(view)) return new Set()
  return new Set(await idsInView(view.trx, kind, ids))
}

/**
 * How many the actor sees in lists, counted up to `atMost` (default 1,000; `more` says that there are
 * at least so many). What is invisible is in no count.
 */
export async function countRecords(
  view: ActorsView,
  { kind = null, atMost = 1_000 }: { kind?: string | null; atMost?: number } = {},
): Promise<{ count: number; more: boolean }> {
  const { trx, actor } = view
  const counted =
    actor.kind === 'operator'
      ? await numberOfAllRecords(trx, kind)
      : mayList(view)
        ? await numberOfRecords(trx, kind, atMost)
        : 0
  return { count: Math.min(counted, atMost), more: counted >= atMost }
}

/** Staff need the verb; everybody else sees the published and the own. */
function mayList({ actor, now }: ActorsView): boolean {
  if (actor.kind === 'system' && !actor.scopes.has('list')) return false
  if (actor.kind !== 'person' && actor.kind !== 'system') return true
  const { holding } = actor
  if (holding === null || !isValid(holding, now)) return true
  return holding.family === 'administer' || grants(holding, 'list', '')
}

/** Whether the text has the form of an id; what has not is no record's. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

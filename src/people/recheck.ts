// Asks permission again when a job, an export or a notice runs, for whoever asked for it.
import type { Clock, Database } from '#platform'
import type { Actor, Holding, HoldingId, PersonId, SessionId, TokenId } from './actor.ts'
import type { DenialReason } from './decide.ts'
import { PeopleError } from './errors.ts'
import { type FindOptions, findRecord } from './find-record.ts'
import { inViewOf } from './in-view-of.ts'
import { loadHolding, mandatesOfPerson, partiesOfPerson } from './load-holding.ts'
import type { Journal } from './perform.ts'
import type { RecordFacts } from './record.ts'

/** Who asked, as a job keeps it: names only, no rights. */
export type ActorReference =
  | { kind: 'operator' }
  | { kind: 'visitor' }
  | { kind: 'person'; person: PersonId; session: SessionId; holding: HoldingId | null }
  | { kind: 'system'; token: TokenId | null; holding: HoldingId; scopes: readonly string[] }

export function referenceTo(actor: Actor): ActorReference {
  if (actor.kind === 'operator' || actor.kind === 'visitor') return { kind: actor.kind }
  if (actor.kind === 'person') {
    const { person, session, holding } = actor
    return { kind: 'person', person, session, holding: holding?.id ?? null }
  }
  const { token, holding, scopes } = actor
  return { kind: 'system', token, holding: holding.id, scopes: [...scopes] }
}

export interface RecheckContext {
  database: Database
  clock: Clock
  journal: Journal
  /** Whether the token is not revoked; the room of tokens answers. Absent: tokens are refused. */
  isTokenValid?: (token: TokenId) => Promise<boolean>
}

export type Rechecked =
  | { permit: true; actor: Actor; record: RecordFacts }
  | { permit: false; reason: DenialReason | 'token-revoked' }

/**
 * The actor as it is now, and the record when it still may. Every denial is written to the journal.
 * Proofs of presence are not carried over: a secret is not opened by a job.
 */
export async function recheck(
  context: RecheckContext,
  reference: ActorReference,
  find: FindOptions,
): Promise<Rechecked> {
  const result = await judge(context, reference, find)
  if (!result.permit) {
    await context.database.transaction((trx) =>
      context.journal.write(trx, {
        act: 'deny-at-run',
        actor: result.actor,
        about: { kind: find.kind, id: find.id },
        content: { verb: find.verb, reason: result.reason, asked: reference },
      }),
    )
    return { permit: false, reason: result.reason }
  }
  return result
}

type Judged =
  | { permit: true; actor: Actor; record: RecordFacts }
  | { permit: false; actor: Actor; reason: DenialReason | 'token-revoked' }

async function judge(
  context: RecheckContext,
  reference: ActorReference,
  find: FindOptions,
): Promise<Judged> {
  const { database, clock } = context
  if (reference.kind === 'system' && reference.token !== null) {
    const valid = (await context.isTokenValid?.(reference.token)) ?? false
    if (!valid) return { permit: false, actor: { kind: 'visitor' }, reason: 'token-revoked' }
  }
  const actor = await actorOf(context, reference)
  if (actor === null) return { permit: false, actor: { kind: 'visitor' }, reason: 'holding-ended' }
  try {
    const record = await inViewOf({ database, clock, actor }, (view) => findRecord(view, find))
    return record === null
      ? { permit: false, actor, reason: 'not-visible' }
      : { permit: true, actor, record }
  } catch (error) {
    if (!(error instanceof PeopleError) || error.code !== 'not-permitted') throw error
    return { permit: false, actor, reason: error.detail['reason'] as DenialReason }
  }
}

/** Null when the holding named is not valid any more. */
async function actorOf(
  { database, clock }: RecheckContext,
  reference: ActorReference,
): Promise<Actor | null> {
  if (reference.kind === 'operator' || reference.kind === 'visitor') return reference
  const now = clock.now()
  let holding: Holding | null = null
  if (reference.holding !== null) {
    holding = await loadHolding(database.kysely, reference.holding, now)
    if (holding === null) return null
  }
  if (reference.kind === 'person') {
    const { person, session } = reference
    const parties = await partiesOfPerson(database.kysely, person, now)
    const mandates = await mandatesOfPerson(database.kysely, person, now)
    return { kind: 'person', person, session, holding, parties, mandates, provenAt: null }
  }
  if (holding === null) return null
  return { kind: 'system', token: reference.token, holding, scopes: new Set(reference.scopes) }
}

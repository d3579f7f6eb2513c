// Asks permission inside another room's transaction, for the actor as it is at that moment.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import { isTokenOpen, makerOfToken } from './accounts/store-tokens.ts'
import type { Actor, InstitutionId, OfficeId, PersonId, RecordId } from './actor.ts'
import { decide } from './decide.ts'
import { PeopleError } from './errors.ts'
import { type FindOptions, findRecord } from './find-record.ts'
import { loadHolding } from './load-holding.ts'
import type { Access, RecordFacts } from './record.ts'
import { firstAccess } from './register-record.ts'
import { officeBySlug, officesFollowing, slugOfOffice } from './store-organisation.ts'
import { namesOfPerson } from './store-people.ts'

type Trx = Transaction<Schema>

/** The actor with its holding, scopes and token as they are now; the proof of presence is kept. */
async function asItIsNow(trx: Trx, actor: Actor, now: Date): Promise<Actor> {
  if (actor.kind === 'operator' || actor.kind === 'visitor' || actor.holding === null) return actor
  const holding = await loadHolding(trx, actor.holding.id, now)
  if (holding === null) throw new PeopleError('not-permitted', { reason: 'holding-ended' })
  if (actor.kind === 'person') return { ...actor, holding }
  if (actor.token !== null && !(await isTokenOpen(trx, actor.token, now))) {
    throw new PeopleError('not-permitted', { reason: 'outside-scope' })
  }
  return { ...actor, holding }
}

/**
 * The record, when the actor may do this with it now.
 * @throws PeopleError not-found for absent and invisible alike, not-permitted with the reason
 */
export async function permitNow(
  trx: Trx,
  asking: { actor: Actor; find: FindOptions; now: Date },
): Promise<RecordFacts> {
  const { find, now } = asking
  const actor = await asItIsNow(trx, asking.actor, now)
  const record = await findRecord({ trx, actor, now }, find)
  if (record === null) throw new PeopleError('not-found', { what: find.kind })
  return record
}

/** Where a record lies that does not exist yet. */
export interface Place {
  institution: string
  office: string
}

/** The one open office with this slug. @throws PeopleError not-found */
export async function placeOf(trx: Trx, slug: string, now: Date): Promise<Place> {
  const offices = await officeBySlug(trx, slug, now)
  const [office] = offices
  if (office === undefined || offices.length > 1) {
    throw new PeopleError('not-found', { what: 'office' })
  }
  return { institution: office.institution, office: office.id }
}

/** The same; where that office was succeeded, the open one that took over. @throws PeopleError not-found */
export async function placeFollowing(trx: Trx, slug: string, now: Date): Promise<Place> {
  const offices = await officesFollowing(trx, slug, now)
  const [office] = offices
  if (office === undefined || offices.length > 1) {
    throw new PeopleError('not-found', { what: 'office' })
  }
  return { institution: office.institution, office: office.id }
}

/**
 * Whether the actor may do this with a record of this kind that this office would answer for.
 * @throws PeopleError as permitNow
 */
export async function permitNew(
  trx: Trx,
  asking: { actor: Actor; verb: string; kind: string; place: Place; now: Date },
): Promise<void> {
  const { verb, kind, place, now } = asking
  const actor = await asItIsNow(trx, asking.actor, now)
  const { institution, office: custody } = place
  const made = { id: '', kind, institution, custody, state: 'draft', level: 'institution' as const }
  const facts: RecordFacts = {
    ...made,
    id: made.id as RecordId,
    institution: institution as InstitutionId,
    custody: custody as OfficeId,
    basis: null,
    reviewBy: null,
    procedure: '',
    drafter: null,
    sealed: false,
    published: false,
    opened: now,
    parties: [],
    access: firstAccess(made).map((row): Access => ({ ...row, until: null })),
  }
  const decision = decide(actor, verb, facts, { now })
  if (decision.permit) return
  if (decision.reason === 'not-visible') throw new PeopleError('not-found', { what: kind })
  throw new PeopleError('not-permitted', { reason: decision.reason })
}

/** Who answers for what the actor drafts: the person, or the maker of the program's token. */
export async function drafterBehind(
  trx: Trx,
  actor: Actor,
): Promise<{ person: PersonId; names: string }> {
  const person =
    actor.kind === 'person'
      ? actor.person
      : actor.kind === 'system' && actor.token !== null
        ? await makerOfToken(trx, actor.token)
        : null
  const names = person === null ? null : await namesOfPerson(trx, person)
  // Without a known first person nobody could be told to be the second.
  if (person === null || names === null) {
    throw new PeopleError('not-permitted', { reason: 'same-person' })
  }
  return { person, names }
}

/** Slug of the office the actor acts in; null for those who act in none. */
export async function officeOf(trx: Trx, actor: Actor): Promise<string | null> {
  if (actor.kind === 'operator' || actor.kind === 'visitor' || actor.holding === null) return null
  return slugOfOffice(trx, actor.holding.office)
}

/** Slugs of the offices whose records the actor works on: the own one, and those below by its roles. */
export async function officesOf(trx: Trx, actor: Actor): Promise<string[]> {
  if (actor.kind === 'operator' || actor.kind === 'visitor' || actor.holding === null) return []
  const slugs: string[] = []
  for (const office of actor.holding.offices) slugs.push((await slugOfOffice(trx, office)) ?? '')
  return slugs.filter(Boolean)
}

// The one place where the question "may this person do this with this record now?" is answered.
import type { Actor, Holding } from './actor.ts'
import type { OrganisationFacts, RecordFacts } from './record.ts'
import { isValid, openingRows } from './record.ts'

export type DenialReason =
  /** Answered as absent: the actor is not to learn that the record exists. */
  | 'not-visible'
  | 'holding-ended'
  | 'other-institution'
  | 'outside-scope'
  | 'verb-not-granted'
  /** Visible, but only the office in custody and those assigned may change it. */
  | 'not-in-custody'
  | 'conflict'
  | 'sealed'
  | 'wrong-state'
  | 'same-person'
  /** The person must prove again to be there: passkey or second factor. */
  | 'proof-needed'

export type Decision = { permit: true } | { permit: false; reason: DenialReason }

export interface DecisionContext {
  now: Date
  /** Parties in whose cases the person must not act: own, relatives', declared. */
  interests?: readonly string[]
  /** Verbs that each state allows, from the system of the record; absent where states forbid none. */
  transitions?: Readonly<Record<string, readonly string[]>>
  /** Who proposed what a second person is to decide. */
  proposer?: string | null
  /** Verbs that a party has in its own case besides reading. */
  partyVerbs?: ReadonlySet<string>
}

/** Verbs that change nothing. */
export const readingVerbs: ReadonlySet<string> = new Set([
  'read',
  'search',
  'query',
  'export',
  'list',
])

/** Verbs for which the person must have proven to be there within `proofTime`. */
export const sensitiveVerbs: ReadonlySet<string> = new Set([
  'sign',
  'approve',
  'delegate',
  'appoint',
  'lower-level',
  'name-credential',
  'manage-people',
  'manage-organisation',
  'approve-break-glass',
  'destroy',
])

/** Access by which a record is changed; the rest of the path, the staff and auditors only read. */
const changing: ReadonlySet<string> = new Set(['custody', 'assigned', 'credential'])

/** Verbs that only a second person may do. */
const secondPerson: Readonly<Record<string, 'drafter' | 'proposer'>> = {
  approve: 'drafter',
  'lower-level': 'proposer',
  'approve-break-glass': 'proposer',
}

/**
 * Milliseconds that a proof of presence is fresh: for sensitive verbs, and for each opening of a secret.
 * The one place where this is set; `early` is how much sooner the pages ask again, so that what they
 * let through is not refused here a moment later.
 */
export const proofTime = { sensitive: 300_000, secret: 60_000, early: 5_000 } as const

const permit: Decision = { permit: true }
const deny = (reason: DenialReason): Decision => ({ permit: false, reason })

/**
 * Permits or denies with a reason; reads nothing and writes nothing. The first rule that fails gives
 * the reason, visibility before all others, so that no reason tells of a record one must not know.
 */
export function decide(
  actor: Actor,
  verb: string,
  record: RecordFacts | OrganisationFacts,
  context: DecisionContext,
): Decision {
  if (actor.kind === 'operator') return permit
  if (isOrganisation(record)) return decideOnOrganisation(actor, verb, record, context)
  const { now } = context
  const rows = openingRows(actor, record, now)
  const reads = readingVerbs.has(verb)
  if (actor.kind === 'system' && !actor.scopes.has(verb)) {
    return deny(rows.length > 0 ? 'outside-scope' : 'not-visible')
  }
  if (reads && rows.some(({ reason }) => reason === 'publication')) return permit
  const own = rows.filter(({ reason }) => reason !== 'publication')
  if (own.length === 0) return deny('not-visible')
  if (actor.kind === 'visitor') return deny('not-visible')
  const { holding } = actor
  if (holding === null) return asParty(verb, record, context)
  const opened = own.some(({ reason }) => reason === 'break-glass') && verb === 'read'
  if (record.level === 'secret' && !isProven(actor, now, proofTime.secret)) {
    // A secret is told to exist to nobody who has not just proven to be its reader.
    return deny('not-visible')
  }
  if (!opened && !grants(holding, verb, record.procedure)) return deny('verb-not-granted')
  if (holding.family === 'audit' && !reads) return deny('verb-not-granted')
  if (!reads && !own.some(({ reason }) => changing.has(reason))) return deny('not-in-custody')
  if (isConflicted(actor, record, context)) return deny('conflict')
  return afterGrant(actor, verb, record, context)
}

function afterGrant(
  actor: Actor,
  verb: string,
  record: RecordFacts,
  context: DecisionContext,
): Decision {
  const reads = readingVerbs.has(verb)
  if (record.sealed && !reads) return deny('sealed')
  if (!reads && context.transitions && !context.transitions[record.state]?.includes(verb)) {
    return deny('wrong-state')
  }
  const second = secondPerson[verb]
  const first = second === 'drafter' ? record.drafter : (context.proposer ?? null)
  if (second !== undefined && isFirst(actor, first)) return deny('same-person')
  if (sensitiveVerbs.has(verb) && !isProven(actor, context.now, proofTime.sensitive)) {
    return deny('proof-needed')
  }
  return permit
}

/** Residents read their own cases, and do what the system of the record lets parties do. */
function asParty(verb: string, record: RecordFacts, context: DecisionContext): Decision {
  if (readingVerbs.has(verb)) return permit
  if (!context.partyVerbs?.has(verb)) return deny('verb-not-granted')
  if (record.sealed) return deny('sealed')
  if (context.transitions && !context.transitions[record.state]?.includes(verb)) {
    return deny('wrong-state')
  }
  return permit
}

function decideOnOrganisation(
  actor: Actor,
  verb: string,
  { institution }: OrganisationFacts,
  context: DecisionContext,
): Decision {
  if (actor.kind === 'visitor' || actor.kind === 'operator' || actor.holding === null) {
    return deny('not-visible')
  }
  const { holding } = actor
  if (!isValid(holding, context.now)) return deny('holding-ended')
  if (holding.institution !== institution) return deny('other-institution')
  if (actor.kind === 'system' && !actor.scopes.has(verb)) return deny('outside-scope')
  if (!grants(holding, verb, '')) return deny('verb-not-granted')
  const second = secondPerson[verb]
  if (second !== undefined && isFirst(actor, context.proposer ?? null)) return deny('same-person')
  if (sensitiveVerbs.has(verb) && !isProven(actor, context.now, proofTime.sensitive)) {
    return deny('proof-needed')
  }
  return permit
}

/** `sign` for all, `sign licencia` for one procedure, `not sign licencia` for all but that one. */
export function grants(holding: Pick<Holding, 'verbs'>, verb: string, procedure: string): boolean {
  const { verbs } = holding
  if (procedure !== '' && verbs.has(`not ${verb} ${procedure}`)) return false
  return verbs.has(verb) || (procedure !== '' && verbs.has(`${verb} ${procedure}`))
}

function isOrganisation(record: RecordFacts | OrganisationFacts): record is OrganisationFacts {
  return record.kind === 'organisation'
}

/** A program proves nothing: what needs a person is closed to it. */
export function isProven(actor: Actor, now: Date, time: number): boolean {
  if (actor.kind === 'operator') return true
  if (actor.kind !== 'person' || actor.provenAt === null) return false
  const age = now.getTime() - actor.provenAt.getTime()
  return age >= 0 && age < time
}

/** Without a known first person nobody can be told to be the second. */
function isFirst(actor: Actor, first: string | null): boolean {
  return actor.kind !== 'person' || first === null || actor.person === first
}

/** Law on administrative procedure: officials abstain from their own cases, relatives' and the like. */
function isConflicted(actor: Actor, record: RecordFacts, context: DecisionContext): boolean {
  if (actor.kind !== 'person') return false
  const barred = new Set<string>([...actor.parties, ...(context.interests ?? [])])
  return record.parties.some((party) => barred.has(party))
}

// Opens, renews, checks and ends sessions: the one place that says whether a cookie still counts.
import type { Database, Identified, Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { Actor, Holding, HoldingId, SessionId } from '../actor.ts'
import { holdingsOf, loadHolding, mandatesOfPerson, partiesOfPerson } from '../load-holding.ts'
import { type Letters, giveNotice } from '../notices/give-notice.ts'
import { openNoticesOf } from '../notices/store-notices.ts'
import {
  type Account,
  type AccountJournal,
  type AccountId,
  type Asker,
  type Db,
  type EndReason,
  type SignedIn,
  type Way,
  limits,
  maySign,
} from './account.ts'
import { deviceOf, placeOf } from './describe-asker.ts'
import { AccountError } from './account-error.ts'
import { mayAct } from './may-act.ts'
import { hashOf, newSecret } from './secrets.ts'
import type { SecretBox } from './secret-box.ts'
import type { SteadyTime } from './steady-time.ts'
import {
  endSession,
  endSessions,
  insertSession,
  isNewDevice,
  openSession,
  touchSession,
} from './store-sessions.ts'

export interface SessionParts {
  database: Database
  time: SteadyTime
  journal: AccountJournal
  /** Absent where no mail is set up. */
  mail?: Letters | undefined
  /** Seals the secrets of codes by time. */
  box: SecretBox
  /** Whoever acts through a holding signed in by more than a password. */
  twoFactors: boolean
}

/** A session just opened: the cookie's value leaves with the answer and is kept nowhere. */
export interface Opened {
  secret: string
  session: SessionId
  holding: HoldingId | null
  /** There is more than one holding: the person chooses before anything else. */
  choose: boolean
}

/** How often `last_seen` is written, in milliseconds. */
const seenStep = 10_000

/** Milliseconds for which a place and a device count as the owner's. */
export const remembered = 90 * 86_400_000

/** Opens a session after a way in succeeded. With one holding it acts through it, with more the person chooses. */
export async function beginSession(
  parts: SessionParts,
  trx: Db,
  about: { account: Account; way: Way; asker: Asker; proven: boolean },
): Promise<Opened> {
  const { time, journal, mail } = parts
  const now = time.now()
  const { account, way, asker } = about
  const acts = await mayAct(parts, trx, { account: account.id, way })
  const holdings = (await holdingsOf(trx, account.person, now)).filter(
    ({ kind }) => kind !== 'system',
  )
  const only = acts && holdings.length === 1 ? (holdings[0]?.id ?? null) : null
  const holding = only === null ? null : await loadHolding(trx, only, now)
  const device = deviceOf(asker.userAgent)
  const place = placeOf(asker.ip)
  const since = new Date(now.getTime() - remembered)
  const isNew = await isNewDevice(trx, account.id, { device, place, since })
  const secret = newSecret()
  const session = await insertSession(trx, {
    secretHash: hashOf(secret),
    account: account.id,
    holding: holding?.id ?? null,
    signing: holding !== null && maySign(holding.verbs),
    way,
    begun: now,
    expires: new Date(now.getTime() + limits.session),
    at: now,
    provenAt: about.proven ? now : null,
    device,
    place,
  })
  await journal.write(trx, {
    what: 'signed-in',
    at: now,
    account: account.id,
    person: account.person,
    session,
    holding: holding?.id ?? null,
    detail: { way },
  })
  if (isNew) {
    const notice = {
      kind: 'new-device' as const,
      about: session,
      path: '/cuenta',
      detail: { device, place },
    }
    await giveNotice(trx as Transaction<Schema>, { persons: [account.person], notice, now, mail })
  }
  return { secret, session, holding: holding?.id ?? null, choose: acts && holdings.length > 1 }
}

/**
 * Replaces a session by one with a new id (ASVS 5.0, 7.2.4): after a proof of presence or a change of
 * holding. The old one is over; of two that renew it at once, one succeeds.
 * @throws AccountError `not-yours` when the session is over already or the holding is not the person's,
 * `one-factor` where the city asks for two before anybody acts through a holding
 */
export async function renewSession(
  parts: SessionParts,
  trx: Db,
  signedIn: SignedIn,
  change: { holding?: HoldingId | null; provenAt?: Date; what: string },
): Promise<Opened> {
  const { time, journal } = parts
  const now = time.now()
  const { session, account } = signedIn
  if (!(await endSession(trx, session.id, 'renewed', now))) throw new AccountError('not-yours')
  const wanted = change.holding === undefined ? session.holding : change.holding
  let holding: Holding | null = null
  if (wanted !== null) {
    const own = await holdingsOf(trx, account.person, now)
    if (!own.some(({ id }) => id === wanted)) throw new AccountError('not-yours')
    const about = { account: account.id, way: session.way }
    if (!(await mayAct(parts, trx, about))) throw new AccountError('one-factor')
    holding = await loadHolding(trx, wanted, now)
  }
  const secret = newSecret()
  const id = await insertSession(trx, {
    secretHash: hashOf(secret),
    account: account.id,
    holding: holding?.id ?? null,
    signing: holding !== null && maySign(holding.verbs),
    way: session.way,
    begun: session.begun,
    expires: session.expires,
    at: now,
    provenAt: change.provenAt ?? session.provenAt,
    device: session.device,
    place: session.place,
  })
  await journal.write(trx, {
    what: change.what,
    at: now,
    account: account.id,
    person: account.person,
    session: id,
    holding: holding?.id ?? null,
    detail: { before: session.id },
  })
  return { secret, session: id, holding: holding?.id ?? null, choose: false }
}

/** What the room knows of an Actor beside the Actor; nobody else holds the key. */
const known = new WeakMap<object, SignedIn>()

/** The signed-in person behind an actor of a request, or null. */
export function signedInOf(actor: unknown): SignedIn | null {
  return typeof actor === 'object' && actor !== null ? (known.get(actor) ?? null) : null
}

/**
 * The person behind a cookie, now: account, time and holding are looked at in each request, so that
 * what ended a moment ago has ended here. Null for every cookie that does not count.
 */
export async function identifySession(
  parts: SessionParts,
  secret: string,
): Promise<Identified | null> {
  const db = parts.database.kysely
  const now = parts.time.now()
  const found = await openSession(db, hashOf(secret))
  if (found === null) return null
  const { account } = found
  // Without the factors the city asks for, the session is one of a resident until they are there.
  const acts =
    found.session.holding === null ||
    (await mayAct(parts, db, { account: account.id, way: found.session.way }))
  const session = acts ? found.session : { ...found.session, holding: null, signing: false }
  const end = async (why: EndReason): Promise<null> => {
    await endSession(db, session.id, why, now)
    return null
  }
  if (account.state !== 'active') return end('blocked')
  if (now >= session.expires) return end('expired')
  const idle = session.signing ? limits.idleSigning : limits.idle
  if (now.getTime() - session.lastSeen.getTime() >= idle) return end('idle')
  // Side by side: together they take as long as the longest.
  const [holding, parties, mandates, all, notices] = await Promise.all([
    session.holding === null ? null : loadHolding(db, session.holding, now),
    partiesOfPerson(db, account.person, now),
    mandatesOfPerson(db, account.person, now),
    holdingsOf(db, account.person, now),
    openNoticesOf(db, account.person),
  ])
  if (session.holding !== null && holding === null) return end('holding-ended')
  if (now.getTime() - session.lastSeen.getTime() > seenStep) {
    await touchSession(db, session.id, now)
    await parts.time.note()
  }
  const actor: Extract<Actor, { kind: 'person' }> = {
    kind: 'person',
    person: account.person,
    session: session.id,
    holding,
    parties,
    mandates,
    provenAt: session.provenAt,
  }
  const choices = all.filter(({ kind }) => kind !== 'system')
  known.set(actor, { actor, account, session, choices, notices })
  return { actor, key: `account ${account.id} ${session.holding ?? ''}` }
}

/** Ends one session, or all of an account but one; writes it down. */
export async function endOwnSessions(
  { time, journal }: SessionParts,
  trx: Db,
  signedIn: SignedIn,
  which: { one: SessionId } | { allBut: SessionId | null },
): Promise<void> {
  const now = time.now()
  const { account, session } = signedIn
  if ('one' in which) {
    const why = which.one === session.id ? 'signed-out' : 'revoked'
    await endSession(trx, which.one, why, now, account.id)
  } else {
    const except = which.allBut === null ? {} : { except: which.allBut }
    await endSessions(trx, account.id, { why: 'revoked', at: now, ...except })
  }
  await journal.write(trx, {
    what: 'one' in which ? 'session-ended' : 'all-sessions-ended',
    at: now,
    account: account.id,
    person: account.person,
    session: session.id,
    holding: session.holding,
    detail: 'one' in which ? { ended: which.one } : {},
  })
}

/** Ends everything of an account at once, for instance when it is blocked. */
export async function endAll(
  { time }: SessionParts,
  trx: Db,
  account: AccountId,
  why: EndReason,
): Promise<number> {
  return endSessions(trx, account, { why, at: time.now() })
}

// Accounts, sessions and codes as the program knows them, and the limits they live under.
import type { Kysely } from 'kysely'
import type { Schema } from '#platform'
import type { HoldingSummary } from '../load-holding.ts'
import type { Actor, HoldingId, PersonId, SessionId } from '../actor.ts'

/** The database or an open transaction. */
export type Db = Kysely<Schema>

export type AccountId = string & { readonly brand: 'AccountId' }

export interface Account {
  id: AccountId
  person: PersonId
  /** How the person is greeted. */
  name: string
  state: 'active' | 'blocked'
  /** WebAuthn user handle, base64url. */
  userHandle: string
}

/** How a session was opened. */
export type Way = 'passkey' | 'password' | 'code' | 'outside'

export type EndReason =
  | 'signed-out'
  | 'revoked'
  | 'renewed'
  | 'idle'
  | 'expired'
  | 'holding-ended'
  | 'blocked'
  | 'recovered'

export interface Session {
  id: SessionId
  account: AccountId
  holding: HoldingId | null
  /** The holding may sign: idle time is shorter. */
  signing: boolean
  way: Way
  begun: Date
  expires: Date
  lastSeen: Date
  provenAt: Date | null
  device: string
  place: string
}

const minute = 60_000

/** Milliseconds. docs: trust reference 6.4; ASVS 5.0, 7.3.1 and 7.3.2. */
export const limits = {
  /** A session whose holding may sign ends after so long without a request. */
  idleSigning: 15 * minute,
  idle: 30 * minute,
  /** A session ends after so long, whatever happens. */
  session: 10 * 60 * minute,
  /** A challenge waits so long for its answer. */
  ceremony: 5 * minute,
  firstCode: 24 * 60 * minute,
  inviteCode: 72 * 60 * minute,
  assistedCode: 60 * minute,
  /** A code sent by mail, which may be held up (NIST SP 800-63B-4, 4.2.1: at most 24 hours). */
  mailedCode: 24 * 60 * minute,
  /** Between the second yes to a recovery and its code. */
  recoveryWait: 24 * 60 * minute,
} as const

/** Verbs after whose use nothing is as before: holdings with one of them idle out sooner. */
const signingVerbs: ReadonlySet<string> = new Set([
  'sign',
  'seal',
  'approve',
  'delegate',
  'appoint',
])

/** Whether one of the verbs of a holding signs; a verb may be narrowed to a procedure. */
export function maySign(verbs: ReadonlySet<string>): boolean {
  return [...verbs].some((verb) => signingVerbs.has(verb.split(' ')[0] ?? ''))
}

/** What is written down of a thing that happened to an account. Never a secret. */
export interface AccountEvent {
  what: string
  at: Date
  account: AccountId | null
  person: PersonId | null
  session: SessionId | null
  holding: HoldingId | null
  detail: Record<string, string | number>
}

/** The room of records gives one that keeps; without it events go to the log. */
export interface AccountJournal {
  write(trx: Db, event: AccountEvent): Promise<void>
}

/** Where a request comes from, for sessions and limits. */
export interface Asker {
  ip: string
  userAgent: string
  /** `https://host` as the person sees it. */
  origin: string
}

/** Everything pages and routes need of a signed-in person beside the Actor itself. */
export interface SignedIn {
  actor: Extract<Actor, { kind: 'person' }>
  account: Account
  session: Session
  /** The holdings the person may choose from now. */
  choices: HoldingSummary[]
  /** Notices the person has not read. */
  notices: number
}

// Opens accounts for a city: the clock that never goes back, and who stands behind a request.
import type { Clock, Database, Identify, Identified } from '#platform'
import type { Logger } from 'pino'
import type { Actor } from '../actor.ts'
import type { FirstAdministrator } from '../first-administrator.ts'
import type { HoldingSummary } from '../load-holding.ts'
import type { Letters } from '../notices/give-notice.ts'
import type { AccountEvent, AccountJournal, Db } from './account.ts'
import { setBlocked } from './block-account.ts'
import type { LeakedSources } from './common-passwords.ts'
import { type Newcomer, codeFor, firstCode, invite } from './codes.ts'
import { type SessionParts, identifySession, signedInOf } from './sessions.ts'
import type { SignInName } from './sign-in-name.ts'
import { secretBox } from './secret-box.ts'
import { openSteadyTime } from './steady-time.ts'
import { accountCount } from './store-accounts.ts'
import { forgetOldAttempts } from './store-attempts.ts'
import { sealOpenTotps } from './store-totp.ts'
import { identifyToken } from './tokens.ts'

export interface AccountsOptions {
  database: Database
  clock: Clock
  log: Logger
  /** Keeps what happens to accounts; default: it is written to the log. */
  journal?: AccountJournal
  /** Milliseconds of a clock that only goes forward; default `performance.now`. */
  elapsed?: () => number
  /** Where leaked passwords are looked up besides the own list. Default: nowhere. */
  leaked?: LeakedSources
  /** Letters to owners of accounts; default: none are written. */
  mail?: Letters | undefined
  /** Gives the owner of the first account a post; default: it gets none. */
  first?: FirstAdministrator | undefined
  /** Text of the file from which the key of sealed secrets is made. */
  secret: string
  /** Whether a password alone opens no holding (ASVS 5.0, 6.3.3); default false. */
  twoFactors?: boolean
}

export interface Accounts {
  /** For the verbs of this room. */
  parts: SessionParts & Pick<AccountsOptions, 'leaked' | 'first'> & { log: Logger }
  /** Given to the server. */
  identify: Identify
  /** How many accounts there are. */
  accountCount(): Promise<number>
  /** Code for the first account, or null where there is one; for the console only. */
  firstCode(): Promise<string | null>
  /** Account without a way in, and the code that opens it. @throws AccountError `name-taken` */
  invite(newcomer: Newcomer): Promise<string>
  /** Code for an account that lost its ways in. @throws AccountError `not-found` */
  codeFor(name: SignInName): Promise<string>
  /** Blocks an account, or opens it again. @throws AccountError `not-found` */
  setBlocked(name: SignInName, blocked: boolean): Promise<void>
  close(): Promise<void>
}

/** Who asks, for every room: visitors where nobody showed anything. */
export function actorOf(request: { actor?: unknown }): Actor {
  return (request.actor as Actor | undefined) ?? { kind: 'visitor' }
}

export interface Shown {
  name: string
  /** The holding the session acts through. */
  holding: HoldingSummary | null
  /** Whether there are others to choose from. */
  more: boolean
  /** Notices the person has not read. */
  notices: number
}

const shown = new WeakMap<object, Shown>()

/** What the head of pages says of a signed-in person; null for anyone else. */
export function shownOf(actor: unknown): Shown | null {
  return typeof actor === 'object' && actor !== null ? (shown.get(actor) ?? null) : null
}

/** Milliseconds behind from which it is told: clocks of one machine differ by parts of one. */
const tellBehind = 1000

/** Begins to keep accounts; `close()` writes the latest time down. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { database, clock, log } = options
  const db = database.kysely
  const elapsed = options.elapsed === undefined ? {} : { elapsed: options.elapsed }
  const time = await openSteadyTime({ db, clock, ...elapsed })
  const behind = Math.round(time.behind())
  if (behind > tellBehind) {
    log.warn({ behind }, 'the clock of this machine is behind the latest time seen')
  }
  await forgetOldAttempts(db, time.now())
  await time.note()
  const journal = options.journal ?? logJournal(log)
  const leaked = options.leaked === undefined ? {} : { leaked: options.leaked }
  const { mail, first, twoFactors = false } = options
  const box = secretBox(options.secret, 'second factor')
  const sealed = await sealOpenTotps(db, box)
  if (sealed > 0) log.info({ sealed }, 'secrets of codes by time are sealed now')
  const parts = { database, time, journal, log, mail, first, box, twoFactors, ...leaked }

  async function identify(sent: Parameters<Identify>[0]): Promise<Identified | null> {
    if (sent.token !== null) {
      const program = await identifyToken(parts, { ...sent, token: sent.token }, sent)
      if (program !== null) return program
    }
    if (sent.cookie === null) return null
    const person = await identifySession(parts, sent.cookie)
    const signedIn = person && signedInOf(person.actor)
    if (person === null || !signedIn) return null
    const { choices } = signedIn
    const holding = choices.find(({ id }) => id === signedIn.session.holding) ?? null
    const more = choices.length > (holding === null ? 0 : 1)
    const { notices } = signedIn
    shown.set(signedIn.actor, { name: signedIn.account.name, holding, more, notices })
    return person
  }

  return {
    parts,
    identify,
    accountCount: () => accountCount(db),
    firstCode: () => firstCode(parts),
    invite: (newcomer) => invite(parts, newcomer),
    codeFor: (name) => codeFor(parts, name),
    setBlocked: (name, blocked) => setBlocked(parts, name, blocked),
    async close() {
      await time.note()
      await leaked.leaked?.file?.close()
    },
  }
}

function logJournal(log: Logger): AccountJournal {
  return {
    async write(_trx: Db, event: AccountEvent): Promise<void> {
      log.info({ ...event, at: event.at.toISOString() }, `account: ${event.what}`)
    },
  }
}

// Makes, checks and takes back the tokens with which programs act.
import { Refusal } from '#platform'
import type { Identified } from '#platform'
import type { Actor } from '../actor.ts'
import { loadHolding } from '../load-holding.ts'
import type { Asker, SignedIn } from './account.ts'
import { AccountError } from './account-error.ts'
import { attempt } from './attempts.ts'
import { hashOf, isToken, looksLikeToken, newToken } from './secrets.ts'
import type { SessionParts } from './sessions.ts'
import {
  findToken,
  insertToken,
  revokeToken,
  systemHoldingsIn,
  touchToken,
} from './store-tokens.ts'

const day = 86_400_000
/** How often `last_used` is written, in milliseconds. */
const usedStep = 60_000

export interface TokenRequest {
  name: string
  holding: string
  verbs: string[]
  dataset: string | null
  organisation: string | null
  /** 1 to 365. */
  days: number
}

/** Where a token may act, beside its verbs; asked of rooms that know datasets. */
export interface TokenReach {
  dataset: string | null
  organisation: string | null
}

const reach = new WeakMap<object, TokenReach>()

/** To which dataset or organisation the actor's token is narrowed; null when it is no token. */
export function reachOf(actor: unknown): TokenReach | null {
  return typeof actor === 'object' && actor !== null ? (reach.get(actor) ?? null) : null
}

/**
 * Makes a token and returns it, once. It acts through a holding of kind system in an office the
 * person's own holding sees, with verbs that holding has.
 * @throws AccountError `no-system-holding`, `bad-token-request`
 */
export async function makeToken(
  { database, time, journal }: Pick<SessionParts, 'database' | 'time' | 'journal'>,
  signedIn: SignedIn,
  wanted: TokenRequest,
): Promise<string> {
  const now = time.now()
  const { actor, account } = signedIn
  const offices = actor.holding?.offices ?? []
  return database.transaction(async (trx) => {
    const offered = await systemHoldingsIn(trx, offices, now)
    const chosen = offered.find(({ id }) => id === wanted.holding)
    const holding = chosen ? await loadHolding(trx, chosen.id, now) : null
    if (holding === null) throw new AccountError('no-system-holding')
    const verbs = [...new Set(wanted.verbs)].filter((verb) => holding.verbs.has(verb))
    const { days } = wanted
    if (
      verbs.length === 0 ||
      verbs.length < new Set(wanted.verbs).size ||
      !(days >= 1 && days <= 365)
    ) {
      throw new AccountError('bad-token-request')
    }
    const token = newToken()
    const id = await insertToken(trx, {
      hash: hashOf(token),
      name: wanted.name,
      account: account.id,
      holding: holding.id,
      verbs,
      dataset: wanted.dataset,
      organisation: wanted.organisation,
      created: now,
      expires: new Date(now.getTime() + days * day),
    })
    await journal.write(trx, {
      what: 'token-made',
      at: now,
      account: account.id,
      person: account.person,
      session: actor.session,
      holding: actor.holding?.id ?? null,
      detail: { token: id, verbs: verbs.join(' '), days },
    })
    return token
  })
}

/** Takes a token back at once. @throws AccountError `not-found` */
export function takeBackToken(
  { database, time, journal }: Pick<SessionParts, 'database' | 'time' | 'journal'>,
  signedIn: SignedIn,
  id: string,
): Promise<void> {
  const { actor, account } = signedIn
  return database.transaction(async (trx) => {
    const now = time.now()
    if (!(await revokeToken(trx, account.id, id, now))) throw new AccountError('not-found')
    await journal.write(trx, {
      what: 'token-taken-back',
      at: now,
      account: account.id,
      person: account.person,
      session: actor.session,
      holding: actor.holding?.id ?? null,
      detail: { token: id },
    })
  })
}

/**
 * The program behind a token, now. Where CKAN's headers are read, keys that are not ours are ignored,
 * as CKAN does; everywhere else, and for our own that do not count, the request is refused.
 * @throws Refusal `not-signed-in`, `too-many-requests`
 */
export async function identifyToken(
  { database, time }: Pick<SessionParts, 'database' | 'time'>,
  sent: { token: string; lenient: boolean },
  asker: Pick<Asker, 'ip'>,
): Promise<Identified | null> {
  const db = database.kysely
  const now = time.now()
  if (!looksLikeToken(sent.token) && sent.lenient) return null
  const found = isToken(sent.token) ? await findToken(db, hashOf(sent.token)) : null
  const holding = found && found.expires > now ? await loadHolding(db, found.holding, now) : null
  if (found === null || holding === null || holding.kind !== 'system') {
    // Only failures are counted: a program may ask as often as the server lets it.
    await attempt(db, { what: 'token', ip: asker.ip, target: null, known: false }, now)
    throw new Refusal('not-signed-in')
  }
  if (found.lastUsed === null || now.getTime() - found.lastUsed.getTime() > usedStep) {
    await touchToken(db, found.id, now)
  }
  const scopes = new Set(found.verbs.filter((verb) => holding.verbs.has(verb)))
  const actor: Extract<Actor, { kind: 'system' }> = {
    kind: 'system',
    token: found.id,
    holding,
    scopes,
  }
  reach.set(actor, { dataset: found.dataset, organisation: found.organisation })
  return { actor, key: `token ${found.id}` }
}

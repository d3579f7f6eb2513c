// Lets a person in with name and password; says and takes the same for every way it can fail.
import type { Logger } from 'pino'
import type { AccountId, Asker } from './account.ts'
import { AccountError } from './account-error.ts'
import { attempt } from './attempts.ts'
import { placeOf } from './describe-asker.ts'
import { hashPassword, isOutdated, matches } from './password.ts'
import { beginSecondStep, hasSecondFactor } from './second-factor.ts'
import { type Opened, type SessionParts, beginSession, remembered } from './sessions.ts'
import { readSignInName } from './sign-in-name.ts'
import { accountByName, passwordOf, savePassword } from './store-accounts.ts'
import { knownPlace } from './store-sessions.ts'

/** No account has it. */
const nobody = '00000000-0000-0000-0000-000000000000' as AccountId

/**
 * The session, or the step in which the code of a second factor is asked for.
 * @throws AccountError `wrong` whatever was wrong; Refusal `too-many-requests` or `unavailable`
 */
export async function signInWithPassword(
  parts: SessionParts & { log: Logger },
  sent: { name: string; password: string },
  asker: Asker,
): Promise<Opened | { second: string }> {
  const { database, time } = parts
  const db = database.kysely
  const now = time.now()
  const target = readSignInName(sent.name)?.name ?? sent.name.trim().toLowerCase().slice(0, 254)
  const account = await accountByName(db, target)
  const since = new Date(now.getTime() - remembered)
  // The same questions whether there is an account or not, so that the time tells nothing.
  const id = account?.id ?? nobody
  const known = await knownPlace(db, id, placeOf(asker.ip), since)
  const counted = await attempt(db, { what: 'password', ip: asker.ip, target, known }, now)
  const kept = await passwordOf(db, id)
  const right = await matches(sent.password, kept)
  if (!right || account === null || kept === null || account.state !== 'active') {
    parts.log.warn({ ip: asker.ip, account: account?.id ?? null }, 'sign-in refused')
    throw new AccountError('wrong')
  }
  await counted.forgive()
  const fresh = isOutdated(kept) ? await hashPassword(sent.password) : null
  return database.transaction(async (trx) => {
    if (fresh) await savePassword(trx, account.id, fresh, { at: now, chosen: false })
    if (await hasSecondFactor(trx, account.id)) return beginSecondStep(trx, account.id, now)
    return beginSession(parts, trx, { account, way: 'password', asker, proven: false })
  })
}

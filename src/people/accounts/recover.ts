// Opens an account whose owner lost every way in: two other people, and a day in which it can be stopped.
import { type AccountId, type Db, type SignedIn, limits } from './account.ts'
import { AccountError } from './account-error.ts'
import { giveCode } from './codes.ts'
import type { SessionParts } from './sessions.ts'
import { readSignInName } from './sign-in-name.ts'
import { giveNotice } from '../notices/give-notice.ts'
import { mailAddressesOf } from '../notices/store-notices.ts'
import { accountById, accountByName } from './store-accounts.ts'
import {
  type Recovery,
  agreeRecovery,
  closeRecovery,
  insertRecovery,
  lockRecovery,
} from './store-recoveries.ts'

/** Verb of the holdings that may ask for and agree to a recovery. */
export const recoveryVerb = 'manage-people'

/** @throws AccountError `not-yours` when the holding does not administer people */
export function checkMayRecover(signedIn: SignedIn): void {
  if (!signedIn.actor.holding?.verbs.has(recoveryVerb)) throw new AccountError('not-yours')
}

async function note(
  { time, journal }: SessionParts,
  trx: Db,
  signedIn: SignedIn,
  what: string,
  about: { account: AccountId; recovery?: string },
): Promise<void> {
  await journal.write(trx, {
    what,
    at: time.now(),
    account: about.account,
    person: signedIn.account.person,
    session: signedIn.session.id,
    holding: signedIn.session.holding,
    detail: { by: signedIn.account.id, recovery: about.recovery ?? '' },
  })
}

/** The first person. @throws AccountError `not-yours`, `not-found`, `two-people` for one's own account */
export function askRecovery(
  parts: SessionParts,
  signedIn: SignedIn,
  sent: { name: string; reason: string },
): Promise<void> {
  checkMayRecover(signedIn)
  return parts.database.transaction(async (trx) => {
    const name = readSignInName(sent.name)?.name
    const account = name === undefined ? null : await accountByName(trx, name)
    if (account === null || account.state !== 'active') throw new AccountError('not-found')
    if (account.id === signedIn.account.id) throw new AccountError('two-people')
    const values = { account: account.id, reason: sent.reason, askedBy: signedIn.account.id }
    const now = parts.time.now()
    if (await insertRecovery(trx, { ...values, at: now })) {
      const about = `${account.id} ${now.toISOString()}`
      const notice = { kind: 'recovery' as const, about, path: '/cuenta', detail: {} }
      await giveNotice(trx, { persons: [account.person], notice, now, mail: parts.mail })
    }
    await note(parts, trx, signedIn, 'recovery-asked', { account: account.id })
  })
}

/** The second person; the time begins to run. @throws AccountError `two-people`, `not-found` */
export function agreeToRecovery(
  parts: SessionParts,
  signedIn: SignedIn,
  id: string,
): Promise<void> {
  checkMayRecover(signedIn)
  return parts.database.transaction(async (trx) => {
    const recovery = await found(trx, id)
    const me = signedIn.account.id
    if (recovery.askedBy === me || recovery.account === me) throw new AccountError('two-people')
    const ready = new Date(parts.time.now().getTime() + limits.recoveryWait)
    await agreeRecovery(trx, id, me, ready)
    await note(parts, trx, signedIn, 'recovery-agreed', { account: recovery.account, recovery: id })
  })
}

/**
 * The code for the owner, once, after the waiting time: by mail to the owner, where there is mail and an
 * address, and then nobody else sees it; else to be handed over.
 * @throws AccountError `too-early`, `not-found`
 */
export function finishRecovery(
  parts: SessionParts,
  signedIn: SignedIn,
  id: string,
): Promise<{ code: string } | { mailed: true }> {
  checkMayRecover(signedIn)
  return parts.database.transaction(async (trx) => {
    const recovery = await found(trx, id)
    const now = parts.time.now()
    const me = signedIn.account.id
    if (recovery.askedBy !== me && recovery.agreedBy !== me) throw new AccountError('not-yours')
    if (recovery.ready === null || now < recovery.ready) throw new AccountError('too-early')
    await closeRecovery(trx, id, 'done', now)
    await note(parts, trx, signedIn, 'recovery-done', { account: recovery.account, recovery: id })
    const { account } = recovery
    const owner = await accountById(trx, account)
    const [to] = owner === null ? [] : await mailAddressesOf(trx, [owner.person])
    if (parts.mail === undefined || to === undefined) {
      return { code: await giveCode(trx, { account, kind: 'assisted', now }) }
    }
    const code = await giveCode(trx, { account, kind: 'assisted', now, mailed: true })
    const expires = new Date(now.getTime() + limits.mailedCode)
    await parts.mail.code(trx, to, { code, expires })
    return { mailed: true as const }
  })
}

/** The owner, or whoever administers people, stops it at any time. @throws AccountError `not-found` */
export function stopRecovery(parts: SessionParts, signedIn: SignedIn, id: string): Promise<void> {
  return parts.database.transaction(async (trx) => {
    const recovery = await found(trx, id)
    if (recovery.account !== signedIn.account.id) checkMayRecover(signedIn)
    await closeRecovery(trx, id, 'stopped', parts.time.now())
    await note(parts, trx, signedIn, 'recovery-stopped', {
      account: recovery.account,
      recovery: id,
    })
  })
}

async function found(trx: Db, id: string): Promise<Recovery> {
  const recovery = await lockRecovery(trx, id)
  if (recovery === null) throw new AccountError('not-found')
  return recovery
}

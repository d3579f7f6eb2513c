// Lets a person in with a one-time code, and gives the account the way in they choose.
import type { Account, AccountId, Asker, Db } from './account.ts'
import { AccountError } from './account-error.ts'
import { attempt } from './attempts.ts'
import type { FirstAdministrator } from '../first-administrator.ts'
import { type Newcomer, makeAccount } from './codes.ts'
import { type LeakedSources, isLeaked } from './common-passwords.ts'
import { type NewPasskey, keepPasskey } from './passkeys.ts'
import { hashPassword, passwordFault } from './password.ts'
import { hashOf, readCode } from './secrets.ts'
import { type Opened, type SessionParts, beginSession, endAll } from './sessions.ts'
import {
  accountById,
  accountCount,
  lockFirstAccount,
  savePassword,
  signInNames,
} from './store-accounts.ts'
import { type KeptCode, findCode, useCode } from './store-codes.ts'
import { deleteTotp } from './store-totp.ts'

/** The way in a person chose. */
export type ChosenWay = { passkey: NewPasskey; name: string } | { password: string }

/**
 * Which code this is, unused; for the pages that follow. Counts as an attempt.
 * @throws AccountError `wrong-code`; Refusal `too-many-requests`
 */
export async function lookAtCode(
  { database, time }: SessionParts,
  written: string,
  asker: Asker,
): Promise<KeptCode & { code: string }> {
  const now = time.now()
  const counted = await attempt(
    database.kysely,
    { what: 'code', ip: asker.ip, target: null, known: false },
    now,
  )
  const code = readCode(written)
  const found = code === null ? null : await findCode(database.kysely, hashOf(code), now)
  if (code === null || found === null) throw new AccountError('wrong-code')
  await counted.forgive()
  return { ...found, code }
}

/** Refuses a password that is too short, too long, or too common. @throws AccountError */
export function checkPassword(password: string, names: readonly string[]): void {
  const fault = passwordFault(password, { names })
  if (fault !== null) throw new AccountError(`password-${fault}`)
}

/**
 * Uses the code up, makes the account (and gives it a post) where the code is the installation's first, adds the way in,
 * and opens a session; all or nothing. Sessions open elsewhere end: whoever needs a code has lost something.
 * @throws AccountError `wrong-code`, `name-taken`, `password-…`
 */
export async function enrol(
  parts: SessionParts & { first?: FirstAdministrator | undefined; leaked?: LeakedSources },
  sent: { code: string; newcomer: Newcomer | null; way: ChosenWay },
  asker: Asker,
): Promise<Opened> {
  const { database, time } = parts
  const now = time.now()
  const hash = hashOf(readCode(sent.code) ?? '')
  if ((await findCode(database.kysely, hash, now)) === null) throw new AccountError('wrong-code')
  const { way } = sent
  // Before the person is known only the file on this machine is asked, not a service.
  if ('password' in way && (await isLeaked(way.password, { file: parts.leaked?.file ?? null }))) {
    throw new AccountError('password-common')
  }
  const kept = 'password' in way ? await hashPassword(way.password) : null
  return database.transaction(async (trx) => {
    await lockFirstAccount(trx)
    const used = await useCode(trx, hash, now)
    if (used === null) throw new AccountError('wrong-code')
    const account = await accountFor(trx, used, sent, now)
    if (used.kind === 'first') {
      const { person } = account
      await parts.first?.appoint(trx, { person, ruc: sent.newcomer?.ruc ?? null })
    }
    if ('password' in way) {
      checkPassword(way.password, await signInNames(trx, account.id))
      if (kept) await savePassword(trx, account.id, kept, { at: now, chosen: true })
    } else await keepPasskey(trx, account.id, way.passkey, { name: way.name, at: now })
    // Whoever comes by a code has lost something: often the phone with the app.
    await deleteTotp(trx, account.id)
    await endAll(parts, trx, account.id, 'recovered')
    const proven = 'passkey' in way
    return beginSession(parts, trx, { account, way: 'code', asker, proven })
  })
}

async function accountFor(
  trx: Db,
  used: KeptCode,
  sent: { newcomer: Newcomer | null; way: ChosenWay },
  now: Date,
): Promise<Account> {
  const { newcomer, way } = sent
  let id = used.account
  if (used.kind === 'first') {
    // Two people with the console's code make one account between them.
    if (newcomer === null || (await accountCount(trx)) > 0) throw new AccountError('wrong-code')
    const handle = 'passkey' in way ? { userHandle: way.passkey.userHandle } : {}
    id = await makeAccount(trx, { ...newcomer, ...handle }, now)
  }
  const account = await accountById(trx, id as AccountId)
  if (account === null || account.state !== 'active') throw new AccountError('wrong-code')
  if ('passkey' in way && way.passkey.userHandle !== account.userHandle) {
    throw new AccountError('wrong-passkey')
  }
  return account
}

/** A printed code opens a session by itself; the person then adds a way in. @throws AccountError `wrong-code` */
export function signInWithPrintedCode(
  parts: SessionParts,
  code: string,
  asker: Asker,
): Promise<Opened> {
  const { database, time } = parts
  return database.transaction(async (trx) => {
    const used = await useCode(trx, hashOf(code), time.now())
    const account = used?.account ? await accountById(trx, used.account) : null
    if (used?.kind !== 'printed' || account === null || account.state !== 'active') {
      throw new AccountError('wrong-code')
    }
    return beginSession(parts, trx, { account, way: 'code', asker, proven: true })
  })
}

// Gives out one-time codes: the first of an installation, invitations, printed ones.
import type { PersonId } from '../actor.ts'
import { type AccountId, type Db, limits } from './account.ts'
import { AccountError } from './account-error.ts'
import { hashOf, newCode, newSecret } from './secrets.ts'
import type { SessionParts } from './sessions.ts'
import type { SignInName } from './sign-in-name.ts'
import {
  accountByName,
  accountCount,
  accountOfPerson,
  insertAccount,
  insertSignInName,
  lockFirstAccount,
  personWithDni,
} from './store-accounts.ts'
import { insertCode, withdrawCodes } from './store-codes.ts'

/**
 * The code with which the first account is made, for the console only; null where there is an account
 * already. An older one counts no more.
 */
export function firstCode({ database, time }: SessionParts): Promise<string | null> {
  return database.transaction(async (trx) => {
    await lockFirstAccount(trx)
    if ((await accountCount(trx)) > 0) return null
    const now = time.now()
    await withdrawCodes(trx, 'first', null, now)
    const code = newCode(8)
    const expires = new Date(now.getTime() + limits.firstCode)
    await insertCode(trx, { hash: hashOf(code), kind: 'first', account: null, at: now, expires })
    return code
  })
}

export interface Newcomer {
  dni: string
  givenNames: string
  familyNames: string
  /** Besides the DNI. */
  email: string | null
  /** Of the institution, where none is written down yet; for the first account only. */
  ruc?: string | null
  /** Where a passkey was made for it already. */
  userHandle?: string
}

/** Makes person (where the DNI is new) and account. @throws AccountError `name-taken` */
export async function makeAccount(trx: Db, newcomer: Newcomer, now: Date): Promise<AccountId> {
  const { dni, givenNames, familyNames, email } = newcomer
  const person: PersonId = await personWithDni(trx, { dni, givenNames, familyNames, at: now })
  if ((await accountOfPerson(trx, person)) !== null) throw new AccountError('name-taken')
  const account = await insertAccount(trx, {
    person,
    name: `${givenNames} ${familyNames}`,
    userHandle: newcomer.userHandle ?? newSecret(),
    at: now,
  })
  const names: SignInName[] = [{ name: dni, kind: 'dni' }]
  if (email !== null) names.push({ name: email, kind: 'email' })
  for (const each of names) {
    if (!(await insertSignInName(trx, { account, ...each, at: now }))) {
      throw new AccountError('name-taken')
    }
  }
  return account
}

/** Makes an account without a way in, and the code that opens it once. For operator and administrator. */
export function invite(parts: SessionParts, newcomer: Newcomer): Promise<string> {
  const { database, time, journal } = parts
  return database.transaction(async (trx) => {
    const now = time.now()
    const account = await makeAccount(trx, newcomer, now)
    await journal.write(trx, {
      what: 'invited',
      at: now,
      account,
      person: null,
      session: null,
      holding: null,
      detail: {},
    })
    return giveCode(trx, { account, kind: 'invite', now })
  })
}

/** A code for an account that has lost its ways in, from the console. @throws AccountError `not-found` */
export function codeFor(parts: SessionParts, name: SignInName): Promise<string> {
  const { database, time, journal } = parts
  return database.transaction(async (trx) => {
    const now = time.now()
    const account = await accountByName(trx, name.name)
    if (account === null) throw new AccountError('not-found')
    await journal.write(trx, {
      what: 'code-given',
      at: now,
      account: account.id,
      person: account.person,
      session: null,
      holding: null,
      detail: { by: 'operator' },
    })
    return giveCode(trx, { account: account.id, kind: 'invite', now })
  })
}

/** A new code of this kind; older unused ones of the account count no more. */
export async function giveCode(
  trx: Db,
  about: { account: AccountId; kind: 'invite' | 'assisted'; now: Date; mailed?: boolean },
): Promise<string> {
  const { account, kind, now } = about
  await withdrawCodes(trx, kind, account, now)
  const code = newCode(8)
  const assisted = about.mailed === true ? limits.mailedCode : limits.assistedCode
  const life = kind === 'invite' ? limits.inviteCode : assisted
  const expires = new Date(now.getTime() + life)
  await insertCode(trx, { hash: hashOf(code), kind, account, at: now, expires })
  return code
}

/** Ten codes for paper; those printed before count no more. */
export async function printCodes(trx: Db, account: AccountId, now: Date): Promise<string[]> {
  await withdrawCodes(trx, 'printed', account, now)
  const codes = Array.from({ length: 10 }, () => newCode(6))
  for (const code of codes) {
    await insertCode(trx, { hash: hashOf(code), kind: 'printed', account, at: now, expires: null })
  }
  return codes
}

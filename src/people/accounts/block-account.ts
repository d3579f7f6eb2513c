// Blocks an account: no way in works, and every session and token of it is over; or opens it again.
import { AccountError } from './account-error.ts'
import { type SessionParts, endAll } from './sessions.ts'
import type { SignInName } from './sign-in-name.ts'
import { accountByName, setAccountState } from './store-accounts.ts'

/** Sessions that were open stay ended when it is opened again. @throws AccountError `not-found` */
export function setBlocked(parts: SessionParts, name: SignInName, blocked: boolean): Promise<void> {
  const { database, time, journal } = parts
  return database.transaction(async (trx) => {
    const account = await accountByName(trx, name.name)
    if (account === null) throw new AccountError('not-found')
    const at = time.now()
    await setAccountState(trx, account.id, blocked ? 'blocked' : 'active', at)
    if (blocked) await endAll(parts, trx, account.id, 'blocked')
    await journal.write(trx, {
      what: blocked ? 'account-blocked' : 'account-unblocked',
      at,
      account: account.id,
      person: account.person,
      session: null,
      holding: null,
      detail: { by: 'operator' },
    })
  })
}

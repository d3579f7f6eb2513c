// Asks for a code after the password, where the owner switched that on: by time, or one printed.
import type { Account, AccountId, Asker, Db } from './account.ts'
import { AccountError } from './account-error.ts'
import { attempt } from './attempts.ts'
import { hashOf, newSecret, readCode } from './secrets.ts'
import { type Opened, type SessionParts, beginSession } from './sessions.ts'
import { accountById } from './store-accounts.ts'
import { findCode, useCode } from './store-codes.ts'
import { insertCeremony, takeCeremony } from './store-passkeys.ts'
import { isTotpConfirmed, takeStep, totpOf } from './store-totp.ts'
import { limits } from './account.ts'
import { totpStep } from './totp.ts'

/** Whether a code is asked for after the password of this account. */
export async function hasSecondFactor(db: Db, account: AccountId): Promise<boolean> {
  return isTotpConfirmed(db, account)
}

/**
 * Takes the code: by time (each once), or one of the printed ones, which is then used up. Counted as
 * an attempt before it is looked at; guessing is slowed by name, whoever asks.
 * @throws AccountError `wrong-second`; Refusal `too-many-requests`
 */
export async function takeSecondFactor(
  { database, time, box }: Pick<SessionParts, 'database' | 'time' | 'box'>,
  about: { account: AccountId; code: string; ip: string },
): Promise<void> {
  const { account, code, ip } = about
  const db = database.kysely
  const now = time.now()
  const counted = await attempt(db, { what: 'second', ip, target: account, known: false }, now)
  const right = await database.transaction(async (trx) => {
    const kept = await totpOf(trx, box, account)
    if (kept === null) return false
    const step = kept.secret && totpStep(kept.secret, code, { now, last: kept.last })
    if (step !== null) return takeStep(trx, account, step)
    const printed = readCode(code)
    if (printed === null) return false
    const found = await findCode(trx, hashOf(printed), now)
    if (found?.kind !== 'printed' || found.account !== account) return false
    return (await useCode(trx, hashOf(printed), now)) !== null
  })
  if (!right) throw new AccountError('wrong-second')
  await counted.forgive()
}

/** The password was right: what the next form shows instead of it, for five minutes and one answer. */
export async function beginSecondStep(
  trx: Db,
  account: AccountId,
  now: Date,
): Promise<{ second: string }> {
  const second = newSecret()
  await insertCeremony(trx, {
    idHash: hashOf(second),
    purpose: 'second',
    challenge: '-',
    account,
    session: null,
    userHandle: null,
    detail: null,
    now,
    expires: new Date(now.getTime() + limits.ceremony),
  })
  return { second }
}

/** A wrong code ends the step; this one carries the next. */
export class SecondStepAgain extends Error {
  readonly second: string
  constructor(second: string, options: ErrorOptions) {
    super('the code was wrong', options)
    this.name = 'SecondStepAgain'
    this.second = second
  }
}

/**
 * Opens the session. Password and code together prove presence.
 * @throws AccountError `ceremony-over`; SecondStepAgain with the error as its cause
 */
export async function finishSecondStep(
  parts: SessionParts,
  sent: { second: string; code: string },
  asker: Asker,
): Promise<Opened> {
  const { database, time } = parts
  const now = time.now()
  const db = database.kysely
  const ceremony = await takeCeremony(db, hashOf(sent.second), 'second', now)
  const account: Account | null = ceremony?.account ? await accountById(db, ceremony.account) : null
  if (account === null || account.state !== 'active') throw new AccountError('ceremony-over')
  try {
    await takeSecondFactor(parts, { account: account.id, code: sent.code, ip: asker.ip })
  } catch (cause) {
    const { second } = await beginSecondStep(db, account.id, now)
    throw new SecondStepAgain(second, { cause })
  }
  return database.transaction((trx) =>
    beginSession(parts, trx, { account, way: 'password', asker, proven: true }),
  )
}

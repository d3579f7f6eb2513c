// Asks for a proof that the person is there now, before what is sensitive.
import type { Asker, SignedIn } from './account.ts'
import { AccountError } from './account-error.ts'
import { attempt } from './attempts.ts'
import { proveWithPasskey } from './passkeys.ts'
import { matches } from './password.ts'
import { hasSecondFactor, takeSecondFactor } from './second-factor.ts'
import { type Opened, type SessionParts, renewSession } from './sessions.ts'
import { passwordOf } from './store-accounts.ts'
import { passkeysOf } from './store-passkeys.ts'

export type Proof = { ceremony: string; answer: string } | { password: string; code: string }

/**
 * Renews the session with a fresh proof. A password proves only for an account without passkeys,
 * and together with a code where the owner switched that on.
 * @throws AccountError `wrong`, `wrong-second`, `wrong-passkey`, `ceremony-over`; Refusal `too-many-requests`
 */
export async function prove(
  parts: SessionParts,
  signedIn: SignedIn,
  proof: Proof,
  asker: Asker,
): Promise<Opened> {
  const { database, time } = parts
  const { account, session } = signedIn
  const db = database.kysely
  if ('password' in proof) {
    if ((await passkeysOf(db, account.id)).length > 0) throw new AccountError('wrong-passkey')
    const tried = { what: 'prove', ip: asker.ip, target: account.id, known: true }
    const counted = await attempt(db, tried, time.now())
    if (!(await matches(proof.password, await passwordOf(db, account.id)))) {
      throw new AccountError('wrong')
    }
    if (await hasSecondFactor(db, account.id)) {
      await takeSecondFactor(parts, { account: account.id, code: proof.code, ip: asker.ip })
    }
    await counted.forgive()
  } else {
    const whose = { account: account.id, session: session.id }
    await proveWithPasskey(parts, { ...proof, origin: asker.origin }, whose)
  }
  const provenAt = time.now()
  return database.transaction((trx) =>
    renewSession(parts, trx, signedIn, { provenAt, what: 'proved' }),
  )
}

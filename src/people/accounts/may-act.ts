// Says whether a session has the factors the city asks for before somebody acts through a holding.
import type { AccountId, Db, Way } from './account.ts'
import type { SessionParts } from './sessions.ts'
import { isTotpConfirmed } from './store-totp.ts'

/**
 * Whether a session may act through a holding: everybody's, or, where the city asks for two factors
 * (ASVS 5.0, 6.3.3), one opened by a passkey, by the institution's own sign-in, or by a password
 * with its code. A printed code stands in for the second factor, not for both.
 */
export async function mayAct(
  { twoFactors }: Pick<SessionParts, 'twoFactors'>,
  db: Db,
  about: { account: AccountId; way: Way },
): Promise<boolean> {
  if (!twoFactors || about.way === 'passkey' || about.way === 'outside') return true
  return about.way === 'password' && isTotpConfirmed(db, about.account)
}

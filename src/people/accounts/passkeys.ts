// Adds, checks and removes passkeys (WebAuthn Level 3), over the SimpleWebAuthn library.
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { SessionId } from '../actor.ts'
import { type Account, type AccountId, type Asker, type Db, limits } from './account.ts'
import { AccountError } from './account-error.ts'
import { hashOf, newSecret } from './secrets.ts'
import { type Opened, type SessionParts, beginSession } from './sessions.ts'
import { accountById, passwordOf } from './store-accounts.ts'
import {
  type Ceremony,
  type Passkey,
  type Purpose,
  deletePasskey,
  insertCeremony,
  insertPasskey,
  lockAccount,
  passkeyById,
  passkeysOf,
  takeCeremony,
  usePasskey,
} from './store-passkeys.ts'

/** Options for the browser, and the random id under which their answer is awaited. */
export interface Begun {
  ceremony: string
  options: object
}

/** The name passkeys are bound to: that of the site (WebAuthn, 5.1.3 "effective domain"). */
export function siteName(origin: string): string {
  return new URL(origin).hostname
}

/** Passkeys need HTTPS or localhost, and a name: an address of numbers has none. */
export function canUsePasskeys(origin: string): boolean {
  const url = new URL(origin)
  if (url.hostname === 'localhost') return true
  return url.protocol === 'https:' && !/^[\d.]+$|^\[/.test(url.hostname)
}

/** COSE algorithms: ES256, EdDSA, RS256. Those still experimental in Node are not offered. */
const algorithms = [-7, -8, -257]

async function begin(
  { database, time }: SessionParts,
  about: Partial<Ceremony> & { purpose: Purpose; challenge: string },
): Promise<string> {
  const ceremony = newSecret()
  const now = time.now()
  await insertCeremony(database.kysely, {
    account: null,
    session: null,
    userHandle: null,
    detail: null,
    ...about,
    idHash: hashOf(ceremony),
    now,
    expires: new Date(now.getTime() + limits.ceremony),
  })
  return ceremony
}

/** Asks any passkey of this site (`sign-in`), or one of the account's own (`prove`). */
export async function askPasskey(
  parts: SessionParts,
  origin: string,
  whose: { account: AccountId; session: SessionId } | null,
): Promise<Begun> {
  const own = whose === null ? [] : await passkeysOf(parts.database.kysely, whose.account)
  const options = await generateAuthenticationOptions({
    rpID: siteName(origin),
    userVerification: 'required',
    timeout: limits.ceremony,
    allowCredentials: own.map(({ id, transports }) => ({ id, transports: transports as 'usb'[] })),
  })
  const ceremony = await begin(parts, {
    purpose: whose === null ? 'sign-in' : 'prove',
    challenge: options.challenge,
    ...whose,
  })
  return { ceremony, options }
}

/** Asks for a new passkey, discoverable and with user verification. */
export async function askNewPasskey(
  parts: SessionParts,
  origin: string,
  about: {
    purpose: 'add' | 'enrol'
    city: string
    /** How the authenticator lists it. */
    userName: string
    name: string
    account: Account | null
    session: SessionId | null
  },
): Promise<Begun> {
  const { account } = about
  const userHandle = account?.userHandle ?? newSecret()
  const own = account === null ? [] : await passkeysOf(parts.database.kysely, account.id)
  const options = await generateRegistrationOptions({
    rpName: about.city,
    rpID: siteName(origin),
    userName: about.userName,
    userDisplayName: about.name,
    userID: new Uint8Array(Buffer.from(userHandle, 'base64url')),
    timeout: limits.ceremony,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: own.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const ceremony = await begin(parts, {
    purpose: about.purpose,
    challenge: options.challenge,
    account: account?.id ?? null,
    session: about.session,
    userHandle,
  })
  return { ceremony, options }
}

/** The answer as the browser's JSON; its parts are checked by the library. */
function readAnswer<T>(text: string): T {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'id' in value) return value as T
  } catch {
    // No JSON is no answer.
  }
  throw new AccountError('wrong-passkey')
}

async function take(
  { database, time }: SessionParts,
  ceremony: string,
  purpose: Purpose,
): Promise<Ceremony> {
  const found = await takeCeremony(database.kysely, hashOf(ceremony), purpose, time.now())
  if (found === null) throw new AccountError('ceremony-over')
  return found
}

/** Checks an answer against its challenge and the kept key; moves the counter on. */
async function check(
  parts: SessionParts,
  sent: { ceremony: Ceremony; answer: AuthenticationResponseJSON; origin: string },
): Promise<Passkey> {
  const { database, time } = parts
  const passkey = await passkeyById(database.kysely, sent.answer.id)
  if (passkey === null) throw new AccountError('wrong-passkey')
  const verified = await verifyAuthenticationResponse({
    response: sent.answer,
    expectedChallenge: sent.ceremony.challenge,
    expectedOrigin: sent.origin,
    expectedRPID: siteName(sent.origin),
    requireUserVerification: true,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.counter,
    },
  }).catch((cause: unknown) => {
    throw new AccountError('wrong-passkey', { cause })
  })
  const { newCounter } = verified.authenticationInfo
  const moved =
    verified.verified && (await usePasskey(database.kysely, passkey.id, newCounter, time.now()))
  if (!moved) throw new AccountError('wrong-passkey')
  return passkey
}

/**
 * Lets its owner in. No limit by account holds here: an answer cannot be guessed.
 * @throws AccountError `ceremony-over`, `wrong-passkey`
 */
export async function signInWithPasskey(
  parts: SessionParts,
  sent: { ceremony: string; answer: string },
  asker: Asker,
): Promise<Opened> {
  const ceremony = await take(parts, sent.ceremony, 'sign-in')
  const answer = readAnswer<AuthenticationResponseJSON>(sent.answer)
  const passkey = await check(parts, { ceremony, answer, origin: asker.origin })
  const account = await accountById(parts.database.kysely, passkey.account)
  const handle = answer.response.userHandle
  // A discoverable credential names its account (WebAuthn, 7.2 step 6).
  if (account === null || account.state !== 'active' || handle !== account.userHandle) {
    throw new AccountError('wrong-passkey')
  }
  return parts.database.transaction((trx) =>
    beginSession(parts, trx, { account, way: 'passkey', asker, proven: true }),
  )
}

/** Whether the owner of this session is there now. @throws AccountError */
export async function proveWithPasskey(
  parts: SessionParts,
  sent: { ceremony: string; answer: string; origin: string },
  whose: { account: AccountId; session: SessionId },
): Promise<void> {
  const ceremony = await take(parts, sent.ceremony, 'prove')
  const answer = readAnswer<AuthenticationResponseJSON>(sent.answer)
  if (ceremony.session !== whose.session) throw new AccountError('ceremony-over')
  const passkey = await check(parts, { ceremony, answer, origin: sent.origin })
  if (passkey.account !== whose.account) throw new AccountError('wrong-passkey')
}

export interface NewPasskey {
  id: string
  publicKey: Uint8Array
  counter: number
  transports: string[]
  synced: boolean
  userHandle: string
  ceremony: Ceremony
}

/** Checks the answer to `askNewPasskey`; nothing is kept yet. @throws AccountError */
export async function checkNewPasskey(
  parts: SessionParts,
  sent: { ceremony: string; answer: string; origin: string },
  purpose: 'add' | 'enrol',
): Promise<NewPasskey> {
  const ceremony = await take(parts, sent.ceremony, purpose)
  const response = readAnswer<RegistrationResponseJSON>(sent.answer)
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: ceremony.challenge,
    expectedOrigin: sent.origin,
    expectedRPID: siteName(sent.origin),
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((cause: unknown) => {
    throw new AccountError('wrong-passkey', { cause })
  })
  if (!verified) throw new AccountError('wrong-passkey')
  const { credential, credentialBackedUp } = registrationInfo
  return {
    id: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: (credential.transports ?? []).filter((each) => /^[a-z-]{1,20}$/.test(each)),
    synced: credentialBackedUp,
    userHandle: ceremony.userHandle ?? '',
    ceremony,
  }
}

/** Keeps a checked passkey for an account. @throws AccountError `wrong-passkey` when it is known */
export async function keepPasskey(
  trx: Db,
  account: AccountId,
  fresh: NewPasskey,
  about: { name: string; at: Date },
): Promise<void> {
  const { id, publicKey, counter, transports, synced } = fresh
  const name = about.name.trim().slice(0, 80) || 'Rimaq'
  const values = { id, account, publicKey, counter, transports, synced, name, created: about.at }
  if (!(await insertPasskey(trx, values))) throw new AccountError('wrong-passkey')
}

/** Removes one; the last way in stays. @throws AccountError `last-way-in`, `not-found` */
export async function removePasskey(trx: Db, account: AccountId, id: string): Promise<void> {
  await lockAccount(trx, account)
  const others = (await passkeysOf(trx, account)).filter((each) => each.id !== id)
  if (others.length === 0 && (await passwordOf(trx, account)) === null) {
    throw new AccountError('last-way-in')
  }
  if (!(await deletePasskey(trx, account, id))) throw new AccountError('not-found')
}

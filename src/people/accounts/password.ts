// Turns passwords into Argon2id hashes and compares them, two at a time at most.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Refusal } from '#platform'
import { isCommon } from './common-passwords.ts'

/** Costs and result of one computation, as kept. */
export interface PasswordHash {
  hash: Buffer
  salt: Buffer
  /** KiB. */
  memory: number
  passes: number
  lanes: number
}

/** OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1. */
const costs = { memory: 19_456, passes: 2, lanes: 1 }

export const shortest = 8
/** Code points; longer ones cost time before they cost anything else. */
export const longest = 200

export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'own-name'

/** Why a new password is refused, or null. No rules of composition (NIST SP 800-63B, 5.1.1.2). */
export function passwordFault(
  password: string,
  about: { names: readonly string[] },
): PasswordFault | null {
  const length = [...password.normalize('NFKC')].length
  if (length < shortest) return 'too-short'
  if (length > longest) return 'too-long'
  if (isCommon(password)) return 'common'
  const low = password.normalize('NFKC').toLowerCase()
  const own = about.names
    .flatMap((name) => [name, name.split('@')[0] ?? ''])
    .filter((n) => n.length > 3)
  if (own.some((name) => low === name.toLowerCase())) return 'own-name'
  return null
}

const compute = promisify(argon2)

/** Computations under way, and those that wait: memory stays bounded however many sign in at once. */
const atOnce = 2
const waitingAtMost = 24
let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= waitingAtMost) throw new Refusal('unavailable', { retryAfter: 3 })
    await new Promise<void>((go) => waiting.push(go))
  } else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

function derive(
  password: string,
  kept: Omit<PasswordHash, 'hash'>,
  length: number,
): Promise<Buffer> {
  return inTurn(() =>
    compute('argon2id', {
      message: password.normalize('NFKC'),
      nonce: kept.salt,
      parallelism: kept.lanes,
      tagLength: length,
      memory: kept.memory,
      passes: kept.passes,
    }),
  )
}

/** @throws Refusal `unavailable` when too many compute already. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16)
  return { ...costs, salt, hash: await derive(password, { ...costs, salt }, 32) }
}

/** Nobody's password, with today's costs: unknown names take as long as known ones. */
const nobody: PasswordHash = { ...costs, salt: randomBytes(16), hash: randomBytes(32) }

/** False, after the same time, when there is no hash. @throws Refusal `unavailable` */
export async function matches(password: string, kept: PasswordHash | null): Promise<boolean> {
  const against = kept ?? nobody
  const computed = await derive(password, against, against.hash.length)
  return timingSafeEqual(computed, against.hash) && kept !== null
}

/** Whether the costs changed since the hash was computed. */
export function isOutdated(kept: PasswordHash): boolean {
  const { memory, passes, lanes } = kept
  return memory !== costs.memory || passes !== costs.passes || lanes !== costs.lanes
}

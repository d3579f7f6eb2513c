// Knows passwords that many people use, from a filter that comes with the program, and leaked ones.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Egress } from '#platform'
import { readBloom } from './bloom.ts'
import type { LeakedPasswords } from './leaked-file.ts'

/**
 * Passwords of public leaks, words and names in Spanish and English: the dictionaries of zxcvbn-ts
 * (MIT), written by scripts/make-common-passwords.ts. A filter says of one in 100,000 others that it
 * holds them; that costs somebody another choice. It is far from every leaked password: those are in
 * the file an operator may install, or known to a range service.
 */
const common = readBloom(readFileSync(new URL('./common-passwords.bin', import.meta.url)))

/** How many passwords, words and names the filter holds. */
export const listed: number = common.count

/** Whether the password, in any case and without digits or signs added at its end, is in the list. */
export function isCommon(password: string): boolean {
  const low = password.normalize('NFKC').toLowerCase()
  const bare = low.replace(/[\d\W_]+$/, '')
  const little = low.length - bare.length <= 4
  return common.has(low) || (bare.length >= 4 && little && common.has(bare))
}

/** What an operator may add to the filter. */
export interface LeakedSources {
  /** Installed by `rimaq passwords import`. */
  file?: LeakedPasswords | null
  /** A range service, and the way out to it. */
  service?: { url: string; egress: Egress } | null
}

/** Whether the password is known to have leaked; the file on this machine is asked first. */
export async function isLeaked(
  password: string,
  { file, service }: LeakedSources,
): Promise<boolean> {
  if (file && (await file.has(password))) return true
  return service ? isInService(password, service) : false
}

/**
 * Asks a range service (k-anonymity: only five hex digits of the SHA-1 leave) whether the password
 * was leaked. Answers false when the service cannot be reached: the own list was asked already.
 */
async function isInService(
  password: string,
  service: { url: string; egress: Egress },
): Promise<boolean> {
  const hash = createHash('sha1').update(password.normalize('NFKC')).digest('hex').toUpperCase()
  try {
    const { status, body } = await service.egress.fetch(`${service.url}/${hash.slice(0, 5)}`, {
      headers: { 'add-padding': 'true' },
      time: 3_000,
      bytes: 262_144,
    })
    if (status !== 200) return false
    // With padding there are lines that count 0.
    return Buffer.from(body)
      .toString('latin1')
      .split('\n')
      .some((line) => line.startsWith(`${hash.slice(5)}:`) && !/:0\s*$/.test(line))
  } catch {
    return false
  }
}

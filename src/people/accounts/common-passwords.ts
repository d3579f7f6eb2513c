// Knows passwords that many people use, from a list that comes with the program.
import { dictionary } from '@zxcvbn-ts/language-common'
import { createHash } from 'node:crypto'
import type { Egress } from '#platform'

/**
 * 49,233 passwords from public leaks, most used first (the list of zxcvbn, MIT); 17,950 of them have
 * eight characters or more and could be chosen here. That is far from every leaked password: the
 * range service knows hundreds of millions, and is asked only where an operator switches it on.
 */
const common: ReadonlySet<string> = new Set(dictionary['passwords-common'])

/** How many passwords the list holds. */
export const listed: number = common.size

/** Whether the password, in any case and without digits or signs added at its end, is in the list. */
export function isCommon(password: string): boolean {
  const low = password.normalize('NFKC').toLowerCase()
  const bare = low.replace(/[\d\W_]+$/, '')
  return common.has(low) || (bare.length >= 4 && common.has(bare) && low.length - bare.length <= 4)
}

/**
 * Asks a range service (k-anonymity: only five hex digits of the SHA-1 leave) whether the password
 * was leaked. Answers false when the service cannot be reached: the own list was asked already.
 */
export async function isLeaked(
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

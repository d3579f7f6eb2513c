// Makes guessing slow: by pair of asker and name, by name, by asker, and of all together.
import { Refusal, readerKey } from '#platform'
import type { Db } from './account.ts'
import { hashOf } from './secrets.ts'
import { type CountedScope, countAttempt, forgiveAttempt } from './store-attempts.ts'

/** ASVS 5.0, 6.3.1. Seconds. The free ones cover slips; the doubling covers guessing. */
const scopes = {
  pair: { free: 5, first: 2, most: 900, forget: 3600 },
  name: { free: 50, first: 30, most: 900, forget: 86_400 },
  asker: { free: 30, first: 10, most: 900, forget: 3600 },
  all: { free: 1000, first: 1, most: 60, forget: 600 },
} as const

export interface Attempt {
  /** What is tried: `password`, `code`, `token` … */
  what: string
  ip: string
  /** Name or other target as sent; null where there is none. */
  target: string | null
  /** The owner of the target has come from here before: only the pair counts, so that strangers lock nobody out. */
  known: boolean
}

export interface Counted {
  /** Call after success. */
  forgive(): Promise<void>
}

/**
 * Counts an attempt before it is looked at. Failing leaves it counted.
 * @throws Refusal `too-many-requests` with the seconds to wait
 */
export async function attempt(db: Db, tried: Attempt, now: Date): Promise<Counted> {
  const asker = readerKey(tried.ip)
  const key = (scope: keyof typeof scopes, about: string): CountedScope => ({
    key: hashOf(JSON.stringify([scope, tried.what, about])),
    ...scopes[scope],
  })
  const pair = key('pair', `${asker} ${tried.target ?? ''}`)
  const wide = tried.known
    ? []
    : [
        ...(tried.target === null ? [] : [key('name', tried.target)]),
        key('asker', asker),
        key('all', ''),
      ]
  for (const scope of [pair, ...wide]) {
    const seconds = await countAttempt(db, scope, now)
    if (seconds > 0) {
      throw new Refusal('too-many-requests', {
        ...(tried.what === 'token' ? {} : { sentence: 'people.sign-in.wait' }),
        values: { seconds },
        retryAfter: seconds,
      })
    }
  }
  return {
    forgive: () =>
      forgiveAttempt(
        db,
        pair.key,
        wide.map((scope) => scope.key),
      ),
  }
}

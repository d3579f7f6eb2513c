// Whether revocation data are new enough for a time (ETSI EN 319 102-1, 5.2.5).
import type { Policy } from '../policy/policy.ts'
import type { RevocationFact } from './fact.ts'

/**
 * The last time the data are fresh for: their issue and the greatest age, which is that of the policy
 * or what lies between thisUpdate and nextUpdate.
 */
export function freshUntil(
  { thisUpdate, nextUpdate }: RevocationFact,
  { freshness }: Policy,
): Date {
  if (freshness.maximum !== 'next-update')
    return new Date(thisUpdate.getTime() + freshness.maximum * 1000)
  return nextUpdate ?? new Date(thisUpdate.getTime() + freshness.withoutNextUpdate * 1000)
}

export function isFresh(fact: RevocationFact, time: Date, policy: Policy): boolean {
  return time <= freshUntil(fact, policy)
}

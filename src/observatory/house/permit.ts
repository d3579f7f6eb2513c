// Asks whether the actor may write the city's sheets: whoever publishes for the institution may.
import { type Actor, decide } from '#people'
import { ObservatoryError } from '../errors.ts'

/** `draft` for what is not shown yet, `publish` for what the public sees. @throws ObservatoryError not-permitted */
export function mustWrite(actor: Actor, verb: 'draft' | 'publish', now: Date): void {
  const decision = mayWrite(actor, verb, now)
  if (!decision) throw new ObservatoryError('not-permitted')
}

export function mayWrite(actor: Actor, verb: 'draft' | 'publish', now: Date): boolean {
  if (actor.kind === 'operator') return true
  if (actor.kind === 'visitor' || actor.holding === null) return false
  const { institution } = actor.holding
  return decide(actor, verb, { kind: 'organisation', institution }, { now }).permit
}

/** Who wrote it, for the rule that a second person publishes; null for the operator. */
export function personOf(actor: Actor): string | null {
  return actor.kind === 'person' ? actor.person : null
}

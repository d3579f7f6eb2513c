// Writes down in whose cases an official must not act.
import { decide } from './decide.ts'
import { PeopleError } from './errors.ts'
import type { InstitutionId } from './actor.ts'
import { type PeopleContext, perform } from './perform.ts'
import { insertInterest } from './store-parties.ts'

export interface NewInterest {
  institution: string
  person: string
  party: string
  kind: 'own' | 'relative' | 'declared'
  /** Default now; it may reach back. */
  from?: Date
}

/** Officials declare for themselves; administrators for anyone. @throws PeopleError not-permitted, not-found */
export async function declareInterest(context: PeopleContext, input: NewInterest): Promise<string> {
  const { actor } = context
  const own = actor.kind === 'person' && actor.person === input.person
  const record = { kind: 'organisation', institution: input.institution as InstitutionId } as const
  const decision = decide(actor, 'manage-people', record, { now: context.clock.now() })
  if (!own && !decision.permit) {
    throw new PeopleError('not-permitted', { reason: decision.reason })
  }
  return perform(context, 'declare-interest', async (trx, now) => {
    const id = await insertInterest(trx, { ...input, from: input.from ?? now }, now)
    const content = { person: input.person, kind: input.kind }
    return { answer: id, about: { kind: 'interest', id }, content }
  })
}

// Hands listed verbs of one's own holding to another person, for a time.
import type { Actor } from './actor.ts'
import { decide } from './decide.ts'
import { PeopleError } from './errors.ts'
import { loadHolding, within } from './load-holding.ts'
import { type PeopleContext, mustCite, mustNotReachBack, perform } from './perform.ts'
import type { GrantedVerb } from './store-holdings.ts'
import { verbsOfPosition } from './store-holdings.ts'
import { insertHolding, lockHolding } from './store-people.ts'

export interface Delegation {
  /** Holding of whoever delegates; the actor's own, unless at the console. */
  grantor: string
  person: string
  kind: 'delegate' | 'signing-delegate'
  verbs: readonly GrantedVerb[]
  /** The grantor does not use the verbs meanwhile; default false. */
  suspends?: boolean
  from?: Date
  until: Date
  act: string
}

/**
 * The new holding's id. What was received in delegation is not delegated again (TUO of Ley 27444,
 * article 78.2), and nothing is handed on that the grantor has not.
 * @throws PeopleError not-permitted, no-act, not-found, twice-delegated, nothing-delegated,
 *   beyond-grantor, in-the-past
 */
export async function delegate(context: PeopleContext, input: Delegation): Promise<string> {
  const act = mustCite(input.act)
  return perform(context, 'delegate', async (trx, now) => {
    const row = await lockHolding(trx, input.grantor)
    const grantor = row === null ? null : await loadHolding(trx, input.grantor as never, now)
    if (row === null || grantor === null || !isOwn(context.actor, input.grantor)) {
      throw new PeopleError('not-found', { what: input.grantor })
    }
    const record = { kind: 'organisation', institution: grantor.institution } as const
    const decision = decide(context.actor, 'delegate', record, { now })
    if (!decision.permit) throw new PeopleError('not-permitted', { reason: decision.reason })
    if (!['titular', 'acting', 'substitute'].includes(row.kind)) {
      throw new PeopleError('twice-delegated')
    }
    if (input.person === row.person) throw new PeopleError('same-person')
    if (input.verbs.length === 0) throw new PeopleError('nothing-delegated')
    const granted = await verbsOfPosition(trx, row.position, now)
    const covered = within(input.verbs, granted)
    const beyond = input.verbs.find(
      ({ verb, procedure }) =>
        verb === 'delegate' ||
        !covered.some((each) => each.verb === verb && each.procedure === procedure),
    )
    if (beyond !== undefined) throw new PeopleError('beyond-grantor', { verb: beyond.verb })
    const from = mustNotReachBack(input.from, now)
    if (input.until <= from) throw new PeopleError('bad-value', { field: 'until' })
    if (grantor.until !== null && input.until > grantor.until) {
      throw new PeopleError('beyond-grantor', { verb: grantor.until.toISOString() })
    }
    const id = await insertHolding(
      trx,
      {
        position: row.position,
        person: input.person,
        kind: input.kind,
        from,
        until: input.until,
        act,
        grantor: { id: row.id, kind: row.kind },
        suspends: input.suspends ?? false,
        verbs: input.verbs,
      },
      now,
    )
    const content = { grantor: row.id, person: input.person, verbs: input.verbs, act }
    return { answer: id, about: { kind: 'holding', id }, content }
  })
}

function isOwn(actor: Actor, holding: string): boolean {
  return actor.kind === 'operator' || (actor.kind === 'person' && actor.holding?.id === holding)
}

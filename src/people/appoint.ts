// Puts a person into a position: as titular, acting, or a program as system.
import type { HoldingKind } from './actor.ts'
import { PeopleError } from './errors.ts'
import { type PeopleContext, mustCite, mustManage, mustNotReachBack, perform } from './perform.ts'
import { readPosition } from './store-organisation.ts'
import { insertHolding } from './store-people.ts'

export interface Appointment {
  institution: string
  position: string
  /** Null for programs, which `program` names. */
  person: string | null
  program?: string
  kind: Extract<HoldingKind, 'titular' | 'acting' | 'substitute' | 'system'>
  /** Default now; never before. */
  from?: Date
  /** Needed for all but titular and system. */
  until?: Date | null
  act: string
}

/**
 * The new holding's id.
 * @throws PeopleError not-permitted, no-act, not-found, not-open, in-the-past, needs-end, position-taken
 */
export async function appoint(context: PeopleContext, input: Appointment): Promise<string> {
  mustManage(context, 'appoint', input.institution)
  const act = mustCite(input.act)
  return perform(
    context,
    input.kind === 'substitute' ? 'substitute' : 'appoint',
    async (trx, now) => {
      const position = await readPosition(trx, input.position)
      if (position?.institution !== input.institution) {
        throw new PeopleError('not-found', { what: input.position })
      }
      const from = mustNotReachBack(input.from, now)
      const until = input.until ?? null
      if (until === null && !['titular', 'system'].includes(input.kind)) {
        throw new PeopleError('needs-end')
      }
      if (until !== null && until <= from) throw new PeopleError('bad-value', { field: 'until' })
      if (position.until !== null && position.until <= from) throw new PeopleError('not-open')
      const id = await insertHolding(trx, { ...input, from, until, act }, now)
      const content = { position: position.id, person: input.person, kind: input.kind, act }
      return { answer: id, about: { kind: 'holding', id }, content }
    },
  )
}

/** Puts a person in the place of an absent one, for a time (suplencia). */
export async function substitute(
  context: PeopleContext,
  input: Omit<Appointment, 'kind' | 'program'> & { person: string; until: Date },
): Promise<string> {
  return appoint(context, { ...input, kind: 'substitute' })
}

// Asks whether the actor may change the catalogue.
import { type Actor, decide } from '#people'
import { CaseFilesError } from '../errors.ts'

/** Until an institution gives the right to somebody, the operator has it. @throws CaseFilesError not-permitted */
export function mustManageProcedures(actor: Actor, now: Date): void {
  const holding = actor.kind === 'person' || actor.kind === 'system' ? actor.holding : null
  if (actor.kind !== 'operator' && holding === null) throw new CaseFilesError('not-permitted')
  // The operator belongs to none.
  const institution = holding?.institution ?? ('' as never)
  const decision = decide(
    actor,
    'manage-organisation',
    { kind: 'organisation', institution },
    { now },
  )
  if (!decision.permit) throw new CaseFilesError('not-permitted', { reason: decision.reason })
}

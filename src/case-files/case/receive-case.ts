// Takes a case that was sent to the own office, or a copy for information.
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { isUnderWay, underWay } from './custody.ts'
import { custodyInStep } from './project-case.ts'

export interface Received {
  id: string
  seen: number | null
  /** Which movement; absent: the one that brings the case itself. */
  n?: number | null
}

/** @throws CaseFilesError not-under-way, case-moved */
export async function receiveCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, n = null }: Received,
): Promise<void> {
  if (n !== null && (await receiveCopy(parts, actor, { id, seen, n }))) return
  await actOnCase(parts, actor, { id, verb: 'route', seen }, async (step) => {
    const moved = underWay(await custodyInStep(step))
    if (moved === null) throw new CaseFilesError('not-under-way')
    await step.append('received', { n: moved.n }, { n: moved.n })
  })
}

/** Whoever reads a copy may say that it came; false where the movement is none. */
async function receiveCopy(
  parts: CaseParts,
  actor: Actor,
  { id, seen, n }: { id: string; seen: number | null; n: number },
): Promise<boolean> {
  return actOnCase(parts, actor, { id, verb: 'read', seen }, async (step) => {
    const { movements } = await custodyInStep(step)
    const copy = movements.find((each) => each.n === n)
    if (copy?.copy !== true) return false
    if (!isUnderWay(copy) || !worksIn(actor, copy.to)) throw new CaseFilesError('not-under-way')
    await step.append('received', { n }, { n })
    return true
  })
}

/** Whether the actor's post works on what lies in the office. */
export function worksIn(actor: Actor, office: string): boolean {
  if (actor.kind !== 'person' && actor.kind !== 'system') return false
  return actor.holding?.family === 'work' && actor.holding.offices.some((each) => each === office)
}

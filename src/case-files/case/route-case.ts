// Sends a case to another office of the institution, with copies for information; that office answers from then on.
import { letOfficesRead, officesNow } from '#people'
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { cleaned } from '../filing/form-answers.ts'
import { type CaseParts, type CaseStep, actOnCase } from './act-on-case.ts'
import { type Motive, type Priority, underWay } from './custody.ts'
import { custodyInStep } from './project-case.ts'

export interface Routing {
  id: string
  /** The last event the page showed; null in bulk. */
  seen: number | null
  to: string
  motive: Motive
  note: string
  priority: Priority
  /** Offices that are told, and answer nothing. */
  copies: readonly string[]
}

/**
 * The first sending meets the same-day rule of reception (Law 27444, art. 117.2, 132.1), late or not.
 * @throws CaseFilesError under-way, same-office, no-office, waits-for-correction, not-now, case-moved
 */
export async function routeCase(parts: CaseParts, actor: Actor, routing: Routing): Promise<number> {
  const { id, seen, to, motive, priority } = routing
  return actOnCase(parts, actor, { id, verb: 'route', seen }, async (step) => {
    const custody = await custodyInStep(step)
    if (underWay(custody) !== null) throw new CaseFilesError('under-way')
    if (to === custody.office) throw new CaseFilesError('same-office')
    const [observed] = custody.observations
    if (observed?.stage === 'reception' && step.state.phase === 'observed') {
      throw new CaseFilesError('waits-for-correction')
    }
    const copies = [...new Set(routing.copies)].filter((each) => each !== to)
    await mustBeOpen(step, [to, ...copies])
    const note = cleaned(routing.note).slice(0, 2_000)
    const content = { to, motive, note, priority, copies, ...clockOfRouting(step) }
    const seq = await step.append('routed', content, { to, motive, priority, copies })
    if (copies.length > 0) {
      await letOfficesRead(step.trx, { record: id, offices: copies }, step.now)
    }
    return seq
  })
}

/** @throws CaseFilesError no-office */
export async function mustBeOpen(step: CaseStep, offices: readonly string[]): Promise<void> {
  const open = await officesNow(step.trx, step.filed.institution, step.now)
  for (const office of offices) {
    if (!open.some(({ id }) => id === office)) throw new CaseFilesError('no-office')
  }
}

function clockOfRouting({ state }: CaseStep): { clock?: { kind: 'answered'; task: string } } {
  const first = state.terms.findLast(({ rule }) => rule === 'DERIV')
  const waits = first !== undefined && ['running', 'due-today', 'overdue'].includes(first.status)
  return waits ? { clock: { kind: 'answered', task: first.key } } : {}
}

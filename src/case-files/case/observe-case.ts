// Asks the filer once for everything that is to be corrected; what was not corrected may be named once more.
import type { CaseState } from '@rimaq/workdays'
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, type CaseStep, actOnCase } from './act-on-case.ts'
import { type Custody, type ObservedItem, lastMovement, underWay } from './custody.ts'
import { mustSay } from './must-say.ts'
import { custodyInStep } from './project-case.ts'

export interface Observing {
  id: string
  seen: number | null
  /** At reception (125.1, 125.6), or of what could not be seen then (125.5). */
  stage: 'reception' | 'later'
  items: readonly ObservedItem[]
}

/**
 * Law 27444, art. 125 and 126: one act with all observations; new ones are forbidden afterwards.
 * @throws CaseFilesError no-items, say-why, new-items, under-way, not-now (also two days after a
 *   filing by the digital counter, 125.6), case-moved
 */
export async function observeCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, stage, items }: Observing,
): Promise<number> {
  const verb = stage === 'reception' ? 'receive' : 'update'
  return actOnCase(parts, actor, { id, verb, seen }, (step) => observe(step, { stage, items }))
}

/**
 * Within a verb that holds the case; `more` goes into event and journal beside what is observed.
 * @throws CaseFilesError no-items, say-why, new-items, under-way, not-now
 */
export async function observe(
  step: CaseStep,
  given: Pick<Observing, 'stage' | 'items'>,
  more: { content: Record<string, unknown>; said: Record<string, unknown> } = {
    content: {},
    said: {},
  },
): Promise<number> {
  const { stage } = given
  const items = await mustObserve(step, given.items)
  const second = (await custodyInStep(step)).observations.length > 0
  const clock = { kind: 'observed', stage, ...(second ? { uncorrectedOnly: true } : {}) }
  const said = { ...more.said, stage, items: items.length }
  return step.append('observed', { ...more.content, clock, items }, said)
}

/**
 * What can be said before anything is written. Answers the items as they are kept.
 * @throws CaseFilesError no-items, say-why, new-items, under-way, not-now
 */
export async function mustObserve(
  step: CaseStep,
  items: readonly ObservedItem[],
): Promise<ObservedItem[]> {
  const custody = await custodyInStep(step)
  const { phase } = step.state
  if (phase !== 'open') throw new CaseFilesError('not-now', { kind: 'observed', phase })
  if (underWay(custody) !== null) throw new CaseFilesError('under-way')
  const said = items.map(({ requirement, reason }) => ({ requirement, reason: mustSay(reason) }))
  if (said.length === 0 || said.length > 60) throw new CaseFilesError('no-items')
  if (custody.observations.length > 0) mustBeKnown(custody, said)
  return said
}

/** At reception while it lies at the counter and the two days of 125.6 run; later otherwise. */
export function stageFor({
  custody,
  state,
}: {
  custody: Custody
  state: Pick<CaseState, 'terms'>
}): Observing['stage'] {
  const asked = state.terms.find(({ key }) => key === 'OBS-REQ')
  const runs =
    asked === undefined || ['running', 'due-today', 'met', 'met-late'].includes(asked.status)
  return lastMovement(custody) === null && runs ? 'reception' : 'later'
}

function mustBeKnown({ observations }: Custody, items: readonly ObservedItem[]): void {
  const known = observations.at(-1)?.items ?? []
  const same = (one: ObservedItem, other: ObservedItem): boolean =>
    one.requirement === other.requirement && one.reason === other.reason
  if (!items.every((item) => known.some((each) => same(each, item)))) {
    throw new CaseFilesError('new-items')
  }
}

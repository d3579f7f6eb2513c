// Asks the filer once for everything that is to be corrected; what was not corrected may be named once more.
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { type Custody, type ObservedItem, underWay } from './custody.ts'
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
  return actOnCase(parts, actor, { id, verb, seen }, async (step) => {
    const custody = await custodyInStep(step)
    if (underWay(custody) !== null) throw new CaseFilesError('under-way')
    const said = items.map(({ requirement, reason }) => ({ requirement, reason: mustSay(reason) }))
    if (said.length === 0 || said.length > 60) throw new CaseFilesError('no-items')
    const second = custody.observations.length > 0
    if (second) mustBeKnown(custody, said)
    const clock = { kind: 'observed', stage, ...(second ? { uncorrectedOnly: true } : {}) }
    return step.append('observed', { clock, items: said }, { stage, items: said.length })
  })
}

function mustBeKnown({ observations }: Custody, items: readonly ObservedItem[]): void {
  const known = observations.at(-1)?.items ?? []
  const same = (one: ObservedItem, other: ObservedItem): boolean =>
    one.requirement === other.requirement && one.reason === other.reason
  if (!items.every((item) => known.some((each) => same(each, item)))) {
    throw new CaseFilesError('new-items')
  }
}

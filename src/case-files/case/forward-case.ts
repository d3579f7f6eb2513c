// Forwards a case to the entity that is competent, which ends it here.
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { cleaned } from '../filing/form-answers.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { mustSay } from './must-say.ts'

/**
 * The filer is told on the own page; the term begins anew when the other entity receives it
 * (Law 27444, art. 130.1). @throws CaseFilesError no-name, say-why, not-now, case-moved
 */
export async function forwardCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, entity, why }: { id: string; seen: number | null; entity: string; why: string },
): Promise<void> {
  const name = cleaned(entity)
  if (name.length < 3 || name.length > 200) throw new CaseFilesError('no-name')
  const said = mustSay(why)
  await actOnCase(parts, actor, { id, verb: 'route', seen }, (step) =>
    step.append('forwarded', { entity: name, why: said, clock: { kind: 'forwarded' } }, { entity }),
  )
}

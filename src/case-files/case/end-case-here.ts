// Ends a case before a decision: forwarded to the entity that is competent, or withdrawn by its filer.
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { cleaned } from '../filing/form-answers.ts'
import { type CaseParts, actOnCase, actOnOwnCase } from './act-on-case.ts'
import { mustSay } from './must-say.ts'

/**
 * The filer is told on the own page; the term begins anew when the other entity receives it
 * (Law 27444, art. 130.1). @throws CaseFilesError no-name, no-words, not-now, case-moved
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

/** The filer gives the request up; another one may be filed (Law 27444, art. 189). @throws CaseFilesError not-now */
export async function withdrawCase(
  parts: CaseParts,
  actor: Actor,
  { id, key }: { id: string; key: string },
): Promise<void> {
  await actOnOwnCase(parts, { id, key, actor }, (step) =>
    step.append('withdrawn', { clock: { kind: 'withdrawn' } }),
  )
}

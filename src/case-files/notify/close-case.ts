// Closes a case whose act is firm, so that the archive can take it.
import type { Actor } from '#people'
import { actOnCase } from '../case/act-on-case.ts'
import type { NotifyParts } from './notify-parts.ts'
import { settleCase } from './settle.ts'

/** @throws CaseFilesError not-found, case-moved, not-now */
export async function closeCase(
  parts: NotifyParts,
  actor: Actor,
  { id, seen }: { id: string; seen: number },
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    await settleCase(parts, step)
    await step.append('closed', { clock: { kind: 'closed' } })
  })
}

// Puts a decided case back to be decided anew, because an act of another authority undid the decision or the silence.
import type { Actor } from '#people'
import { mustCiteResolution } from '../archive/link-cases.ts'
import { endRetention, retentionOf } from '../archive/store-retention.ts'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { mustSay } from './must-say.ts'

/** An appeal was upheld, the authority annulled its own act, or a court did (Law 27444, art. 202, 217.2). */
export const restoreReasons = ['appeal', 'nullity', 'court'] as const
export type RestoreReason = (typeof restoreReasons)[number]

/**
 * The whole term of the procedure runs again from the next working day, with its silence; what was
 * computed before stays on record. What lies in the archive is reopened first.
 * @throws CaseFilesError no-resolution, say-why, archived, not-now, case-moved
 */
export async function restoreCase(
  parts: CaseParts,
  actor: Actor,
  given: { id: string; seen: number | null; reason: RestoreReason; act: string; why: string },
): Promise<void> {
  const { id, seen, reason } = given
  const act = mustCiteResolution(given.act)
  const why = mustSay(given.why)
  await actOnCase(parts, actor, { id, verb: 'change-state', seen }, async (step) => {
    const kept = await retentionOf(step.trx, id)
    if (kept !== null && kept.archivedSeq !== null) throw new CaseFilesError('archived')
    const clock = { kind: 'restored', why: reason }
    const seq = await step.append('restored', { act, why, clock }, { reason })
    if (kept !== null) await endRetention(step.trx, id, seq)
  })
}

// Writes a comment beside the text it speaks of; and gives a draft up.
import type { Actor } from '#people'
import { actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { steps } from './act.ts'
import { type ActParts, officialOf } from './act-parts.ts'
import { mustAct } from './save-text.ts'
import { insertComment, updateAct } from './store-acts.ts'

/** Whoever reads the case in a post may comment. @throws CaseFilesError not-found, no-comment */
export async function commentAct(
  parts: ActParts,
  actor: Actor,
  given: { caseId: string; actId: string; body: string },
): Promise<void> {
  const { person } = officialOf(actor)
  const body = given.body.trim().slice(0, 4000)
  if (body === '') throw new CaseFilesError('no-comment')
  await actOnCase(parts, actor, { id: given.caseId, verb: 'read' }, async ({ trx, now }) => {
    const { id, textVersion } = await mustAct(trx, given)
    await insertComment(trx, { actId: id, textVersion, body, person }, now)
  })
}

/** A draft that nobody needs; its texts stay. @throws CaseFilesError not-found, act-not-now */
export async function dropAct(
  parts: ActParts,
  actor: Actor,
  given: { caseId: string; actId: string },
): Promise<void> {
  officialOf(actor)
  await actOnCase(parts, actor, { id: given.caseId, verb: 'draft' }, async ({ trx }) => {
    const act = await mustAct(trx, given)
    if (steps[act.state].drop === undefined) {
      throw new CaseFilesError('act-not-now', { state: act.state })
    }
    await updateAct(trx, act.id, { state: 'dropped' })
  })
}

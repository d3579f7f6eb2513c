// Gives a case to a post of the office that has it, or back to the whole office.
import { type Actor, postsNow } from '#people'
import { CaseFilesError } from '../errors.ts'
import { cleaned } from '../filing/form-answers.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { underWay } from './custody.ts'
import { custodyInStep } from './project-case.ts'

export interface Assignment {
  id: string
  seen: number | null
  /** Null: back to the office, where whoever heads it answers. */
  position: string | null
  note: string
}

/**
 * Whoever heads the office gives it to others; everybody who works there may take it for the own post.
 * @throws CaseFilesError under-way, no-post, case-moved
 */
export async function assignCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, position, note }: Assignment,
): Promise<void> {
  const own = actor.kind === 'person' && position !== null && actor.holding?.position === position
  await actOnCase(parts, actor, { id, verb: own ? 'update' : 'assign', seen }, async (step) => {
    const custody = await custodyInStep(step)
    if (underWay(custody) !== null) throw new CaseFilesError('under-way')
    if (position !== null) {
      const posts = await postsNow(step.trx, [custody.office], step.now)
      const post = posts.find((each) => each.position === position)
      if (post === undefined || post.holders.length === 0) throw new CaseFilesError('no-post')
    }
    const said = cleaned(note).slice(0, 2_000)
    await step.append('assigned', { position, note: said }, { position })
  })
}

// Says of a draft what it is about, what it decides, who approves it in which order, who signs, who gets a copy.
import type { Actor } from '#people'
import { type CaseStep, actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { type Effect, deciding } from './act.ts'
import { type ActParts, officialOf } from './act-parts.ts'
import { mustAct } from './save-text.ts'
import { updateAct } from './store-acts.ts'
import { type Post, openOffices, postsWith } from './store-posts.ts'

export interface Arrangement {
  title: string
  effect: Effect | null
  signer: string | null
  /** Posts in the order in which they approve. */
  visas: readonly string[]
  copies: readonly string[]
}

export interface Choices {
  signers: Post[]
  visas: Post[]
  offices: { id: string; name: string }[]
}

/** Who may be chosen at this instant. */
export async function choicesFor({ trx, now, filed, record }: CaseStep): Promise<Choices> {
  const { institution, code: procedure } = filed
  const over = record?.custody
  return {
    signers: await postsWith(
      trx,
      { institution, procedure, verb: 'sign', ...(over === undefined ? {} : { over }) },
      now,
    ),
    visas: await postsWith(trx, { institution, procedure, verb: 'approve' }, now),
    offices: await openOffices(trx, institution, now),
  }
}

/**
 * Only of a draft: what others approved is not changed under them.
 * @throws CaseFilesError not-found, act-not-now, not-a-choice, bad-title
 */
export async function arrangeAct(
  parts: ActParts,
  actor: Actor,
  given: { caseId: string; actId: string; arrangement: Arrangement },
): Promise<void> {
  officialOf(actor)
  const { arrangement } = given
  const { signer, effect } = arrangement
  const title = arrangement.title.replaceAll(/[\p{C}\s]+/gu, ' ').trim()
  if (title.length < 3 || title.length > 300) throw new CaseFilesError('bad-title')
  await actOnCase(parts, actor, { id: given.caseId, verb: 'draft' }, async (step) => {
    const act = await mustAct(step.trx, given)
    if (act.state !== 'draft') throw new CaseFilesError('act-not-now', { state: act.state })
    if (effect !== null && !deciding.has(act.kind)) throw new CaseFilesError('not-a-choice')
    const choices = await choicesFor(step)
    const known = (list: readonly { id: string }[], id: string): boolean =>
      list.some((each) => each.id === id)
    const visas = [...new Set(arrangement.visas)]
    const copies = [...new Set(arrangement.copies)]
    const fits =
      (signer === null || known(choices.signers, signer)) &&
      visas.every((id) => known(choices.visas, id)) &&
      copies.every((id) => known(choices.offices, id)) &&
      visas.length <= 8 &&
      copies.length <= 20
    if (!fits) throw new CaseFilesError('not-a-choice')
    await updateAct(step.trx, act.id, {
      ...{ title, effect, signerPosition: signer, visaPositions: visas, copyOffices: copies },
    })
  })
}

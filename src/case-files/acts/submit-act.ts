// Sends a draft on: to those who approve it in their order, and then to whoever signs.
import { type Actor, letRead } from '#people'
import { actOnCase } from '../case/act-on-case.ts'
import { mustObserve } from '../case/observe-case.ts'
import { custodyInStep } from '../case/project-case.ts'
import { CaseFilesError } from '../errors.ts'
import { type ActParts, officialOf } from './act-parts.ts'
import { faultsOf } from './check-text.ts'
import { observedItems } from './observed-items.ts'
import { mustAct } from './save-text.ts'
import { type Act, readText, updateAct, visasOf } from './store-acts.ts'
import { postsById } from './store-posts.ts'

/**
 * `seen` is the version of the text the page showed. Those who are to approve it may read the case from
 * now on.
 * @throws CaseFilesError not-found, act-not-now, text-moved, text-incomplete, no-signer; of a notice of
 * observation also what observing throws
 */
export async function submitAct(
  parts: ActParts,
  actor: Actor,
  given: { caseId: string; actId: string; seen: number },
): Promise<void> {
  officialOf(actor)
  await actOnCase(parts, actor, { id: given.caseId, verb: 'draft' }, async (step) => {
    const { trx, now } = step
    const act = await mustAct(trx, given)
    if (act.state !== 'draft') throw new CaseFilesError('act-not-now', { state: act.state })
    const text = await readText(trx, act.id, act.textVersion)
    if (text === null || given.seen !== act.textVersion) {
      throw new CaseFilesError('text-moved', { version: act.textVersion, names: text?.names ?? '' })
    }
    const faults = faultsOf(text.body, act)
    if (faults.length > 0) throw new CaseFilesError('text-incomplete', { count: faults.length })
    if (act.kind === 'observation') {
      // Told to who drafts, before others read it over and sign.
      const { observations } = await custodyInStep(step)
      await mustObserve(step, observedItems(text.body, observations.at(-1)?.items ?? []))
    }
    if (act.signerPosition === null) throw new CaseFilesError('no-signer')
    const approvers = await postsById(trx, act.visaPositions, now)
    const offices = approvers.map(({ officeId }) => officeId)
    await letRead(trx, { record: given.caseId, offices }, now)
    const state = nextApprover(act, await visasOf(trx, act.id)) === null ? 'to-sign' : 'visas'
    await updateAct(trx, act.id, { state })
    await step.append('act-submitted', { act: act.id, kind: act.kind, text: act.textVersion })
  })
}

/** The post whose turn it is; null when all have approved this very text. */
export function nextApprover(
  { visaPositions, textVersion }: Pick<Act, 'visaPositions' | 'textVersion'>,
  visas: readonly { position: string; textVersion: number; outcome: 'given' | 'returned' }[],
): string | null {
  const stands = (position: string): boolean =>
    visas.findLast((each) => each.position === position && each.textVersion === textVersion)
      ?.outcome === 'given'
  return visaPositions.find((position) => !stands(position)) ?? null
}

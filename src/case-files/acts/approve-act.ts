// Gives an approval (visto bueno) or returns an act with the reason: each for one text, in its turn.
import type { Actor } from '#people'
import { isProven } from '#people'
import { type CaseStep, actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { type ActParts, officialOf } from './act-parts.ts'
import { mustAct } from './save-text.ts'
import { nextApprover } from './submit-act.ts'
import { type Act, insertVisa, updateAct, visasOf } from './store-acts.ts'

interface Asked {
  caseId: string
  actId: string
  /** The version of the text that was read. */
  seen: number
}

/**
 * Who approves reads the case because the act was sent to the post, and needs the verb `approve`.
 * @throws CaseFilesError not-found, act-not-now, text-moved, not-your-turn, not-permitted
 */
export async function approveAct(parts: ActParts, actor: Actor, asked: Asked): Promise<void> {
  const { holding, person } = officialOf(actor)
  await actOnCase(parts, actor, { id: asked.caseId, verb: 'read' }, async (step) => {
    const act = await readOver(step, asked, 'visas')
    const { trx, now, filed } = step
    const turn = nextApprover(act, await visasOf(trx, act.id))
    const grants = holding.verbs.has('approve') || holding.verbs.has(`approve ${filed.code}`)
    if (turn === null || turn !== holding.position || !grants) {
      throw new CaseFilesError('not-your-turn')
    }
    // Whoever wrote it is no second pair of eyes.
    if (person === act.drafter) throw new CaseFilesError('own-draft')
    mustBeThere(actor, now)
    const visa = { actId: act.id, textVersion: act.textVersion, position: turn }
    const given = { ...visa, holding: holding.id, outcome: 'given', reason: null } as const
    await insertVisa(trx, given, now)
    const next = nextApprover(act, await visasOf(trx, act.id))
    if (next === null) await updateAct(trx, act.id, { state: 'to-sign' })
    await step.append('act-approved', { act: act.id, text: act.textVersion, position: turn })
  })
}

/**
 * By whoever is to approve next, or to sign.
 * @throws CaseFilesError not-found, act-not-now, text-moved, not-your-turn, no-reason
 */
export async function returnAct(
  parts: ActParts,
  actor: Actor,
  asked: Asked & { reason: string },
): Promise<void> {
  const { holding } = officialOf(actor)
  const reason = asked.reason.trim().slice(0, 2000)
  if (reason.length < 3) throw new CaseFilesError('no-reason')
  await actOnCase(parts, actor, { id: asked.caseId, verb: 'read' }, async (step) => {
    const act = await readOver(step, asked, null)
    const { trx, now } = step
    const turn =
      act.state === 'visas' ? nextApprover(act, await visasOf(trx, act.id)) : act.signerPosition
    if (turn === null || turn !== holding.position) throw new CaseFilesError('not-your-turn')
    const visa = { actId: act.id, textVersion: act.textVersion, position: turn }
    await insertVisa(trx, { ...visa, holding: holding.id, outcome: 'returned', reason }, now)
    await updateAct(trx, act.id, { state: 'draft' })
    await step.append('act-returned', { act: act.id, text: act.textVersion, position: turn })
  })
}

async function readOver({ trx }: CaseStep, asked: Asked, state: 'visas' | null): Promise<Act> {
  const act = await mustAct(trx, asked)
  const waits = state === null ? ['visas', 'to-sign'] : [state]
  if (!waits.includes(act.state)) throw new CaseFilesError('act-not-now', { state: act.state })
  if (act.textVersion !== asked.seen) {
    throw new CaseFilesError('text-moved', { version: act.textVersion, names: act.drafterName })
  }
  return act
}

function mustBeThere(actor: Actor, now: Date): void {
  const at = actor.kind === 'person' ? actor.provenAt : null
  if (!isProven(at, now)) throw new CaseFilesError('proof-needed')
}

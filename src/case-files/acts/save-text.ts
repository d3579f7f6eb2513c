// Saves a text of an act as a new version; who saved later is told what came between, and nothing is written over.
import type { Actor } from '#people'
import { actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { steps } from './act.ts'
import { type ActParts, officialOf } from './act-parts.ts'
import { type Act, insertText, readAct, readText, updateAct } from './store-acts.ts'

const longest = 200_000

/**
 * `seen` is the version the page showed. Approvals given to another text count no more, and the act is
 * a draft again. The same text again changes nothing.
 * @returns the version that counts now
 * @throws CaseFilesError not-found, act-not-now, text-moved (by whom, when, which version), too-long
 */
export async function saveText(
  parts: ActParts,
  actor: Actor,
  given: { caseId: string; actId: string; seen: number; body: string },
): Promise<number> {
  const { person } = officialOf(actor)
  const body = given.body.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '')
  if (body.length > longest) throw new CaseFilesError('too-long', { most: longest })
  return actOnCase(parts, actor, { id: given.caseId, verb: 'draft' }, async ({ trx, now }) => {
    const act = await mustAct(trx, given)
    const current = await readText(trx, act.id, act.textVersion)
    if (current?.body === body) return act.textVersion
    if (given.seen !== act.textVersion) {
      const told = { version: act.textVersion, names: current?.names ?? '' }
      throw new CaseFilesError('text-moved', told)
    }
    if (steps[act.state].save === undefined) {
      throw new CaseFilesError('act-not-now', { state: act.state })
    }
    const version = act.textVersion + 1
    await insertText(trx, { actId: act.id, version, body, person }, now)
    await updateAct(trx, act.id, { textVersion: version, state: 'draft' })
    return version
  })
}

/** The act of this case, held until the transaction ends. @throws CaseFilesError not-found */
export async function mustAct(
  trx: Parameters<typeof readAct>[0],
  { caseId, actId }: { caseId: string; actId: string },
): Promise<Act> {
  const act = await readAct(trx, actId, true)
  if (act?.caseId !== caseId) throw new CaseFilesError('not-found')
  return act
}

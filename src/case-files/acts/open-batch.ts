// Chooses up to fifty acts to sign at once; the code that the signer's own machine needs is told once.
import { type Actor, isProven, permitNow } from '#people'
import { CaseFilesError } from '../errors.ts'
import { hashOfKey, newKey } from '../filing/filing-key.ts'
import { mostInBatch } from './act.ts'
import { type ActParts, officialOf } from './act-parts.ts'
import { readAct } from './store-acts.ts'
import { type Batch, insertBatch, insertItem } from './store-signing.ts'

/** Milliseconds in which signatures are taken: a card may ask for its PIN fifty times. */
const batchLife = 30 * 60_000

export interface Chosen {
  act: string
  /** The version of the text that was shown. */
  textVersion: number
}

/**
 * The person has just proven to be there. Each act is asked permission for now, and again when it is
 * signed.
 * @throws CaseFilesError proof-needed, nothing-chosen, too-many-chosen, no-seal, act-not-now,
 * text-moved, not-found; PeopleError not-permitted
 */
export async function openBatch(
  parts: ActParts,
  actor: Actor,
  { chosen, way }: { chosen: readonly Chosen[]; way: Batch['way'] },
): Promise<{ id: string; code: string }> {
  const { person, session, holding } = officialOf(actor)
  const now = parts.clock.now()
  const at = actor.kind === 'person' ? actor.provenAt : null
  if (!isProven(at, now)) throw new CaseFilesError('proof-needed')
  if (chosen.length === 0) throw new CaseFilesError('nothing-chosen')
  if (chosen.length > mostInBatch)
    throw new CaseFilesError('too-many-chosen', { most: mostInBatch })
  if (parts.seal === null) throw new CaseFilesError('no-seal')
  const code = newKey()
  const id = await parts.database.transaction(async (trx) => {
    const until = new Date(now.getTime() + batchLife)
    const batch = { person, session, holding: holding.id, way, created: now, until }
    const made = await insertBatch(trx, { ...batch, codeHash: hashOfKey(code) })
    for (const [at, { act: actId, textVersion }] of chosen.entries()) {
      const act = await readAct(trx, actId)
      if (act?.signerPosition !== holding.position) throw new CaseFilesError('not-found')
      await permitNow(trx, { actor, now, find: { verb: 'sign', kind: 'case', id: act.caseId } })
      if (act.state !== 'to-sign') throw new CaseFilesError('act-not-now', { state: act.state })
      if (act.textVersion !== textVersion) {
        throw new CaseFilesError('text-moved', { version: act.textVersion, names: act.drafterName })
      }
      await insertItem(trx, { batch: made, act: actId, place: at + 1, textVersion }, now)
    }
    return made
  })
  return { id, code }
}

// Destroys a case: its day has come, an act authorises it, no hold keeps it, and what it was stays written.
import { type Actor } from '#people'
import { RecordsError, eraseContentsOf, mustNotBeHeld } from '#records'
import { type CaseParts, type CaseStep, actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { mustCiteResolution } from './link-cases.ts'
import { loansOf, linksOf } from './store-links.ts'
import {
  actsWithWords,
  eraseDestroyed,
  residueOf,
  retentionOf,
  setDestroyed,
} from './store-retention.ts'

/**
 * What stays: number, dates, series, counts, the hash of every event and of the last index, who
 * authorised it. What goes: filer, answers, contents of events, documents, the words of the journal,
 * and bytes that no other case names, at the next sweep of the files.
 * @throws CaseFilesError not-found, no-resolution, held, kept-until, kept-for-ever, in-use; PeopleError not-permitted, proof-needed
 */
export async function destroyCase(
  parts: CaseParts,
  actor: Actor,
  { id, authority }: { id: string; authority: string },
): Promise<void> {
  const cited = mustCiteResolution(authority)
  await actOnCase(parts, actor, { id, verb: 'destroy' }, async (step) => {
    const { trx } = step
    await mustNotBeHeld(trx, { kind: 'case', id }).catch((cause: unknown) => {
      if (cause instanceof RecordsError) throw new CaseFilesError('held', {}, { cause })
      throw cause
    })
    await mustBeOver(step)
    const residual = { ...(await residueOf(trx, id)), authority: cited }
    const seq = await step.append('destroyed', residual)
    await setDestroyed(trx, id, { seq, authority: cited, residual })
    for (const act of await actsWithWords(trx, id)) {
      if (act === 'case.destroyed') continue
      const basis = `Eliminación documental: ${cited}`
      await eraseContentsOf(trx, parts.clock, { act, about: { kind: 'case', id }, basis, actor })
    }
    await eraseDestroyed(trx, id)
  })
}

/** The schedule, the archive and those who have a part of it have let go. @throws CaseFilesError */
async function mustBeOver({ trx, filed, state }: CaseStep): Promise<void> {
  const { id } = filed
  const kept = await retentionOf(trx, id)
  if (kept === null || kept.level !== 'central') {
    throw new CaseFilesError(kept?.level === 'permanent' ? 'kept-for-ever' : 'not-archived')
  }
  if (kept.disposition !== 'destroy') throw new CaseFilesError('kept-for-ever')
  if (kept.disposeOn > state.today) throw new CaseFilesError('kept-until', { day: kept.disposeOn })
  const out = (await loansOf(trx, id)).some(({ backAt }) => backAt === null)
  if (out) throw new CaseFilesError('in-use')
  const joined = (await linksOf(trx, id)).some(
    ({ kind, endedAct, goesOn }) => kind === 'accumulated' && endedAct === null && !goesOn,
  )
  if (joined) throw new CaseFilesError('in-use')
}

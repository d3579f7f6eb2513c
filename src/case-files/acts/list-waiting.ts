// What waits for my post: acts to sign and acts to approve, of cases I may see and no others.
import { type Actor, inViewOf, listedAmong } from '#people'
import { type ActParts, officialOf } from './act-parts.ts'
import { type Waiting, batchesOf, waitingFor } from './store-signing.ts'

export interface SigningTray {
  toSign: Waiting[]
  toApprove: Waiting[]
  /** More waits than is shown. */
  more: boolean
  batches: Awaited<ReturnType<typeof batchesOf>>
  hasSeal: boolean
}

const most = 200

/** @throws CaseFilesError not-permitted */
export async function listWaiting(parts: ActParts, actor: Actor): Promise<SigningTray> {
  const { holding, person } = officialOf(actor)
  return inViewOf({ ...parts, actor }, async (view) => {
    const all = await waitingFor(view.trx, holding.position, most + 1)
    const ids = [...new Set(all.map(({ caseId }) => caseId))]
    const seen = await listedAmong(view, { kind: 'case', ids })
    const shown = all.slice(0, most).filter(({ caseId }) => seen.has(caseId))
    return {
      toSign: shown.filter(({ state }) => state === 'to-sign'),
      toApprove: shown.filter(({ state }) => state === 'visas'),
      more: all.length > most,
      batches: await batchesOf(view.trx, person, 10),
      hasSeal: parts.seal !== null,
    }
  })
}

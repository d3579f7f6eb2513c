// A closed case on its way: put away by its office, handed to the central archive with a list, taken there, reopened.
import { createHash } from 'node:crypto'
import { canonicalJson } from '@rimaq/ledger'
import { type Actor, findRecord, inViewOf } from '#people'
import { type CaseParts, type CaseStep, actAsCity, actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { mustCiteResolution } from './link-cases.ts'
import { makeIndex } from './sign-index.ts'
import { indexHeadOf, signedIndexesOf } from './store-index.ts'
import { officeNamed } from './store-links.ts'
import {
  type Transfer,
  endRetention,
  insertTransfer,
  lockTransfer,
  retentionOf,
  setArchived,
  setReceived,
  setTransfer,
  setTransferReceived,
  startRetentionAgain,
} from './store-retention.ts'

/** Slug of the office that keeps the central archive. */
export const archiveOffice = 'archivo'

/**
 * Puts a closed case away in its office: nothing comes into it from then on, and its index is closed.
 * @throws CaseFilesError not-found, not-now, archived, case-moved
 */
export async function archiveCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen }: { id: string; seen?: number },
): Promise<void> {
  const asked = { id, verb: 'change-state', ...(seen === undefined ? {} : { seen }) }
  await actOnCase(parts, actor, asked, async (step) => {
    const { trx, now } = step
    const before = await retentionOf(trx, id)
    if (before !== null && before.archivedSeq !== null) throw new CaseFilesError('archived')
    const seq = await step.append('archived', {})
    // A reopened case begins its years again.
    if (before === null) await startRetentionAgain(trx, id, step.state.today)
    await makeIndex(trx, { id, status: 'E02', now })
    await setArchived(trx, id, seq)
  })
}

/**
 * Hands cases whose years in the office are over to the central archive, all or none. The list that
 * goes with them names each with the hash of its index, closed for remittance (E03).
 * @throws CaseFilesError not-found, not-archived, kept, no-office
 */
export async function sendToArchive(
  parts: CaseParts,
  actor: Actor,
  ids: readonly string[],
): Promise<string> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const { trx, now } = view
    const steps: { id: string; hash: string | null }[] = []
    let place: { institution: string; office: string } | null = null
    for (const id of [...new Set(ids)].toSorted()) {
      const record = await findRecord(view, { verb: 'change-state', kind: 'case', id })
      if (record === null) throw new CaseFilesError('not-found')
      place ??= { institution: record.institution, office: record.custody }
      if (place.office !== record.custody) throw new CaseFilesError('not-found')
      const index = await makeIndex(trx, { id, status: 'E03', now })
      steps.push({ id, hash: index?.hash ?? null })
    }
    if (place === null) throw new CaseFilesError('not-found')
    const to = await officeNamed(trx, place.institution, archiveOffice)
    if (to === null) throw new CaseFilesError('no-office')
    const list = steps.map(({ id, hash }) => ({ case: id, index: hash }))
    const listHash = createHash('sha256').update(canonicalJson(list)).digest('hex')
    const from = place.office
    const transfer = await insertTransfer(trx, { ...place, from, to, at: now, listHash })
    for (const { id, hash } of steps) {
      await actAsCity({ ...parts, within: trx, actor }, id, async (step) => {
        await mustBeDue(step)
        await step.append('archive-sent', { transfer, index: hash, list: listHash })
        await setTransfer(trx, id, transfer)
      })
    }
    return transfer
  })
}

async function mustBeDue({ trx, filed, state }: CaseStep): Promise<void> {
  const kept = await retentionOf(trx, filed.id)
  if (kept === null || kept.archivedSeq === null || kept.transfer !== null) {
    throw new CaseFilesError('not-archived')
  }
  if (kept.transferOn > state.today)
    throw new CaseFilesError('kept-until', { day: kept.transferOn })
}

/**
 * The central archive takes a list as a whole, after it compared every index with what was sent.
 * @throws CaseFilesError not-found for who does not keep the archive it was sent to
 */
export async function receiveTransfer(
  parts: CaseParts,
  actor: Actor,
  { transfer: id }: { transfer: string },
): Promise<Transfer> {
  return inViewOf({ ...parts, actor }, async ({ trx, now }) => {
    const transfer = await lockTransfer(trx, id)
    if (transfer === null || transfer.receivedAt !== null || !keepsArchive(actor, transfer.to)) {
      throw new CaseFilesError('not-found')
    }
    for (const each of transfer.cases) {
      await actAsCity({ ...parts, within: trx, actor }, each.id, async (step) => {
        const kept = await retentionOf(trx, each.id)
        const index = (await signedIndexesOf(trx, each.id)).at(-1)
        const head = await indexHeadOf(trx, each.id)
        if (kept === null || (head?.entries ?? 0) !== (index?.entries ?? 0)) {
          throw new CaseFilesError('not-archived')
        }
        const told = {
          ...{ transfer: id, office: transfer.to, from: transfer.from },
          index: index?.contentHash ?? null,
        }
        const seq = await step.append('archive-received', told)
        const level = kept.disposition === 'keep' ? 'permanent' : 'central'
        await setReceived(trx, each.id, { seq, level })
      })
    }
    await setTransferReceived(trx, id, now)
    return transfer
  })
}

/** Whether the actor works in the office that keeps the archive, with its right. */
export function keepsArchive(actor: Actor, office: string): boolean {
  if (actor.kind !== 'person' || actor.holding === null) return false
  const { offices, verbs, family } = actor.holding
  return family === 'work' && verbs.has('seal') && offices.some((each) => each === office)
}

/**
 * A motivated act takes a case out of the archive: documents may come into it again. Its legal clock
 * stays closed; a new decision has a case of its own.
 * @throws CaseFilesError not-found, no-resolution, no-words, not-archived
 */
export async function reopenCase(
  parts: CaseParts,
  actor: Actor,
  { id, act, why }: { id: string; act: string; why: string },
): Promise<void> {
  const cited = mustCiteResolution(act)
  const reason = why.trim()
  if (reason.length < 10 || reason.length > 2000) throw new CaseFilesError('no-words')
  const asked = { id, verb: actor.kind === 'person' && mayKeep(actor) ? 'seal' : 'change-state' }
  await actOnCase(parts, actor, asked, async (step) => {
    const kept = await retentionOf(step.trx, id)
    if (kept === null || kept.archivedSeq === null) throw new CaseFilesError('not-archived')
    const office = officeBefore(step)
    const seq = await step.append('reopened', { act: cited, why: reason, office })
    await endRetention(step.trx, id, seq)
  })
}

const mayKeep = (actor: Actor & { kind: 'person' }): boolean =>
  actor.holding?.verbs.has('seal') === true && !actor.holding.verbs.has('change-state')

/** The office that had the case before the archive took it. */
function officeBefore({ events, standing }: CaseStep): string | null {
  const taken = events.findLast(({ kind }) => kind === 'archive-received')
  const from = taken?.content['from']
  return typeof from === 'string' ? from : standing.office
}

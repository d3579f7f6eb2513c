// All cases of the parties a person is or represents, and joining one more to the account by its number and key.
import { type Actor, admitParty, inViewOf, listRecords, partiesAmong } from '#people'
import { actOnOwnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { type CaseFile, readCases } from '../filing/store-filings.ts'
import { type Access, type NotifyParts, actOnMine, asResident } from './notify-parts.ts'
import { type Mailbox, mailboxOf } from './mailbox.ts'
import { settleCase } from './settle.ts'
import { type CaseEventRow } from '../filing/event-chain.ts'
import {
  type KeptNotification,
  type Standing,
  notificationsAmong,
  positionsOfFiler,
  standingOf,
} from './store-notifications.ts'

export interface MyCase {
  filed: CaseFile
  office: string | null
  /** Deposited or mailed and not opened yet. */
  unread: number
}

export interface MyCases {
  cases: MyCase[]
  next: { opened: Date; id: string } | null
}

/** Newest first, a page at a time. Whose person has no party, or no case, gets none. */
export async function myCases(
  parts: NotifyParts,
  actor: Actor,
  page: { limit: number; after: MyCases['next'] },
): Promise<MyCases> {
  const { database, clock } = parts
  return inViewOf({ database, clock, actor: asResident(actor) }, async (view) => {
    const { records, next } = await listRecords(view, { kind: 'case', ...page })
    const ids = records.map(({ id }) => id)
    const [filed, kept, standing] = [
      await readCases(view.trx, ids),
      await notificationsAmong(view.trx, ids),
      await standingOf(view.trx, ids, view.now),
    ]
    const cases = ids.flatMap((id) => {
      const one = filed.find((each) => each.id === id)
      return one === undefined ? [] : [caseOf(one, kept, standing)]
    })
    return { cases, next }
  })
}

function caseOf(
  filed: CaseFile,
  kept: readonly KeptNotification[],
  standing: readonly Standing[],
): MyCase {
  const unread = kept.filter(
    ({ caseId, sentSeq, effectiveOn, endedSeq }) =>
      caseId === filed.id && sentSeq !== null && effectiveOn === null && endedSeq === null,
  ).length
  return { filed, unread, office: standing.find(({ id }) => id === filed.id)?.office ?? null }
}

export interface OwnView {
  filed: CaseFile
  office: string | null
  events: readonly CaseEventRow[]
  mailbox: Mailbox
}

/** One own case with its mailbox, after the clock was settled. @throws CaseFilesError not-found */
export async function ownView(parts: NotifyParts, access: Access): Promise<OwnView> {
  return actOnMine(parts, access, async (step) => {
    await settleCase(parts, step)
    const [standing] = await standingOf(step.trx, [step.filed.id], step.now)
    const mailbox = await mailboxOf(parts, step)
    const own = await positionsOfFiler(step.trx, step.filed.id)
    // What the entity makes is shown when it is notified; reports and drafts before that are its own.
    const files = step.filed.files.filter(({ position }) => own.has(position))
    const filed = { ...step.filed, files, phase: step.state.phase }
    return { filed, office: standing?.office ?? null, events: step.events, mailbox }
  })
}

/**
 * Whoever has number and key filed it, or was given them by who did: it joins the account under the
 * party that filed, or the only one the account has.
 * @throws CaseFilesError not-found, no-party
 */
export async function linkFiling(
  parts: NotifyParts,
  actor: Actor,
  own: { id: string; key: string },
): Promise<void> {
  if (actor.kind !== 'person') throw new CaseFilesError('no-party')
  await actOnOwnCase(parts, { ...own, actor: asResident(actor) }, async (step) => {
    const { trx, filed, now } = step
    const { document, number } = filed.filer
    const party = await partiesAmong(trx, actor.parties, { document, number })
    if (party === null) throw new CaseFilesError('no-party')
    const fresh = await admitParty(trx, { record: filed.id, party, procedure: filed.code }, now)
    if (fresh) await step.append('linked', { party }, { party })
  })
}

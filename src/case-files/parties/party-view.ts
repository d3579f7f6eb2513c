// What a party beside the filer sees of a case: where it is, what was filed and is not kept from it, its own mailbox.
import type { CaseState } from '@rimaq/workdays'
import type { CaseStep } from '../case/act-on-case.ts'
import { actorIn } from '../case/event-actor.ts'
import { type Party, filerParty } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import type { CaseFile, FiledFile } from '../filing/store-filings.ts'
import { type Mailbox, mailboxOf } from '../notify/mailbox.ts'
import { type NotifyParts, type PartyAccess, type Seat, actOnSeat } from '../notify/notify-parts.ts'
import { settleCase } from '../notify/settle.ts'
import { standingOf } from '../notify/store-notifications.ts'
import { answersPlace, secretsIn } from './secrets.ts'
import { broughtDocuments } from './store-party-keys.ts'

export interface PartyView {
  party: Party
  /** Name of the one represented; null for those who act for themselves. */
  onBehalfOf: string | null
  /** Only what this party may see: documents, and answers unless the filer keeps them. */
  filed: CaseFile
  /** The filer keeps the answers of the form from other parties. */
  answersKept: boolean
  /** How many documents the filer keeps from it. */
  kept: number
  office: string | null
  state: CaseState
  events: readonly { seq: number; at: Date; kind: string }[]
  mailbox: Mailbox
  /** Something may be said in writing now. */
  mayWrite: boolean
}

const writable: ReadonlySet<string> = new Set([
  ...['open', 'observed', 'suspended', 'paralysed', 'decided', 'notifying', 'notified', 'appealed'],
])

/** After the clock was settled. @throws CaseFilesError not-found */
export async function partyView(parts: NotifyParts, access: PartyAccess): Promise<PartyView> {
  return actOnSeat(parts, access, async (step, seat) => {
    const { party } = seat
    if (party === null) throw new CaseFilesError('not-found')
    await settleCase(parts, step)
    const { trx, filed, events, state } = step
    const [standing] = await standingOf(trx, [filed.id], step.now)
    const { shown, kept } = await shownTo(step, seat)
    // Nothing is kept from whoever represents the filer.
    const answersKept = seat.standsFor !== filerParty && secretsIn(events).has(answersPlace)
    const parties = events.find(({ seq }) => `p${seq}` === seat.standsFor)?.content['party']
    const represented = (parties as { name: string } | undefined)?.name ?? filed.filer.name
    return {
      ...{ party, state, answersKept, kept },
      onBehalfOf: party.role === 'representative' ? represented : null,
      filed: {
        ...filed,
        files: shown,
        phase: state.phase,
        answers: answersKept ? {} : filed.answers,
      },
      office: standing?.office ?? null,
      events: events.map(({ seq, at, kind }) => ({ seq, at, kind })),
      mailbox: await mailboxOf(parts, step, seat),
      mayWrite: writable.has(state.phase),
    }
  })
}

/** @throws CaseFilesError not-found for a document that is kept, or that the entity made */
export async function documentForParty(
  parts: NotifyParts,
  access: PartyAccess,
  position: number,
): Promise<FiledFile> {
  return actOnSeat(parts, access, async (step, seat) => {
    const found = (await shownTo(step, seat)).shown.find((each) => each.position === position)
    if (found === undefined || found.scan === 'infected') throw new CaseFilesError('not-found')
    return found
  })
}

/**
 * What the filer filed and does not keep, and what this party brought itself. What the entity makes is
 * shown when it is notified; what another party brought is between it and the entity.
 */
async function shownTo(
  { trx, filed, events }: Pick<CaseStep, 'trx' | 'filed' | 'events'>,
  { id, standsFor }: Pick<Seat, 'id' | 'standsFor'>,
): Promise<{ shown: FiledFile[]; kept: number }> {
  const secrets = standsFor === filerParty ? new Set<number>() : secretsIn(events)
  const bySeq = new Map(events.map((event) => [event.seq, actorIn(event)]))
  let kept = 0
  const places = new Set<number>()
  for (const { position, seq } of await broughtDocuments(trx, filed.id)) {
    const by = bySeq.get(seq) ?? null
    if (by?.kind === 'party') {
      if (by.party === id || by.party === standsFor) places.add(position)
    } else if (secrets.has(position)) kept += 1
    else places.add(position)
  }
  return { shown: filed.files.filter(({ position }) => places.has(position)), kept }
}

// What happens to a notification on paper: a visit that found nobody, a delivery with its proof, or neither for good.
import type { CivilDate } from '@rimaq/workdays'
import type { Actor } from '#people'
import { type CaseStep, actOnCase } from '../case/act-on-case.ts'
import { filerParty } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import { isUnderWay } from './facts.ts'
import { type Delivery, deliveryFaults, electronic } from './notification.ts'
import type { NotifyParts } from './notify-parts.ts'
import { settleCase } from './settle.ts'
import {
  type EndedWhy,
  type KeptNotification,
  notificationsOf,
  updateNotification,
} from './store-notifications.ts'

/** A file that proves something, stored already. */
export interface Evidence {
  name: string
  mediaType: string
  sha256: string
  bytes: number
}

interface Which {
  id: string
  seen: number
  notification: string
}

/**
 * Written when the signed receipt, the certificate or the page of the gazette is there; it counts from
 * the day on it (art. 25). Later visits that fail need the first one on record (21.5).
 * @throws CaseFilesError not-found, case-moved, not-now, bad-delivery with what is missing as `cause`
 */
export async function registerDelivery(
  parts: NotifyParts,
  actor: Actor,
  which: Which & { delivery: Delivery; evidence: Evidence | null },
): Promise<void> {
  const { delivery, evidence, notification } = which
  await onPaper(parts, actor, which, async (step, one) => {
    const faults = deliveryFaults(delivery, {
      channel: one.channel,
      visits: visitsOf(step, notification),
      today: step.state.today,
      evidence: evidence !== null,
    })
    if (faults.length > 0 || evidence === null) {
      throw new CaseFilesError('bad-delivery', { count: faults.length }, { cause: faults })
    }
    const on = delivery.on as CivilDate
    const channel = one.channel as 'personal' | 'letter' | 'publication'
    const { name, sha256 } = evidence
    const content = { notification, ...delivery, evidence: { name, sha256 } }
    const said = { notification, outcome: delivery.outcome }
    const { party } = one
    // Of another party than the filer the own term for appeals begins, and silence is not met.
    const seq =
      party === filerParty
        ? await step.append(
            'notified',
            { ...content, clock: { kind: 'notified', channel, effective: on } },
            said,
          )
        : await step.append(
            'informed',
            { ...content, clock: { kind: 'informed', party, effective: on } },
            said,
          )
    await step.addDocuments(seq, [{ ...evidence, kind: 'evidence' }])
    await updateNotification(step.trx, notification, {
      sentSeq: seq,
      effective: { on, seq, proof: sha256 },
    })
  })
}

/**
 * A visit that found nobody: the day, what was seen, and for which day the notice announces the next one.
 * @throws CaseFilesError not-found, case-moved, bad-delivery
 */
export async function registerVisit(
  parts: NotifyParts,
  actor: Actor,
  which: Which & { on: string; next: string; note: string },
): Promise<void> {
  const { on, next, note, notification } = which
  await onPaper(parts, actor, which, async (step, one) => {
    const day = /^\d{4}-\d{2}-\d{2}$/
    const wrong = !day.test(on) || !day.test(next) || on > step.state.today || next <= on
    if (wrong || one.channel !== 'personal') {
      const cause = [wrong ? 'bad-day' : 'wrong-outcome']
      throw new CaseFilesError('bad-delivery', { count: 1 }, { cause })
    }
    const content = { notification, on, next, note: note.trim().slice(0, 1000) }
    await step.append('notification-attempted', content, { notification })
  })
}

/**
 * Ends what is under way, so that it can be made another way: delivery is impossible, or it was a mistake.
 * What lies in the mailbox or in a mail is ended by voiding it.
 * @throws CaseFilesError not-found, case-moved, no-reasons
 */
export async function endNotification(
  parts: NotifyParts,
  actor: Actor,
  which: Which & { why: Extract<EndedWhy, 'undelivered' | 'cancelled'>; reasons: string },
): Promise<void> {
  const { why, notification } = which
  const reasons = reasonsIn(which.reasons)
  await onPaper(parts, actor, which, async (step) => {
    const content = { notification, why, reasons }
    const seq = await step.append('notification-lapsed', content, { notification, why })
    await updateNotification(step.trx, notification, { ended: { seq, why } })
  })
}

/**
 * A notification that lacked something the law asks for is made again (art. 26.1), under way or in
 * effect; the term for appeals it began is void, and silence goes on as if it had not been.
 * @throws CaseFilesError not-found, case-moved, not-now, no-reasons
 */
export async function voidNotification(
  parts: NotifyParts,
  actor: Actor,
  which: Which & { reasons: string },
): Promise<void> {
  const { id, seen, notification } = which
  const reasons = reasonsIn(which.reasons)
  await actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    await settleCase(parts, step)
    const one = await find(step, notification)
    if (one.endedSeq !== null || one.sentSeq === null) throw new CaseFilesError('not-found')
    // What was told to another party is told again by another notification.
    if (one.party !== filerParty) throw new CaseFilesError('not-now', { kind: 'voided' })
    const seq = await step.append(
      'voided',
      { notification, reasons, clock: { kind: 'voided' } },
      { notification },
    )
    await updateNotification(step.trx, notification, { ended: { seq, why: 'defective' } })
  })
}

/** The one on paper that is under way, held with its case. */
async function onPaper(
  parts: NotifyParts,
  actor: Actor,
  { id, seen, notification }: Which,
  work: (step: CaseStep, one: KeptNotification) => Promise<void>,
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    await settleCase(parts, step)
    const all = await notificationsOf(step.trx, id)
    const one = all.find((each) => each.id === notification)
    if (!isUnderWay(one) || electronic.has(one.channel)) {
      throw new CaseFilesError('not-found')
    }
    await work(step, one)
  })
}

async function find({ trx, filed }: CaseStep, id: string): Promise<KeptNotification> {
  const found = (await notificationsOf(trx, filed.id)).find((each) => each.id === id)
  if (found === undefined) throw new CaseFilesError('not-found')
  return found
}

/** Days of visits to this address that found nobody. */
export function visitsOf({ events }: Pick<CaseStep, 'events'>, notification: string): string[] {
  return events
    .filter(
      ({ kind, content }) =>
        kind === 'notification-attempted' && content['notification'] === notification,
    )
    .map(({ content }) => String(content['on']))
}

/** Whoever undoes something says why. @throws CaseFilesError no-reasons */
export function reasonsIn(text: string): string {
  const reasons = text.trim()
  if (reasons.length < 10) throw new CaseFilesError('no-reasons', { least: 10 })
  return reasons.slice(0, 8000)
}

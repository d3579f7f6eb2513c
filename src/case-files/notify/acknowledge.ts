// The filer or another party opens what lies in the mailbox, or says on the page of a mail that it arrived: from then on it is notified.
import type { CaseStep } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { type Access, type NotifyParts, type PartyAccess, actOnSeat } from './notify-parts.ts'
import { putInEffect, settleCase } from './settle.ts'
import {
  type KeptNotification,
  notificationsOf,
  updateNotification,
} from './store-notifications.ts'

/**
 * Opened within the five days it takes effect today; after them it has taken effect already and that
 * it was opened is written down all the same. Done twice it is one acknowledgement.
 * @throws CaseFilesError not-found, notification-ended
 */
export async function acknowledge(
  parts: NotifyParts,
  access: Access | PartyAccess,
  notification: string,
): Promise<KeptNotification> {
  return actOnSeat(parts, access, async (step, seat) => {
    await settleCase(parts, step)
    const whose = access.by === 'mail' ? null : seat.standsFor
    const one = await readable(step, notification, whose)
    if (one.acknowledgedSeq !== null) return one
    if (one.endedSeq !== null) throw new CaseFilesError('notification-ended', {})
    if (one.effectiveOn === null) {
      const on = step.state.today
      await putInEffect(parts, step, one, {
        ...{ on, kind: 'acknowledgement', acknowledged: true },
      })
    } else {
      const seq = await step.append('notification-opened', { notification }, { notification })
      await updateNotification(step.trx, notification, { acknowledgedSeq: seq })
    }
    return readable(step, notification, whose)
  })
}

/**
 * The notification with its document, for whoever may read it: it is in effect, so that reading it
 * and being notified are one.
 * @throws CaseFilesError not-found, notification-unread, notification-ended
 */
export async function openNotified(
  parts: NotifyParts,
  access: Access | PartyAccess,
  notification: string,
): Promise<KeptNotification> {
  return actOnSeat(parts, access, async (step, seat) => {
    const whose = access.by === 'mail' ? null : seat.standsFor
    const one = await readable(step, notification, whose)
    if (one.effectiveOn !== null) return one
    throw new CaseFilesError(one.endedSeq === null ? 'notification-unread' : 'notification-ended')
  })
}

/** `whose`: empty for the filer; null where the link of a mail names one notification. */
async function readable(
  { trx, filed }: Pick<CaseStep, 'trx' | 'filed'>,
  id: string,
  whose: string | null,
): Promise<KeptNotification> {
  const found = (await notificationsOf(trx, filed.id)).find(
    (each) => each.id === id && (whose === null || each.party === whose),
  )
  // On paper there is nothing to open before it was handed over.
  if (found === undefined || found.sentSeq === null) throw new CaseFilesError('not-found')
  return found
}

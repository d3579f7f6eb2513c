// What is known of a case when one of its acts is to be notified, read within the step that holds it.
import type { CaseStep } from '../case/act-on-case.ts'
import { addressedAs, agentOf, filerParty, pendingOthers } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import { consentIn } from './consent.ts'
import type { Facts } from './notification.ts'
import type { NotifyParts } from './notify-parts.ts'
import {
  type EntityDocument,
  type KeptNotification,
  entityDocuments,
  notificationsOf,
} from './store-notifications.ts'

export interface Known {
  facts: Facts
  notifications: KeptNotification[]
  documents: EntityDocument[]
}

/** `party`: empty for whoever filed. Somebody who represents is the addressee instead. */
export async function knownOf(
  { mail }: Pick<NotifyParts, 'mail'>,
  step: Pick<CaseStep, 'trx' | 'filed' | 'events' | 'state'>,
  party: string = filerParty,
): Promise<Known> {
  const { trx, filed, events, state } = step
  const notifications = await notificationsOf(trx, filed.id)
  const documents = await entityDocuments(trx, filed.id)
  const addressee = addressedAs(party, { filer: filed.filer, events })
  if (addressee === null) throw new CaseFilesError('not-found')
  const own = notifications.filter((each) => each.party === party)
  // Who represents a party consents for it, and nobody for anybody else.
  const giver = agentOf(party, events)?.id ?? party
  return {
    notifications,
    documents,
    facts: {
      ...{ phase: state.phase, party, addressee },
      acts: documents.map(({ position }) => position),
      awaited: pendingOthers(events).includes(party),
      blocked: blockedIn(step, { notifications, mail: mail !== null }),
      consent: consentIn(events, giver),
      mail: mail !== null,
      underWay: own.some(isUnderWay),
      undelivered: own.some(({ endedWhy }) => endedWhy === 'undelivered'),
    },
  }
}

/** Names of those who wait to be notified, have no address, and for whom no way was begun yet. */
function blockedIn(
  { filed: { filer }, events }: Pick<CaseStep, 'filed' | 'events'>,
  { notifications, mail }: { notifications: readonly KeptNotification[]; mail: boolean },
): string[] {
  return pendingOthers(events).flatMap((party) => {
    const one = addressedAs(party, { filer, events })
    const begun = notifications.some((each) => each.party === party && each.endedSeq === null)
    const agreed = mail && consentIn(events, agentOf(party, events)?.id ?? party) !== null
    return one === null || one.address !== null || begun || agreed ? [] : [one.name]
  })
}

/** Neither in effect nor ended. */
export function isUnderWay(one: KeptNotification | undefined): one is KeptNotification {
  return one !== undefined && one.effectiveOn === null && one.endedSeq === null
}

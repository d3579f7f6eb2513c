// What is known of a case when one of its acts is to be notified, read within the step that holds it.
import type { CaseStep } from '../case/act-on-case.ts'
import { addressedAs, filerParty, pendingOthers } from '../case/parties.ts'
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
  // Who stands for the filer since has agreed to nothing.
  const agreed = party === filerParty && addressee.number === filed.filer.number
  return {
    notifications,
    documents,
    facts: {
      ...{ phase: state.phase, party, addressee },
      acts: documents.map(({ position }) => position),
      awaited: pendingOthers(events).includes(party),
      blocked: blockedIn(step, notifications),
      consent: agreed ? consentIn(events) : null,
      mail: mail !== null,
      underWay: own.some(isUnderWay),
      undelivered: own.some(({ endedWhy }) => endedWhy === 'undelivered'),
    },
  }
}

/** Names of those who wait to be notified, have no address, and for whom no way was begun yet. */
function blockedIn(
  { filed: { filer }, events }: Pick<CaseStep, 'filed' | 'events'>,
  notifications: readonly KeptNotification[],
): string[] {
  return pendingOthers(events).flatMap((party) => {
    const one = addressedAs(party, { filer, events })
    const begun = notifications.some((each) => each.party === party && each.endedSeq === null)
    return one === null || one.address !== null || begun ? [] : [one.name]
  })
}

/** Neither in effect nor ended. */
export function isUnderWay(one: KeptNotification | undefined): one is KeptNotification {
  return one !== undefined && one.effectiveOn === null && one.endedSeq === null
}

/** The one of the filer that is under way; for each party there is at most one (unique index). */
export function underWayOf(all: readonly KeptNotification[]): KeptNotification | undefined {
  return all.find((each) => each.party === filerParty && isUnderWay(each))
}

// What is known of a case when one of its acts is to be notified, read within the step that holds it.
import type { CaseStep } from '../case/act-on-case.ts'
import { consentIn } from './consent.ts'
import type { Addressee, Facts } from './notification.ts'
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

/** Whoever filed is notified; where somebody filed for another person, so it is said on the act. */
export function addresseeOf({ filed }: Pick<CaseStep, 'filed'>): Addressee {
  const { name, document, number, email, address } = filed.filer
  return { name, document, number, email, address }
}

export async function knownOf(
  { mail }: Pick<NotifyParts, 'mail'>,
  step: Pick<CaseStep, 'trx' | 'filed' | 'events' | 'state'>,
): Promise<Known> {
  const { trx, filed, events, state } = step
  const notifications = await notificationsOf(trx, filed.id)
  const documents = await entityDocuments(trx, filed.id)
  const last = notifications.at(-1)
  return {
    notifications,
    documents,
    facts: {
      phase: state.phase,
      acts: documents.map(({ position }) => position),
      addressee: addresseeOf(step),
      consent: consentIn(events),
      mail: mail !== null,
      underWay: isUnderWay(last),
      undelivered: notifications.some(({ endedWhy }) => endedWhy === 'undelivered'),
    },
  }
}

/** Neither in effect nor ended. */
export function isUnderWay(one: KeptNotification | undefined): one is KeptNotification {
  return one !== undefined && one.effectiveOn === null && one.endedSeq === null
}

/** The one that is under way; of several there is at most one (unique index). */
export function underWayOf(all: readonly KeptNotification[]): KeptNotification | undefined {
  return all.find(isUnderWay)
}

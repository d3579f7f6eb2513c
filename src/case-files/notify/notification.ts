// What the law asks of a notification, by each way it can be made: what is missing blocks it (Law 27444, art. 16 to 27).
import type { Phase } from '@rimaq/workdays'

/** In the order in which the law takes them: with consent electronically, else on paper, last of all in the gazette. */
export const channels = ['mailbox', 'email', 'personal', 'letter', 'publication'] as const
export type Channel = (typeof channels)[number]

/** Needs consent of the addressee and a working mail server (art. 20.4; Law 31736). */
export const electronic: ReadonlySet<Channel> = new Set(['mailbox', 'email'])

export interface Addressee {
  name: string
  document: string
  number: string
  email: string | null
  address: string | null
  /** Whom this person stands for; absent for those who act for themselves. */
  onBehalfOf?: string
}

/** What the addressee agreed to, and in which event. */
export interface Consent {
  channel: 'mailbox' | 'email'
  /** Where the alert or the mail goes. */
  email: string
  /** Of the text that was agreed to. */
  version: string
  seq: number
}

/** What an official is about to notify. */
export interface Plan {
  /** Another party of the case than whoever filed. */
  party?: string
  channel: Channel
  /** The document of the case. */
  position: number
  /** Which appeals there are (24.1.6). */
  appeals: string
  /** Before which body. */
  body: string
  /** Working days in which they are filed; null while nobody said it. */
  termDays: number | null
  /** Whether it ends the administrative route (24.1.4). */
  exhausts: boolean
}

/** What is known of the case when it is to be notified. */
export interface Facts {
  phase: Phase
  party: string
  /** Of another party: the last decision names it, and it is not notified of it. */
  awaited: boolean
  /** Other parties that cannot be notified as they stand, by name. */
  blocked: readonly string[]
  /** Positions of documents that the entity made and that can be notified. */
  acts: readonly number[]
  addressee: Addressee
  consent: Consent | null
  /** A mail server is set. */
  mail: boolean
  /** Another notification of the case has neither taken effect nor ended. */
  underWay: boolean
  /** Delivery at the address failed for good. */
  undelivered: boolean
}

export type Missing =
  | 'not-decided'
  | 'under-way'
  | 'no-act'
  | 'no-appeals'
  | 'no-body'
  | 'no-term'
  | 'wrong-term'
  | 'no-consent'
  | 'no-mail'
  | 'no-address'
  | 'not-last'
  /** Another party is notified only where a decision names it, and once. */
  | 'not-awaited'
  /** Somebody else who is to be notified has no address, and no publication was begun. */
  | 'party-blocked'

/** Working days for an appeal (art. 207.2; TUO 2019, 218.2). */
export const appealDays = 15

/** Everything that stands against it, in the order a person would mend it; empty when it may go out. */
export function missingIn(plan: Plan, facts: Facts): Missing[] {
  const { channel, position, appeals, body, termDays, exhausts } = plan
  const found: Missing[] = []
  if (facts.underWay) found.push('under-way')
  else if (facts.party !== '') found.push(...(facts.awaited ? [] : (['not-awaited'] as const)))
  else if (facts.phase !== 'decided') found.push('not-decided')
  if (facts.party === '' && facts.blocked.length > 0) found.push('party-blocked')
  if (!facts.acts.includes(position)) found.push('no-act')
  if (appeals.trim().length < 3) found.push('no-appeals')
  if (body.trim().length < 3) found.push('no-body')
  if (termDays === null || termDays < 1) found.push('no-term')
  else if (!exhausts && termDays !== appealDays) found.push('wrong-term')
  return [...found, ...wayBarred(channel, facts)]
}

/** What stands against one way of notifying this addressee. */
export function wayBarred(channel: Channel, facts: Omit<Facts, 'phase' | 'acts'>): Missing[] {
  const { consent, mail, addressee, undelivered } = facts
  if (electronic.has(channel)) {
    const agreed = consent?.channel === channel
    return [...(agreed ? [] : (['no-consent'] as const)), ...(mail ? [] : (['no-mail'] as const))]
  }
  if (channel === 'publication') {
    // Only where nothing else is possible: no address is known, or delivery there failed (23.1.2).
    return addressee.address === null || undelivered ? [] : ['not-last']
  }
  return addressee.address === null ? ['no-address'] : []
}

/** The first way that nothing stands against; null where none is open. */
export function chooseChannel(facts: Omit<Facts, 'phase' | 'acts'>): Channel | null {
  const open = channels.filter((channel) => wayBarred(channel, facts).length === 0)
  // After a failed delivery the same door is not tried again by itself.
  const left = facts.undelivered ? open.filter((channel) => channel !== 'personal') : open
  return left[0] ?? null
}

/** How delivery at an address ended (art. 21). */
export const outcomes = ['delivered', 'refused', 'under-door', 'published'] as const
export type Outcome = (typeof outcomes)[number]

export interface Delivery {
  outcome: Outcome
  /** `YYYY-MM-DD`: the day on the receipt, the certificate or the last page of the gazette. */
  on: string
  /** Who received it and how that person stands to the addressee (21.4); empty for none. */
  receivedBy: string
}

export type DeliveryFault =
  | 'no-evidence'
  | 'bad-day'
  | 'day-ahead'
  | 'no-receiver'
  | 'no-first-visit'
  | 'wrong-outcome'

/**
 * What is missing in the proof of a delivery. `visits` are days of earlier visits that found nobody
 * (21.5: the second one, announced by the first, leaves it under the door).
 */
export function deliveryFaults(
  delivery: Delivery,
  known: { channel: Channel; visits: readonly string[]; today: string; evidence: boolean },
): DeliveryFault[] {
  const { outcome, on, receivedBy } = delivery
  const found: DeliveryFault[] = []
  if (!known.evidence) found.push('no-evidence')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(on) || Number.isNaN(Date.parse(on))) found.push('bad-day')
  else if (on > known.today) found.push('day-ahead')
  const published = known.channel === 'publication'
  if (published !== (outcome === 'published')) found.push('wrong-outcome')
  if (outcome === 'delivered' && receivedBy.trim().length < 3) found.push('no-receiver')
  if (outcome === 'under-door' && !known.visits.some((day) => day < on)) {
    found.push('no-first-visit')
  }
  return found
}

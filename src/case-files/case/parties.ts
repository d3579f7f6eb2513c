// Who takes part in a case beside whoever filed it, from its events; and as whom each is notified. Pure.
import type { Filer } from '../filing/filer.ts'
import type { ReadEvent } from './custody.ts'

/**
 * A co-applicant asks for the same, a third party is affected by it: both are notified of what is
 * decided. A representative is notified instead of the one represented (Law 27444, art. 20, 52, 53, 60).
 */
export const partyRoles = ['co-applicant', 'third-party', 'representative'] as const
export type PartyRole = (typeof partyRoles)[number]

/** The filer, as a party. */
export const filerParty = ''

export interface PartyData {
  role: PartyRole
  name: string
  document: Filer['document']
  number: string
  email: string | null
  address: string | null
  /** Of a representative: whose; the filer's where it is empty. */
  represents: string
}

export interface Party extends PartyData {
  /** `p2`: the event that named it. */
  id: string
}

/** Where and as whom a party is notified. */
export interface Addressed {
  name: string
  document: string
  number: string
  email: string | null
  address: string | null
  /** Whom this person stands for; absent for those who act for themselves. */
  onBehalfOf?: string
}

export function partiesOf(events: readonly ReadEvent[]): Party[] {
  const parties: Party[] = []
  for (const { seq, kind, content } of events) {
    if (kind === 'party-added') {
      parties.push({ ...(content['party'] as PartyData), id: `p${seq}` })
    }
    if (kind !== 'party-removed') continue
    const at = parties.findIndex(({ id }) => id === content['party'])
    if (at >= 0) parties.splice(at, 1)
  }
  return parties
}

/** Those who are notified beside the filer, each with an own term for appeals. */
export function othersIn(events: readonly ReadEvent[]): Party[] {
  return partiesOf(events).filter(({ role }) => role !== 'representative')
}

/** Ids of those whom the last decision names and who are not notified of it yet. */
export function pendingOthers(events: readonly ReadEvent[]): string[] {
  const clockOf = ({ content }: ReadEvent): Record<string, unknown> =>
    (content['clock'] ?? {}) as Record<string, unknown>
  const at = events.findLastIndex(({ kind }) => kind === 'decided')
  const decided = events[at]
  // Put back, there is no decision any more that anybody is to be told.
  const restored = events.findLastIndex(({ kind }) => kind === 'restored') > at
  if (decided === undefined || restored) return []
  const told = new Set(
    events
      .slice(at)
      .filter(({ kind }) => kind === 'informed')
      .map((event) => clockOf(event)['party']),
  )
  return ((clockOf(decided)['others'] ?? []) as string[]).filter((party) => !told.has(party))
}

/** Somebody else than the filer appealed the last decision. */
export function othersAppeal(events: readonly ReadEvent[]): boolean {
  const at = events.findLastIndex(({ kind }) => kind === 'decided')
  return events
    .slice(Math.max(at, 0))
    .some(
      ({ kind, content }) =>
        (kind === 'appealed' || kind === 'appeal-received') &&
        (content['party'] !== undefined || content['taken'] !== undefined),
    )
}

/** Who represents a party; the last one that was named, null where nobody does. */
export function agentOf(party: string, events: readonly ReadEvent[]): Party | null {
  const parties = partiesOf(events)
  return (
    parties.findLast(({ role, represents }) => role === 'representative' && represents === party) ??
    null
  )
}

/** Through the representative where there is one. Null for a party that is none any more. */
export function addressedAs(
  party: string,
  { filer, events }: { filer: Filer; events: readonly ReadEvent[] },
): Addressed | null {
  const parties = partiesOf(events)
  const own: Addressed | undefined =
    party === filerParty
      ? {
          ...placeOf(filer),
          ...(filer.onBehalfOf === null ? {} : { onBehalfOf: filer.onBehalfOf }),
        }
      : parties.filter(({ id }) => id === party).map(placeOf)[0]
  if (own === undefined) return null
  const agent = agentOf(party, events)
  return agent === null ? own : { ...placeOf(agent), onBehalfOf: own.onBehalfOf ?? own.name }
}

const placeOf = ({ name, document, number, email, address }: Omit<Addressed, 'onBehalfOf'>) => ({
  ...{ name, document, number, email, address },
})

// Who did what stands in an event: the holding of an official, the filer, or the program itself.
import { type Actor, namesOfHoldings } from '#people'
import type { Db } from '../catalogue/store-procedures.ts'
import type { CaseEventRow } from '../filing/event-chain.ts'

export type EventActor =
  | { kind: 'official'; holding: string; office: string; position: string }
  | { kind: 'filer' }
  /** Another party of the case, by its key. */
  | { kind: 'party'; party: string }
  | { kind: 'program' }

/** Ids only: names are looked up where they are shown. `own`: the key of the filer opened the case; `party`: that of another party. */
export function byOf(actor: Actor, own: boolean, party?: string): EventActor {
  if (actor.kind === 'operator') return { kind: 'program' }
  if (party !== undefined) return { kind: 'party', party }
  if (own || actor.kind === 'visitor' || actor.holding === null) return { kind: 'filer' }
  const { id: holding, office, position } = actor.holding
  return { kind: 'official', holding, office, position }
}

/** Null in events from before it was written down. */
export function actorIn({ content }: Pick<CaseEventRow, 'content'>): EventActor | null {
  return (content['by'] ?? null) as EventActor | null
}

/** The names of the official; empty for the filer and the program. */
export async function whoDid(db: Db, event: Pick<CaseEventRow, 'content'>): Promise<string> {
  const by = actorIn(event)
  if (by?.kind !== 'official') return ''
  return (await namesOfHoldings(db, [by.holding])).get(by.holding)?.names ?? ''
}

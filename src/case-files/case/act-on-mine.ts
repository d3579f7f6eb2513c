// How citizens reach a case: by the key of the filing, by their account, by the link of a mail, or by the key of another party.
import type { Transaction } from 'kysely'
import type { Actor } from '#people'
import type { Schema } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { hashOfKey } from '../filing/filing-key.ts'
import { caseOfMail } from '../notify/store-notifications.ts'
import { partyOfKey } from '../parties/store-party-keys.ts'
import { type CaseParts, type CaseStep, actAsCity, actOnCase, actOnOwnCase } from './act-on-case.ts'
import { type Party, filerParty, partiesOf } from './parties.ts'

/** How a citizen shows that a case is the own one. */
export type Access =
  | { by: 'key'; id: string; key: string; actor: Actor }
  | { by: 'account'; id: string; actor: Actor }
  /** By the link of a mail: `id` is that of the notification. */
  | { by: 'mail'; id: string; key: string; actor: Actor }

/** How a party beside the filer comes in. */
export interface PartyAccess {
  by: 'party'
  id: string
  key: string
  actor: Actor
}

/** As whom somebody acts in a case. */
export interface Seat {
  /** Empty for the filer. */
  id: string
  /** Whose notifications and terms these are: of a representative, those of the one represented. */
  standsFor: string
  /** Null for the filer. */
  party: Party | null
}

const filerSeat: Seat = { id: filerParty, standsFor: filerParty, party: null }

/** A person as a resident, whatever post the session acts through. */
export function asResident(actor: Actor): Actor {
  return actor.kind === 'person' ? { ...actor, holding: null } : actor
}

/** Runs the work on the citizen's own case. @throws CaseFilesError not-found */
export async function actOnMine<T>(
  parts: CaseParts,
  access: Access,
  work: (step: CaseStep) => Promise<T>,
): Promise<T> {
  const { id, actor } = access
  if (access.by === 'key') return actOnOwnCase(parts, { id, key: access.key, actor }, work)
  if (access.by === 'account') {
    return actOnCase(parts, asResident(actor), { id, verb: 'read' }, work)
  }
  const keyHash = hashOfKey(access.key)
  return parts.database.transaction(async (trx: Transaction<Schema>) => {
    const caseId = await caseOfMail(trx, { id, keyHash })
    if (caseId === null) throw new CaseFilesError('not-found')
    return actAsCity({ ...parts, within: trx }, caseId, work)
  })
}

/**
 * The same for the filer and for every other party. Whoever was taken out has no key any more.
 * @throws CaseFilesError not-found
 */
export async function actOnSeat<T>(
  parts: CaseParts,
  access: Access | PartyAccess,
  work: (step: CaseStep, seat: Seat) => Promise<T>,
): Promise<T> {
  if (access.by !== 'party') return actOnMine(parts, access, (step) => work(step, filerSeat))
  const { id, key } = access
  const actor = asResident(access.actor)
  return parts.database.transaction(async (trx: Transaction<Schema>) => {
    const known = await partyOfKey(trx, { id, keyHash: hashOfKey(key) })
    if (known === null) throw new CaseFilesError('not-found')
    const within = { ...parts, within: trx, actor, party: known }
    return actAsCity(within, id, async (step) => {
      const party = partiesOf(step.events).find((each) => each.id === known)
      if (party === undefined) throw new CaseFilesError('not-found')
      const standsFor = party.role === 'representative' ? party.represents : known
      return work(step, { id: known, standsFor, party })
    })
  })
}

// Lets a party see a record that was registered without it, for rooms where somebody proves that it is its own.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { PartyId } from './actor.ts'
import { insertAccess } from './store-records.ts'
import { partiesWithDocument } from './store-parties.ts'
import { accessOf } from './store-records.ts'
import { asProgram } from './store-view.ts'

/** False when it sees it already. The room has asked for the proof, and writes it down. */
export async function admitParty(
  trx: Transaction<Schema>,
  admitted: { record: string; party: PartyId; procedure: string },
  now: Date,
): Promise<boolean> {
  const { record, party, procedure } = admitted
  const names = [`party:${party}`, `party:${party} ${procedure}`]
  return asProgram(trx, now, async () => {
    const known = await accessOf(trx, record)
    const open = known.some(
      ({ principal, reason, until }) =>
        principal === names[0] && reason === 'party' && (until === null || until > now),
    )
    if (open) return false
    const rows = names.map((principal) => ({
      ...{ principal, reason: 'party' as const, ceiling: 'restricted' as const },
    }))
    await insertAccess(trx, record, rows)
    return true
  })
}

/** The one of these parties that has the document; else the only one there is; null otherwise. */
export async function partiesAmong(
  trx: Transaction<Schema>,
  parties: readonly PartyId[],
  { document, number }: { document: string; number: string },
): Promise<PartyId | null> {
  const [same] = await partiesWithDocument(trx, parties, { document, number })
  if (same !== undefined) return same as PartyId
  const [first, ...others] = parties
  return first !== undefined && others.length === 0 ? first : null
}

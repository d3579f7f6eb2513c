// Lets this witness give up a head it cosigned and that was lost where it came from: openly, with a reason.
import { join } from 'node:path'
import { type WitnessState, readWitnessed } from '@rimaq/ledger'
import type { Clock, Database } from '#platform'
import { RecordsError } from '../errors.ts'
import { writeEntry } from '../write-entry.ts'
import { insertClearing, isCleared } from './store-stamps.ts'

/**
 * The very checkpoint that is remembered now counts no more; the next one of that ledger is taken as its
 * first. Anything the ledger signs later is held to as before.
 * @throws RecordsError not-found where nothing of the ledger is remembered, or it was cleared before
 */
export async function clearWitness(
  parts: { database: Database; clock: Clock; data: string },
  clearing: { origin: string; reason: string; by: string },
): Promise<{ checkpoint: string }> {
  const { database, clock, data } = parts
  const { origin, reason, by } = clearing
  const checkpoint = await readWitnessed(join(data, 'witness'), origin)
  if (checkpoint === null) throw new RecordsError('not-found')
  await database.transaction(async (trx) => {
    if (await isCleared(trx, origin, checkpoint)) throw new RecordsError('not-found')
    const entry = await writeEntry(trx, clock, {
      act: 'witness.cleared',
      actor: { kind: 'operator', name: by },
      about: { kind: 'ledger', id: origin },
      content: { checkpoint, reason, by },
    })
    await insertClearing(trx, { origin, checkpoint, reason, by, entry, at: clock.now() })
  })
  return { checkpoint }
}

/** The memory of a witness without the checkpoints that were cleared; nothing is erased from it. */
export function withoutCleared(database: Database, state: WitnessState): WitnessState {
  const load = async (origin: string): Promise<string | null> => {
    const kept = await state.load(origin)
    if (kept === null) return null
    return (await isCleared(database.kysely, origin, kept)) ? null : kept
  }
  return {
    load,
    async replace(origin, expected, next) {
      const kept = await state.load(origin)
      const cleared = kept !== null && expected === null && (await load(origin)) === null
      return state.replace(origin, cleared ? kept : expected, next)
    },
  }
}

// The person behind a batch as an actor: with the holding as it is valid now, proven by what came signed.
import type { Transaction } from 'kysely'
import { type Actor, type HoldingId, type PersonId, type SessionId, loadHolding } from '#people'
import type { Schema } from '#platform'
import { CaseFilesError } from '../errors.ts'
import type { Batch } from './store-signing.ts'

/**
 * Presence was proven when the batch was opened, and the signature of the person's own key proves it
 * again for each document; what may have changed since is the holding.
 * @throws CaseFilesError holding-ended
 */
export async function signerActor(
  trx: Transaction<Schema>,
  batch: Pick<Batch, 'person' | 'holding' | 'session'>,
  now: Date,
): Promise<Actor> {
  const holding = await loadHolding(trx, batch.holding as HoldingId, now)
  if (holding === null) throw new CaseFilesError('holding-ended')
  return {
    kind: 'person',
    person: batch.person as PersonId,
    session: batch.session as SessionId,
    holding,
    parties: [],
    provenAt: now,
  }
}

// Opens a transaction in which the database shows an actor's records and no others.
import type { Clock, Database, Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { Actor } from './actor.ts'
import { institutionOf, principalsOf } from './record.ts'
import { setView } from './store-view.ts'

/** A transaction in an actor's view; the functions of find-record.ts take it. */
export interface ActorsView {
  trx: Transaction<Schema>
  actor: Actor
  now: Date
}

/** Everything read in `work` is what the actor may know of; secrets are opened one by one. */
export async function inViewOf<T>(
  { database, clock, actor }: { database: Database; clock: Clock; actor: Actor },
  work: (view: ActorsView) => Promise<T>,
): Promise<T> {
  const now = clock.now()
  return database.transaction(async (trx) => {
    const principals = principalsOf(actor, now)
    await setView(trx, { principals, institution: institutionOf(actor), now })
    return work({ trx, actor, now })
  })
}

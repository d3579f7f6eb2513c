// What every verb that changes the shelf is handed, and the one way it asks for permission.
import { type Actor, type Subject, decideOnShelf } from '#people'
import type { Transaction } from 'kysely'
import type { Clock, Database, FileStore, Jobs, Sandbox, Schema } from '#platform'
import type { Catalogue, Change } from './catalogue.ts'
import { DatasetsError } from './errors.ts'
import type { ShelfAct, ShelfJournal } from './journal.ts'
import type { PseudonymSecrets } from './pseudonym-secrets.ts'
import { notify } from './store-write.ts'

export interface WriteContext {
  actor: Actor
  database: Database
  files: FileStore
  jobs: Jobs
  sandbox: Sandbox
  clock: Clock
  catalogue: Catalogue
  journal: ShelfJournal
  /** Folder for files on their way into the file store; on the same disk as it. */
  temp: string
  /** Slug of the organisation of datasets that name none. */
  defaultOrganisation: string | null
  /** Limits of reading one file in its child: milliseconds and bytes. */
  limits: { time: number; memory: number }
  /** Secrets of pseudonyms. */
  secrets: PseudonymSecrets
}

/** Throws `not-permitted` unless the actor may do this. */
export function mustBePermitted(actor: Actor, verb: string, subject: Subject): void {
  const decision = decideOnShelf(actor, verb, subject)
  if (!decision.permit) throw new DatasetsError('not-permitted', { reason: decision.reason })
}

/**
 * One transaction, with its acts in the journal, after which every process hears what changed and this
 * one has heard it.
 */
export async function change<T>(
  context: WriteContext,
  work: (db: Transaction<Schema>) => Promise<{ answer: T; changes: Change[]; acts: ShelfAct[] }>,
): Promise<T> {
  const { answer, changes } = await context.database.transaction(async (db) => {
    const done = await work(db)
    for (const act of done.acts) {
      await context.journal.write(db, { ...act, actor: context.actor })
    }
    for (const each of done.changes) await notify(db, each)
    return done
  })
  for (const each of changes) await context.catalogue.changed(each)
  return answer
}

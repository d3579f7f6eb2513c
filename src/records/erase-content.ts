// Erases by law what an entry says in full; the entry, its leaf and every proof stay.
import type { Actor } from '#people'
import type { Clock, Database, Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { About } from './entry.ts'
import { RecordsError } from './errors.ts'
import { mustNotBeHeld } from './holds.ts'
import { entriesWithContent, eraseContentRow, findEntry } from './store-journal.ts'
import { writeEntry } from './write-entry.ts'

export interface Erasure {
  /** Id of the entry whose content goes. */
  entry: string
  /** The law and article, or the decision, it rests on. */
  basis: string
  actor: Actor
}

/**
 * Removes content and salt, and writes the erasure down in the same transaction; the database demands
 * that itself, and refuses while a hold is in force. @throws RecordsError not-found, held
 */
export async function eraseContent(
  { database, clock }: { database: Database; clock: Clock },
  { entry, basis, actor }: Erasure,
): Promise<void> {
  await database.transaction((trx) => eraseIn(trx, clock, { entry, basis, actor }))
}

/**
 * The same for all entries of one act about a record, in the transaction of a verb that destroys more
 * than its words. @throws RecordsError held
 */
export async function eraseContentsOf(
  trx: Transaction<Schema>,
  clock: Clock,
  { act, about, basis, actor }: Omit<Erasure, 'entry'> & { act: string; about: About },
): Promise<void> {
  for (const entry of await entriesWithContent(trx, act, about)) {
    await eraseIn(trx, clock, { entry, basis, actor })
  }
}

async function eraseIn(
  trx: Transaction<Schema>,
  clock: Clock,
  { entry, basis, actor }: Erasure,
): Promise<void> {
  const found = await findEntry(trx, entry)
  if (!found) throw new RecordsError('not-found', { id: entry })
  await mustNotBeHeld(trx, { kind: 'entry', id: entry })
  await mustNotBeHeld(trx, found.about)
  const about = { kind: 'entry', id: entry }
  const act = { act: 'content.erased' as const, actor, about, content: { basis } }
  await eraseContentRow(trx, entry, await writeEntry(trx, clock, act))
}

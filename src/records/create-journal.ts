// The journal as other rooms are handed it: one way to write, and one to read what was done to a record.
import type { Clock } from '#platform'
import type { About } from './entry.ts'
import { type Db, type PlacedEntry, entriesAbout } from './store-journal.ts'
import { type NewEntry, writeEntry } from './write-entry.ts'

export interface Journal {
  /** See `writeEntry`; answers the id of the entry. */
  write(transaction: Db, entry: NewEntry): Promise<string>
  /** What was done to a record, oldest first, at most `limit` (1,000). */
  about(db: Db, about: About, limit?: number): Promise<PlacedEntry[]>
}

export function createJournal(clock: Clock): Journal {
  return {
    write: (transaction, entry) => writeEntry(transaction, clock, entry),
    about: (db, about, limit = 1_000) => entriesAbout(db, about, limit),
  }
}

// The database as the ledger's second memory: the new head and the places of its entries, at once.
import type { Kysely, Transaction } from 'kysely'
import type { Remembered, RememberedHead } from '@rimaq/ledger'
import { parseCheckpoint, parseNote } from '@rimaq/ledger'
import type { Schema } from '#platform'
import { insertHead, lockHead, newestHead } from './store-ledger.ts'

/** What is written down together with a head of `size`. */
export type Note = (transaction: Transaction<Schema>, size: number) => Promise<void>

/**
 * Tiles are on disk when `replace` is called, the checkpoint is not. Killed before the commit: nobody
 * was told, the tiles are removed and the entries wait still. Killed after it: the next start finds
 * the remembered head and publishes it, and its entries have their places.
 */
export class DatabaseMemory implements Remembered {
  readonly #db: Kysely<Schema>
  /** Set before each `append`; whoever sequences is the only one who appends. */
  note: Note | null = null

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  load(): Promise<RememberedHead | null> {
    return newestHead(this.#db)
  }

  replace(expected: RememberedHead | null, next: RememberedHead): Promise<boolean> {
    const { size } = parseCheckpoint(parseNote(next.checkpoint).text)
    return this.#db.transaction().execute(async (trx) => {
      await lockHead(trx)
      const now = await newestHead(trx)
      if (now?.checkpoint !== expected?.checkpoint || now?.time !== expected?.time) return false
      await insertHead(trx, { ...next, size })
      await this.note?.(trx, size)
      return true
    })
  }
}

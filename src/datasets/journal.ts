// What the shelf asks of a journal: a line for each of its acts, in the transaction of the act.
import type { Actor } from '#people'
import type { Transaction } from 'kysely'
import type { Schema } from '#platform'

type Plain = null | boolean | number | string | readonly Plain[] | PlainObject

interface PlainObject {
  readonly [name: string]: Plain
}

export interface ShelfAct {
  act:
    | 'dataset.created'
    | 'dataset.updated'
    | 'dataset.published'
    | 'dataset.withdrawn'
    | 'dataset.taken-back'
    | 'columns.described'
    | 'version.published'
    | 'submission.made'
    | 'submission.sent'
    | 'submission.unreadable'
    | 'submission.approved'
    | 'submission.refused'
    | 'submission.withdrawn'
    | 'submission.failed'
    | 'submission.erased'
    | 'privacy.overridden'
    | 'pack.imported'
  about: { kind: 'dataset' | 'resource' | 'pack' | 'submission'; id: string }
  /** What exactly; `files` are the hashes of stored files the act vouches for. */
  content: PlainObject
}

/** Handed in where the rooms are joined; whatever it throws ends the transaction. */
export interface ShelfJournal {
  write(transaction: Transaction<Schema>, entry: ShelfAct & { actor: Actor }): Promise<unknown>
}

/** Asked before anything is destroyed; handed in where the rooms are joined. */
export interface ShelfKeeping {
  /** Whether a legal hold stands on it; until the transaction ends none can be placed on it. */
  isHeld(transaction: Transaction<Schema>, about: { kind: string; id: string }): Promise<boolean>
  /** Erases by law what the entries of one act about a record say in full; each erasure is an entry. */
  eraseContents(
    transaction: Transaction<Schema>,
    erasure: {
      act: ShelfAct['act']
      about: { kind: string; id: string }
      basis: string
      actor: Actor
    },
  ): Promise<void>
}

/** The value as JSON has it: without what is undefined. */
export function plain(value: object): PlainObject {
  return JSON.parse(JSON.stringify(value)) as PlainObject
}

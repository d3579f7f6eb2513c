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
    | 'submission.approved'
    | 'submission.refused'
    | 'submission.withdrawn'
    | 'submission.failed'
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

/** The value as JSON has it: without what is undefined. */
export function plain(value: object): PlainObject {
  return JSON.parse(JSON.stringify(value)) as PlainObject
}

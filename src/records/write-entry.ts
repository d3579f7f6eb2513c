// Writes one act into the journal, inside the transaction of the act itself.
import { randomUUID } from 'node:crypto'
import { type Json, canonicalJson, newSalt } from '@rimaq/ledger'
import type { Actor } from '#people'
import type { Clock } from '#platform'
import { type ActName, isAct } from './acts.ts'
import { type About, type Entry, contentHash } from './entry.ts'
import { RecordsError } from './errors.ts'
import { type Db, insertEntry } from './store-journal.ts'
import { whoOf } from './who.ts'

export interface NewEntry {
  act: ActName
  actor: Actor | { kind: 'program' }
  about: About
  /** What happened in full; not public. Hashes of stored files it vouches for stand in `files`. */
  content?: { readonly [name: string]: Json }
  /** Id of the document the actor's holding rests on. */
  legalAct?: string
}

/**
 * Writes the entry with the transaction of the act: both are kept or neither. Its place in the public
 * ledger follows within a second of the commit. Answers the entry's id.
 * @throws RecordsError unknown-act, bad-entry
 */
export async function writeEntry(db: Db, clock: Clock, entry: NewEntry): Promise<string> {
  const { act, about, actor, content } = entry
  if (!isAct(act)) throw new RecordsError('unknown-act', { act })
  const kept = content === undefined ? null : { salt: newSalt(), body: bodyOf(content) }
  const row: Entry = {
    id: randomUUID(),
    at: clock.now(),
    act,
    who: whoOf(actor, entry.legalAct),
    about: { kind: about.kind, id: about.id },
    rowSalt: newSalt(),
    contentHash: kept && contentHash(kept.body, kept.salt),
  }
  await insertEntry(db, row, kept)
  return row.id
}

function bodyOf(content: NonNullable<NewEntry['content']>): string {
  try {
    return canonicalJson(content)
  } catch (cause) {
    throw new RecordsError('bad-entry', { reason: (cause as Error).message }, { cause })
  }
}

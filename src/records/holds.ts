// Legal holds: while one is in force, nothing about its record is destroyed, by anybody, for any reason.
import { randomUUID } from 'node:crypto'
import type { Actor } from '#people'
import type { Clock, Database } from '#platform'
import type { About } from './entry.ts'
import { RecordsError } from './errors.ts'
import type { Db } from './store-journal.ts'
import { findHold, heldNow, insertHoldStep, lockHold } from './store-holds.ts'
import { writeEntry } from './write-entry.ts'

interface Ground {
  database: Database
  clock: Clock
}

export interface Hold {
  /** `file` with a content hash holds a stored file; `entry` an entry of the journal. */
  about: About
  reason: string
  /** The order, resolution or law it rests on. */
  legalAct: string
}

/** Answers the id of the hold. Several may stand on one record; each is released by itself. */
export async function placeHold(
  { database, clock }: Ground,
  { about, reason, legalAct, actor }: Hold & { actor: Actor },
): Promise<string> {
  const hold = randomUUID()
  await database.transaction(async (trx) => {
    await lockHold(trx, about)
    const content = { hold, reason, legalAct }
    const entry = await writeEntry(trx, clock, { act: 'hold.placed', actor, about, content })
    await insertHoldStep(trx, { step: 'placed', hold, about, reason, legalAct, entry })
  })
  return hold
}

/** @throws RecordsError hold-not-found */
export async function releaseHold(
  { database, clock }: Ground,
  { hold, reason, legalAct, actor }: Omit<Hold, 'about'> & { hold: string; actor: Actor },
): Promise<void> {
  await database.transaction(async (trx) => {
    const first = await findHold(trx, hold)
    if (!first) throw new RecordsError('hold-not-found', { hold })
    await lockHold(trx, first)
    // Another release may have been first while this one waited.
    const about = await findHold(trx, hold)
    if (!about) throw new RecordsError('hold-not-found', { hold })
    const content = { hold, reason, legalAct }
    const entry = await writeEntry(trx, clock, { act: 'hold.released', actor, about, content })
    await insertHoldStep(trx, { step: 'released', hold, about, reason, legalAct, entry })
  })
}

/** Whoever destroys something asks this first; inside the transaction, see `mustNotBeHeld`. */
export function isHeld(db: Db, about: About): Promise<boolean> {
  return heldNow(db, about)
}

/**
 * Inside the transaction that destroys: from here to its end no hold can be placed on the record.
 * @throws RecordsError held
 */
export async function mustNotBeHeld(db: Db, about: About): Promise<void> {
  await lockHold(db, about)
  if (await heldNow(db, about))
    throw new RecordsError('held', { about: `${about.kind} ${about.id}` })
}

/** The same as an answer, for a verb that leaves out what is held. */
export async function isHeldHere(db: Db, about: About): Promise<boolean> {
  await lockHold(db, about)
  return heldNow(db, about)
}

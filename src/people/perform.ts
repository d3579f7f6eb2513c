// How every verb of this room runs: permission, one transaction, the journal's entry in it.
import type { Clock, Database, Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { Actor, InstitutionId } from './actor.ts'
import { decide } from './decide.ts'
import { PeopleError, explainConstraint } from './errors.ts'
import type { Letters } from './notices/give-notice.ts'
import { asProgram } from './store-view.ts'

export interface JournalEntry {
  /** Verb as it is called here, such as `appoint`. */
  act: string
  actor: Actor
  /** What it was done to: kind and id. */
  about: { kind: string; id: string }
  /** Facts of the act, without what is secret. */
  content: Record<string, unknown>
}

/** The record of everything that happened; written in the transaction of the act. */
export interface Journal {
  write(trx: Transaction<Schema>, entry: JournalEntry): Promise<void>
}

export interface PeopleContext {
  actor: Actor
  database: Database
  clock: Clock
  journal: Journal
  /** Sends notices by mail too; absent where no mail is set up. */
  mail?: Letters | undefined
}

export interface Done<T> {
  answer: T
  about: JournalEntry['about']
  content: Record<string, unknown>
}

/**
 * Runs the act and writes its entry; both or neither. Inside, the transaction reads and writes as
 * the program: permission was asked before, or is asked inside with what was read.
 * @throws PeopleError what the act throws, and the codes of explainConstraint
 */
export async function perform<T>(
  context: PeopleContext,
  act: string,
  work: (trx: Transaction<Schema>, now: Date) => Promise<Done<T>>,
): Promise<T> {
  const { actor, clock, journal } = context
  const now = clock.now()
  try {
    return await context.database.transaction(async (trx) =>
      asProgram(trx, now, async () => {
        const { answer, about, content } = await work(trx, now)
        await journal.write(trx, { act, actor, about, content })
        return answer
      }),
    )
  } catch (error) {
    throw explainConstraint(error)
  }
}

/** @throws PeopleError not-permitted, unless the actor may do this to the organisation */
export function mustManage(context: PeopleContext, verb: string, institution: string): void {
  const { actor, clock } = context
  const record = { kind: 'organisation', institution: institution as InstitutionId } as const
  const decision = decide(actor, verb, record, { now: clock.now() })
  if (!decision.permit) throw new PeopleError('not-permitted', { reason: decision.reason })
}

/** The reference of a legal act. @throws PeopleError no-act */
export function mustCite(act: string): string {
  const text = act.trim()
  if (text.length < 3 || text.length > 300) throw new PeopleError('no-act')
  return text
}

/** The instant at which something begins: never before now. @throws PeopleError in-the-past */
export function mustNotReachBack(from: Date | undefined, now: Date): Date {
  if (from === undefined) return now
  if (from < now) throw new PeopleError('in-the-past', { from: from.toISOString() })
  return from
}

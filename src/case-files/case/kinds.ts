// Which events a case may have: those that move the legal clock, and those that do not.
import type { CaseEvent, Happening, Phase } from '@rimaq/workdays'
import type { CaseEventRow } from '../filing/event-chain.ts'
import type { ProcedureContent } from '../catalogue/procedure.ts'

/** Everything that can still be done with a case that nobody has finished. */
const open: readonly Phase[] = [
  ...(['open', 'observed', 'suspended', 'paralysed', 'decided', 'notifying', 'notified'] as const),
  ...(['appealed', 'approved', 'firm'] as const),
]
const ended: readonly Phase[] = ['not-filed', 'closed']
const always: readonly Phase[] = [...open, ...ended]

/**
 * Kinds of events without a legal clock, and the phases in which they may happen. A part with a new
 * kind adds its line here and the sentence `case-files.event.<kind>`.
 */
export const kindsWithoutClock = {
  /** A document was added; content names position, kind and hash. */
  'document-added': always,
  'received-from': always,
  'paper-added': always,
  'loan-out': always,
  'loan-back': always,
  accumulated: open,
  'accumulated-into': open,
  separated: open,
  'separated-from': open,
  archived: ended,
  'archive-sent': ended,
  'archive-received': ended,
  reopened: ended,
  destroyed: ended,
  /** The signed receipt of the filing; content names code, hash and seal. */
  'receipt-made': always,
  /** An authority's time was added behind a document that waited for it. */
  'document-stamped': always,
  /** Sent to another office, with motive, note, priority and copies. */
  routed: open,
  /** The office, or one that was sent a copy, took it. */
  received: always,
  /** Sent back within the day, with the reason. */
  returned: open,
  /** Taken back by the sender before it was received. */
  'routing-cancelled': open,
  /** Given to a post of the office, or back to all of it. */
  assigned: open,
  /** The post has nobody any more, or the office was succeeded. */
  'moved-on': always,
  /** Silence came by itself (Law 27444, art. 188). */
  'silence-came': always,
  /** Not corrected in time (art. 125.4). */
  'deemed-not-filed': always,
  /** The fee was paid: number of the operation, day, amount. */
  'fee-paid': open,
  /** It is to be given back, and was (art. 125.4). */
  'refund-ordered': ['not-filed'],
  'refund-paid': ['not-filed'],
  /** A suspension ended by itself (art. 136.4). */
  'term-resumed': always,
  /** The entity did not do in time what it had to. */
  'term-passed': always,
  /** A new edition of the calendar moved terms that were running. */
  recomputed: always,
  /** Acts: a draft was sent on, approved, returned; signed with its number; set aside by another. */
  'act-submitted': always,
  'act-approved': always,
  'act-returned': always,
  'act-signed': always,
  'act-set-aside': always,
  /** Those responsible for a request for information were told that it is about to be late, or is. */
  'access-late-told': ['open'],
  /** Somebody else takes part in it, or was named by mistake: before a decision, which names them. */
  'party-added': ['open', 'observed', 'suspended', 'paralysed', 'appealed'],
  'party-removed': ['open', 'observed', 'suspended', 'paralysed', 'appealed'],
  /** A party got the key of its page, said something in writing, appealed before the clock could take it. */
  'party-admitted': open,
  'party-wrote': [
    ...(['open', 'observed', 'suspended', 'paralysed', 'decided', 'notifying'] as const),
    ...(['notified', 'appealed'] as const),
  ],
  'appeal-received': ['decided', 'notifying', 'appealed'],
  /** An act was put into the mailbox of another party than the filer, or mailed to it. */
  'party-deposited': ['decided', 'notifying', 'notified', 'appealed', 'firm'],
  'party-mailed': ['decided', 'notifying', 'notified', 'appealed', 'firm'],
  /** Which of its documents the filer keeps from other parties (art. 160.1). */
  'secrets-marked': open,
  /** The filer agreed to be notified electronically, or took it back for what comes. */
  consented: always,
  'consent-withdrawn': always,
  /** The paper of a notification was made; a visit found nobody; it ended without effect, and why. */
  'notification-prepared': ['decided', 'notifying', 'notified', 'appealed', 'firm'],
  'notification-attempted': ['decided', 'notifying', 'notified', 'appealed', 'firm'],
  'notification-lapsed': always,
  /** Its days are over and it holds; it was opened after that. */
  'notification-effective': ['notified', 'appealed', 'firm', 'closed'],
  'notification-opened': always,
  /** A mail server refused its letter for good. */
  'letter-refused': always,
  'became-firm': ['firm'],
  /** A complaint about how it is handled was filed as a case of its own, or reached the superior. */
  'complaint-made': always,
  'complaint-escalated': always,
  /** The filer joined it to an account. */
  linked: always,
} as const satisfies Record<string, readonly Phase[]>

export type QuietKind = keyof typeof kindsWithoutClock

/** Working days that a rule without a law behind it may take (Law 27444, art. 35). */
const ordinary = 30

/**
 * The clock that a filing starts. Automatic approval needs complete requirements (art. 31.1); what
 * is incomplete has the ordinary term, in which it is observed.
 */
export function clockOfFiling(
  { qualification, term }: Pick<ProcedureContent, 'qualification' | 'term'>,
  { complete, electronic }: { complete: boolean; electronic: boolean },
): Extract<Happening, { kind: 'filed' }> {
  const days = term?.amount ?? ordinary
  return {
    kind: 'filed',
    // A rule of its own sets its days itself.
    ...(term?.rule === undefined
      ? { rule: days > ordinary ? 'EVAL-LEY' : 'EVAL', days }
      : { rule: term.rule }),
    silence:
      qualification === 'positive-silence'
        ? 'positive'
        : qualification === 'negative-silence'
          ? 'negative'
          : 'none',
    automatic: qualification === 'automatic' && complete,
    electronic,
  }
}

/** The events that move the clock, as @rimaq/workdays replays them; the others are left out. */
export function clockEvents(
  events: readonly Pick<CaseEventRow, 'seq' | 'at' | 'kind' | 'content'>[],
): CaseEvent[] {
  return events.flatMap(({ seq, at, content }): CaseEvent[] => {
    const clock = content['clock']
    if (clock === undefined) return []
    return [{ id: String(seq), at: at.toISOString(), ...(clock as Happening) }]
  })
}

export function isQuietKind(kind: string): kind is QuietKind {
  return Object.hasOwn(kindsWithoutClock, kind)
}

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
    rule: days > ordinary ? 'EVAL-LEY' : 'EVAL',
    days,
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

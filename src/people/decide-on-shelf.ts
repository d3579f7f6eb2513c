// Answers what of the published shelf is open to whom, before any list of access is asked.
import type { Actor } from './actor.ts'

export type ShelfDecision =
  | { permit: true }
  | { permit: false; reason: 'not-published' | 'operator-only' }

/** What is asked about: a record of the shelf with its state. */
export interface Subject {
  kind: 'dataset' | 'resource' | 'version' | 'service'
  state?: 'draft' | 'published' | 'withdrawn'
}

const openVerbs: ReadonlySet<string> = new Set(['read', 'search', 'query', 'export', 'list'])

/**
 * Permits or denies with a reason. What is published is open to all, and the operator may do
 * everything; drafts are asked of `decide()` by their access. Invisible is answered as absent (404).
 */
export function decideOnShelf(actor: Actor, verb: string, subject: Subject): ShelfDecision {
  if (actor.kind === 'operator') return { permit: true }
  if (!openVerbs.has(verb)) return { permit: false, reason: 'operator-only' }
  if (subject.kind === 'service' || subject.state === 'published') return { permit: true }
  return { permit: false, reason: 'not-published' }
}

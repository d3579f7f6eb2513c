// The one place where the question "may this person do this now?" is asked.

import type { Actor } from './actor.ts'

export type Decision =
  | { permit: true }
  | { permit: false; reason: 'not-published' | 'operator-only' }

/** What is asked about: a record of the shelf with its state. */
export interface Subject {
  kind: 'dataset' | 'resource' | 'version' | 'service'
  state?: 'draft' | 'published' | 'withdrawn'
}

const visitorVerbs: ReadonlySet<string> = new Set(['read', 'search', 'query', 'export', 'list'])

/** Permits or denies with a reason. Invisible records are answered as absent (404) by the caller. */
export function decide(actor: Actor, verb: string, subject: Subject): Decision {
  if (actor.kind === 'operator') return { permit: true }
  if (!visitorVerbs.has(verb)) return { permit: false, reason: 'operator-only' }
  if (subject.kind === 'service' || subject.state === 'published') return { permit: true }
  return { permit: false, reason: 'not-published' }
}

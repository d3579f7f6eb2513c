// The hash that ties each event of a case to the one before it.
import { createHash } from 'node:crypto'
import { type Json, canonicalJson } from '@rimaq/ledger'

export interface CaseEventRow {
  caseId: string
  seq: number
  at: Date
  kind: string
  content: Record<string, unknown>
  previousHash: string | null
}

/** SHA-256 over the canonical JSON (RFC 8785), in hexadecimal. */
export function hashOfEvent({
  caseId,
  seq,
  at,
  kind,
  content,
  previousHash,
}: CaseEventRow): string {
  const said = { case: caseId, seq, at: at.toISOString(), kind, content, previous: previousHash }
  return createHash('sha256')
    .update(canonicalJson(said as unknown as Json))
    .digest('hex')
}

/** The first event that does not follow from those before it; null when all do. */
export function brokenAt(events: readonly (CaseEventRow & { hash: string })[]): number | null {
  let previous: string | null = null
  for (const [at, event] of events.entries()) {
    const follows = event.seq === at + 1 && event.previousHash === previous
    if (!follows || hashOfEvent(event) !== event.hash) return at + 1
    previous = event.hash
  }
  return null
}

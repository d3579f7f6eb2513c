// Selects what counts about a certificate at a time, among all that is at hand (EN 319 102-1, 5.2.6.4).
import { sameBytes } from '../bytes.ts'
import { needsNoRevocation } from '../x509/extensions.ts'
import { ON_HOLD, type RevocationFact, type Unusable } from './fact.ts'
import { factsAbout, type FactsQuestion, type RevocationPool } from './find-facts.ts'

export interface SelectedFact {
  fact: RevocationFact | null
  /** All that count, the latest first. */
  facts: RevocationFact[]
  unusable: Unusable[]
}

/**
 * The latest fact issued by `time`. A revocation is final (X.509): a later list that no longer has the
 * certificate does not take it back, unless it was only on hold.
 */
export function selectFact(
  pool: RevocationPool,
  question: FactsQuestion,
  time: Date,
): SelectedFact {
  const { facts, unusable } = factsAbout(pool, question)
  const usable = facts.filter((one) => {
    if (one.thisUpdate > time) return false
    if (!isSignerRevoked(one, pool, { question, time })) return true
    unusable.push({ kind: one.kind, why: 'the responder was revoked when it answered' })
    return false
  })
  const final = usable.find(({ status, reason }) => status === 'revoked' && reason !== ON_HOLD)
  const told = usable.find(({ status }) => status !== 'unknown')
  return { fact: final ?? told ?? usable[0] ?? null, facts: usable, unusable }
}

/** RFC 6960, 4.2.2.2.1: a responder without no-check is asked about too, by lists. */
function isSignerRevoked(
  fact: RevocationFact,
  pool: RevocationPool,
  { question, time }: { question: FactsQuestion; time: Date },
): boolean {
  const { issuer: responder } = fact
  if (fact.kind !== 'ocsp' || sameBytes(responder.spki, question.issuer.spki)) return false
  if (needsNoRevocation(responder)) return false
  const lists = { ...pool, ocsps: [] }
  const { facts } = factsAbout(lists, { ...question, certificate: responder })
  return facts.some(
    ({ revokedAt, thisUpdate }) =>
      revokedAt !== null && revokedAt <= fact.issuedAt && thisUpdate <= time,
  )
}

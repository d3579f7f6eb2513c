// Slides the time of validation back to where every certificate of a path was good (EN 319 102-1, 5.6.2.2).
import { signatureWeaknesses } from '../../policy/check-algorithms.ts'
import { freshUntil, isFresh } from '../../revocation/check-freshness.ts'
import type { RevocationFact } from '../../revocation/fact.ts'
import { selectFact } from '../../revocation/select-fact.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { needsNoRevocation } from '../../x509/extensions.ts'
import { verdictOf, type Verdict } from '../report.ts'
import type { PoeStore } from './poe.ts'
import { factsQuestion, ruleFor } from './validate-certificate.ts'
import type { Context, Role } from './validation-context.ts'

export interface SlideQuestion {
  role: Role
  poes: PoeStore
  /** Where to begin: now, or the end of trust in the anchor (1). */
  from: Date
  /** Revocation data about the signing certificate that count; null for all (5.6.2.4, 1 a). */
  ownFacts: readonly RevocationFact[] | null
}

export type Slide =
  | { controlTime: Date; facts: Map<Certificate, RevocationFact> }
  | { verdict: Verdict }

/**
 * Step c of the standard goes back to the issue of data that are no longer fresh. Then data about a
 * certificate must be proven before those about its authority were even issued, which no archive does.
 * Here it goes back to the end of their freshness; a policy whose greatest age is 0 has it to the letter.
 */
export function slideTime(
  path: readonly Certificate[],
  context: Context,
  question: SlideQuestion,
): Slide {
  let controlTime = question.from
  const facts = new Map<Certificate, RevocationFact>()
  const earlier = (time: Date | null): void => {
    if (time !== null && time < controlTime) controlTime = time
  }
  for (let index = path.length - 2; index >= 0; index--) {
    const certificate = path[index]
    const issuer = path[index + 1]
    if (certificate === undefined || issuer === undefined) continue
    const rule = ruleFor(context, question.role, index === 0)
    if (rule !== 'ignored' && !needsNoRevocation(certificate)) {
      const asked = factsQuestion(path, index, context)
      const selected =
        asked === null ? [] : selectFact(context.revocations, asked, controlTime).facts
      const own = index === 0 ? question.ownFacts : null
      const candidates = own === null ? selected : selected.filter((one) => isAmong(own, one))
      // a: issued before the control time, and proven to have existed then, as has the certificate.
      const usable = candidates.filter(
        (fact) =>
          fact.status !== 'unknown' &&
          fact.thisUpdate < controlTime &&
          question.poes.existedAt(fact.raw, controlTime) &&
          question.poes.existedAt(certificate.raw, controlTime),
      )
      const fact = usable.find(({ status }) => status === 'revoked') ?? usable[0]
      if (fact === undefined && (rule === 'required' || selected.length > 0))
        return {
          verdict: verdictOf('NO_POE', 'nothing proves that revocation data existed in time'),
        }
      if (fact !== undefined) {
        facts.set(certificate, fact)
        // b: a revoked certificate ends it at the revocation (shell model); c: what is not fresh, when it ceased to be.
        if (fact.status === 'revoked') earlier(fact.revokedAt)
        else if (!isFresh(fact, controlTime, context.policy))
          earlier(freshUntil(fact, context.policy))
        earlier(endOf(fact.algorithm, fact.issuer, { context, controlTime }))
      }
    }
    // d: algorithms that ended, at their end.
    const { algorithm } = certificate
    if (algorithm !== null) earlier(endOf(algorithm, issuer, { context, controlTime }))
  }
  return { controlTime, facts }
}

function isAmong(facts: readonly RevocationFact[], one: RevocationFact): boolean {
  return facts.some(({ raw, issuer }) => raw === one.raw && issuer === one.issuer)
}

function endOf(
  algorithm: NonNullable<Certificate['algorithm']>,
  key: Certificate,
  { context, controlTime }: { context: Context; controlTime: Date },
): Date | null {
  const { algorithms: rules } = context.policy
  const weak = signatureWeaknesses(algorithm, key, { time: controlTime, rules })
  const ends = weak.filter(({ warns }) => !warns).map(({ since }) => since?.getTime() ?? 0)
  return ends.length === 0 ? null : new Date(Math.min(...ends))
}

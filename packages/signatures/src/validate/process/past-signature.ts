// Validates a signature or timestamp in the past (ETSI EN 319 102-1, 5.6.2.4).
import { sameBytes } from '../../bytes.ts'
import type { RevocationFact } from '../../revocation/fact.ts'
import { isFresh } from '../../revocation/check-freshness.ts'
import { factsAbout } from '../../revocation/find-facts.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { needsNoRevocation } from '../../x509/extensions.ts'
import { passed, verdictOf, type Verdict } from '../report.ts'
import { usedWeaknesses } from './accept-signature.ts'
import type { PoeStore } from './poe.ts'
import { validatePastCertificate } from './past-certificate.ts'
import type { AlgorithmUse } from './types.ts'
import {
  anchorsFor,
  factsQuestion,
  pathWeaknesses,
  ruleFor,
  type CertificateFinding,
} from './validate-certificate.ts'
import type { Context, Role } from './validation-context.ts'

export interface PastTarget {
  role: Role
  /** What validation at the present time said, and about which path. */
  current: Verdict
  certificate: CertificateFinding
  /** The signature value, by which its existence is proven. */
  value: Uint8Array
  algorithms: readonly AlgorithmUse[]
}

export function validatePastSignature(
  target: PastTarget,
  context: Context,
  poes: PoeStore,
): { verdict: Verdict; path: Certificate[] } {
  const { current, role, certificate: finding } = target
  const [own] = finding.path
  const answer = (verdict: Verdict, path = finding.path) => ({ verdict, path })
  if (own === undefined) return answer(current)
  const { status, facts } = provenFacts(finding.path, context, { role, poes })
  const past = validatePastCertificate(own, context, { role, poes, ownFacts: facts })
  if ('verdict' in past)
    // 2: the verdict of the present stands, with what the past lacks as its reason.
    return answer({
      ...current,
      why: `${current.why ?? ''}; in the past: ${past.verdict.why ?? ''}`,
    })
  const bestTime = poes.earliestOf(target.value)
  const proven = bestTime <= past.controlTime
  const verdict = heal(target, { own, past, bestTime, proven, context, poes })
  return verdict === null ? answer(status, past.path) : answer(verdict, past.path)
}

/**
 * 1: revocation data whose signer's certificate is proven to have existed while it was valid, or
 * whose signer is an anchor itself.
 */
function provenFacts(
  path: readonly Certificate[],
  context: Context,
  { role, poes }: { role: Role; poes: PoeStore },
): { status: Verdict; facts: RevocationFact[] | null } {
  const [own] = path
  const rule = ruleFor(context, role, true)
  const question = factsQuestion(path, 0, context)
  if (own === undefined || question === null || rule === 'ignored' || needsNoRevocation(own))
    return { status: passed, facts: null }
  const { facts } = factsAbout(context.revocations, question)
  const anchors = anchorsFor(context, role)
  const proven = facts.filter(({ issuer }) => {
    if (anchors.some(({ certificate }) => sameBytes(certificate.raw, issuer.raw))) return true
    const since = poes.earliestOf(issuer.raw)
    return since <= issuer.notAfter
  })
  if (proven.length > 0 || (facts.length === 0 && rule !== 'required'))
    return { status: passed, facts: proven.length > 0 ? proven : null }
  const why = 'nothing proves that the certificate behind the revocation data existed in time'
  return { status: verdictOf('REVOCATION_OUT_OF_BOUNDS_NO_POE', why), facts: null }
}

interface Healing {
  own: Certificate
  past: { controlTime: Date; facts: Map<Certificate, RevocationFact>; path: Certificate[] }
  bestTime: Date
  proven: boolean
  context: Context
  poes: PoeStore
}

/** 3 to 6: null when the past heals what the present found. */
function heal(target: PastTarget, given: Healing): Verdict | null {
  const { current } = target
  const { own, bestTime, proven, context, past } = given
  const { onHold } = target.certificate
  switch (current.subIndication) {
    case 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE':
      return proven ? boundsFault(own, bestTime, 'OUT_OF_BOUNDS_NO_POE') : current
    case 'REVOKED_NO_POE':
    case 'REVOCATION_OUT_OF_BOUNDS_NO_POE':
      return proven ? boundsFault(own, bestTime, 'OUT_OF_BOUNDS_NOT_REVOKED') : current
    case 'REVOKED_CA_NO_POE': {
      const { revokedAt } = target.certificate
      const fact = past.facts.get(own)
      const inTime =
        revokedAt !== null && (fact === undefined || given.poes.existedAt(fact.raw, revokedAt))
      return proven && inTime ? boundsFault(own, bestTime, 'OUT_OF_BOUNDS_NOT_REVOKED') : current
    }
    case 'OUT_OF_BOUNDS_NO_POE':
    case 'OUT_OF_BOUNDS_NOT_REVOKED':
      return proven ? boundsFault(own, bestTime, current.subIndication) : current
    case 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE':
      return strengthFault(target, given)
    case 'TRY_LATER': {
      if (onHold) return proven ? boundsFault(own, bestTime, 'OUT_OF_BOUNDS_NOT_REVOKED') : current
      const facts = [...past.facts.values()]
      const fresh =
        facts.length > 0 && facts.every((fact) => isFresh(fact, bestTime, context.policy))
      return fresh ? boundsFault(own, bestTime, 'OUT_OF_BOUNDS_NO_POE') : current
    }
    default:
      return current
  }
}

function boundsFault(
  own: Certificate,
  bestTime: Date,
  sub: 'OUT_OF_BOUNDS_NO_POE' | 'OUT_OF_BOUNDS_NOT_REVOKED',
): Verdict | null {
  if (bestTime < own.notBefore)
    return verdictOf('NOT_YET_VALID', 'it existed before its certificate was valid')
  if (bestTime <= own.notAfter) return null
  return verdictOf(sub, 'nothing proves that it is older than the end of its certificate')
}

/** 4: each algorithm was reliable when what uses it is first proven to have existed. */
function strengthFault(
  target: PastTarget,
  { own, past, bestTime, context, poes }: Healing,
): Verdict | null {
  const weak = [
    ...usedWeaknesses(target.algorithms, own, { context, time: bestTime }),
    ...pathWeaknesses(past, context, (raw) => poes.earliestOf(raw)),
  ].find(({ warns }) => !warns)
  if (weak === undefined) return null
  const why = `nothing proves that it existed while ${weak.what} was reliable`
  return verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', why)
}

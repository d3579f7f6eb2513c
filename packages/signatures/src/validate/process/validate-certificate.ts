// Validates the signing certificate at a time: path, revocation, validity, constraints (EN 319 102-1, 5.2.6).
import { sameBytes } from '../../bytes.ts'
import { signatureWeaknesses } from '../../policy/check-algorithms.ts'
import type { RevocationRule } from '../../policy/policy.ts'
import { isFresh } from '../../revocation/check-freshness.ts'
import { ON_HOLD, type RevocationFact } from '../../revocation/fact.ts'
import { selectFact } from '../../revocation/select-fact.ts'
import { isTrustedAt, type TrustAnchor } from '../../trust/anchors.ts'
import { buildPaths, followIssuers } from '../../x509/build-paths.ts'
import { mayBeUsedFor, type Certificate } from '../../x509/certificate.ts'
import { needsNoRevocation } from '../../x509/extensions.ts'
import { isSelfIssued } from '../../x509/issued-by.ts'
import { authorityFault, criticalFault, pathFault } from '../../x509/validate-path.ts'
import { passed, verdictOf, type Verdict } from '../report.ts'
import { SignatureError } from '../../signature-error.ts'
import type { Context, Role } from './validation-context.ts'

export interface CertificateFinding {
  verdict: Verdict
  /** The certificate first, the anchor last; as far as issuers are known where no path leads to one. */
  path: Certificate[]
  /** What counted about each certificate of the path. */
  facts: Map<Certificate, RevocationFact>
  /** Of the certificate that decided. */
  revokedAt: Date | null
  /** TRY_LATER because the certificate is on hold, not for want of fresh data. */
  onHold: boolean
  /** TRY_LATER because what the policy asks for is not at hand at all, or the responder knows nothing. */
  isMissing: boolean
  /** OUT_OF_BOUNDS_NO_POE though the policy would not have asked for revocation data. */
  revocationNotAsked: boolean
  tryAgainAt: Date | null
  warnings: string[]
}

export interface CertificateQuestion {
  role: Role
  time: Date
  /** When the anchor has to be trusted; by default at `time`. */
  trustTime?: Date
}

/** Tries the paths one after the other; the first that passes counts, or else the first that failed. */
export function validateCertificate(
  certificate: Certificate,
  context: Context,
  question: CertificateQuestion,
): CertificateFinding {
  try {
    if (context.trust === null) return judgeWithoutTrust(certificate, context)
    return judgeWithTrust(certificate, context, question)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return found([certificate], verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', error.message))
  }
}

function found(path: Certificate[], verdict: Verdict): CertificateFinding {
  return {
    verdict,
    path,
    facts: new Map(),
    revokedAt: null,
    onHold: false,
    isMissing: false,
    revocationNotAsked: false,
    tryAgainAt: null,
    warnings: [],
  }
}

/** The anchors that may vouch for a role. */
export function anchorsFor(context: Context, role: Role): TrustAnchor[] {
  const purpose = role === 'signer' ? 'signatures' : 'timestamps'
  return (context.trust ?? []).filter(
    ({ purposes }) => purposes === undefined || purposes.includes(purpose),
  )
}

/** Paths to anchors whatever their times, those that are valid in themselves first. */
export function candidatePaths(
  certificate: Certificate,
  context: Context,
  role: Role,
): { path: Certificate[]; fault: string | null }[] {
  const anchors = anchorsFor(context, role).map((one) => one.certificate)
  const rules = {
    policies: context.policy.certificatePolicies,
    explicitPolicy: context.policy.explicitPolicy,
  }
  const known = context.certificates
  return buildPaths(certificate, { anchors, known })
    .map((path) => ({ path, fault: faultOf(path, rules) }))
    .toSorted((one, other) => Number(one.fault !== null) - Number(other.fault !== null))
}

function faultOf(
  path: readonly Certificate[],
  rules: Parameters<typeof pathFault>[1],
): string | null {
  try {
    return pathFault(path, rules)
  } catch (error) {
    if (error instanceof SignatureError) return error.message
    throw error
  }
}

function judgeWithTrust(
  certificate: Certificate,
  context: Context,
  question: CertificateQuestion,
): CertificateFinding {
  const paths = candidatePaths(certificate, context, question.role)
  let first: CertificateFinding | null = null
  for (const { path, fault } of paths) {
    const finding =
      fault === null
        ? judgePath(path, context, question)
        : found(path, verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', fault))
    if (finding.verdict.indication === 'TOTAL-PASSED') return finding
    first ??= finding
  }
  if (first !== null) return first
  const why = 'no path leads to a trusted certificate'
  const known = followIssuers(certificate, context.certificates)
  return found(known, verdictOf('NO_CERTIFICATE_CHAIN_FOUND', why))
}

/** Without anchors only what is wrong in itself is told, as far as issuers are known. */
function judgeWithoutTrust(certificate: Certificate, context: Context): CertificateFinding {
  const path = followIssuers(certificate, context.certificates)
  const last = path.at(-1)
  const rules = { policies: [], explicitPolicy: false }
  let fault = pathFault(path, rules)
  if (fault === null && last !== undefined && path.length > 1)
    fault = criticalFault(last) ?? (isSelfIssued(last) ? null : authorityFault(last))
  if (fault === null) return found(path, passed)
  return found(path, verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', fault))
}

function judgePath(
  path: Certificate[],
  context: Context,
  question: CertificateQuestion,
): CertificateFinding {
  const finding = found(path, passed)
  // Revoked comes before expired, and expired before what could only be asked of a valid certificate.
  const revocation = judgeRevocation(finding, context, question)
  const verdict =
    trustFault(path, context, question) ??
    revocation.revoked ??
    judgeValidity(finding, context, question) ??
    revocation.later ??
    judgeUsage(path, question.role) ??
    judgeStrength(finding, context)
  return verdict === null ? finding : { ...finding, verdict }
}

/** An anchor that is not trusted at the time may have been so before (V1.3.1: sunset date). */
function trustFault(
  path: readonly Certificate[],
  context: Context,
  { role, time, trustTime }: CertificateQuestion,
): Verdict | null {
  const last = path.at(-1)
  const anchors = anchorsFor(context, role).filter(
    ({ certificate }) => last !== undefined && sameBytes(certificate.raw, last.raw),
  )
  if (anchors.some((anchor) => isTrustedAt(anchor, trustTime ?? time))) return null
  return verdictOf('NO_CERTIFICATE_CHAIN_FOUND_NO_POE', 'the anchor is not trusted at that time')
}

export function ruleFor(context: Context, role: Role, isOwn: boolean): RevocationRule {
  const { revocation } = context.policy
  if (role === 'timestamp') return revocation.timestamps
  return isOwn ? revocation.signer : revocation.authorities
}

/** The question about a certificate of a path, for `selectFact`. */
export function factsQuestion(
  path: readonly Certificate[],
  index: number,
  context: Context,
): Parameters<typeof selectFact>[1] | null {
  const certificate = path[index]
  const issuer = path[index + 1]
  const anchor = path.at(-1)
  if (certificate === undefined || issuer === undefined || anchor === undefined) return null
  const rules = { policies: [], explicitPolicy: false }
  const known = new Map<Certificate, boolean>()
  const leads = (signer: Certificate): boolean =>
    buildPaths(signer, { anchors: [anchor], known: context.certificates }).some(
      (one) => faultOf(one, rules) === null,
    )
  const leadsToAnchor = (signer: Certificate): boolean => {
    const answer = known.get(signer) ?? leads(signer)
    known.set(signer, answer)
    return answer
  }
  return { certificate, issuer, known: context.certificates, leadsToAnchor }
}

/** From the anchor down; `later` is what more data, or fresher ones, may change. */
function judgeRevocation(
  finding: CertificateFinding,
  context: Context,
  { role, time }: CertificateQuestion,
): { revoked: Verdict | null; later: Verdict | null } {
  const { path } = finding
  let later: Verdict | null = null
  for (let index = path.length - 2; index >= 0; index--) {
    const rule = ruleFor(context, role, index === 0)
    const question = factsQuestion(path, index, context)
    if (question === null || rule === 'ignored' || needsNoRevocation(question.certificate)) continue
    const { fact, unusable } = selectFact(context.revocations, question, time)
    const whose = index === 0 ? 'the certificate' : 'an authority of the path'
    if (fact !== null) finding.facts.set(question.certificate, fact)
    if (fact?.status === 'revoked' && fact.revokedAt !== null && fact.revokedAt <= time) {
      finding.revokedAt = fact.revokedAt
      const when = fact.revokedAt.toISOString()
      if (fact.reason === ON_HOLD) {
        finding.onHold = true
        finding.tryAgainAt = fact.nextUpdate
        later ??= verdictOf('TRY_LATER', `${whose} is on hold since ${when}`)
        continue
      }
      const sub = index === 0 ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE'
      return { revoked: verdictOf(sub, `${whose} was revoked at ${when}`), later: null }
    }
    if (fact?.status === 'unknown') {
      finding.isMissing = true
      later ??= verdictOf('TRY_LATER', `the responder does not know ${whose}`)
    } else if (fact === null) {
      const why = unusable[0] === undefined ? '' : `: ${unusable[0].why}`
      if (rule !== 'required') finding.warnings.push(notChecked(role, why))
      else {
        finding.isMissing = true
        later ??= verdictOf('TRY_LATER', `revocation of ${whose} is not known${why}`)
      }
    } else if (!isFresh(fact, time, context.policy)) {
      if (context.policy.freshness.stale === 'fail') {
        finding.tryAgainAt ??= fact.nextUpdate
        later ??= verdictOf('TRY_LATER', `revocation data about ${whose} are not fresh`)
      } else
        finding.warnings.push(
          `revocation data about ${whose} are from ${fact.thisUpdate.toISOString()}`,
        )
    }
  }
  return { revoked: null, later }
}

function notChecked(role: Role, why: string): string {
  const whose = role === 'signer' ? '' : ' of a timestamp authority'
  return `revocation${whose} was not checked${why}`
}

/** Step 1 and RFC 5280, 6.1.3 a 2: the validity of all certificates but the anchor. */
function judgeValidity(
  finding: CertificateFinding,
  context: Context,
  { role, time }: CertificateQuestion,
): Verdict | null {
  const { path, facts } = finding
  for (const one of path.slice(0, Math.max(1, path.length - 1))) {
    if (time >= one.notBefore && time <= one.notAfter) continue
    const own = one === path[0]
    const fact = facts.get(one)
    const vouched = fact !== undefined && time <= fact.issuer.notAfter
    finding.revocationNotAsked = fact === undefined && ruleFor(context, role, own) !== 'required'
    const ended = time > one.notAfter
    const why = own
      ? `the certificate ${ended ? 'has expired' : 'is not valid yet'}`
      : `an authority of the path ${ended ? 'has expired' : 'is not valid yet'}`
    return verdictOf(own && vouched ? 'OUT_OF_BOUNDS_NOT_REVOKED' : 'OUT_OF_BOUNDS_NO_POE', why)
  }
  return null
}

/** Step 4: the key must be one for signatures (RFC 5280, 4.2.1.3); purposes of a TSA are checked with its token. */
function judgeUsage([own]: readonly Certificate[], role: Role): Verdict | null {
  if (own === undefined || mayBeUsedFor(own, 0) || mayBeUsedFor(own, 1)) return null
  const what = role === 'signer' ? 'signatures' : 'timestamps'
  return verdictOf('CHAIN_CONSTRAINTS_FAILURE', `the certificate is not for ${what}`)
}

/** Step 5: the algorithms of the path and of revocation data are reliable now. */
function judgeStrength(finding: CertificateFinding, context: Context): Verdict | null {
  const weak = pathWeaknesses(finding, context, () => context.time)
  for (const { what } of weak.filter(({ warns }) => warns))
    finding.warnings.push(`the path uses ${what}, which was planned to end by now`)
  const failing = weak.find(({ warns }) => !warns)
  if (failing === undefined) return null
  return verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', `the path uses ${failing.what}`)
}

/** The weaknesses of certificates and revocation data, each at the time it has to hold at. */
export function pathWeaknesses(
  { path, facts }: Pick<CertificateFinding, 'path' | 'facts'>,
  context: Context,
  timeFor: (raw: Uint8Array) => Date,
): ReturnType<typeof signatureWeaknesses> {
  const { algorithms: rules } = context.policy
  return path.slice(0, -1).flatMap((one, index) => {
    const issuer = path[index + 1]
    const fact = facts.get(one)
    const own =
      one.algorithm === null || issuer === undefined
        ? []
        : signatureWeaknesses(one.algorithm, issuer, { time: timeFor(one.raw), rules })
    if (fact === undefined) return own
    const given = { time: timeFor(fact.raw), rules }
    return [...own, ...signatureWeaknesses(fact.algorithm, fact.issuer, given)]
  })
}

// Validates a path from its anchor down, but for revocation and trust (RFC 5280, 6.1).
import { basicConstraints, extensionIds, mayBeUsedFor, type Certificate } from './certificate.ts'
import { moreExtensionIds, policyLimits } from './extensions.ts'
import { isSelfIssued, isSignedBy } from './issued-by.ts'
import { constrainedBy, nameFault, noConstraints } from './name-constraints.ts'
import { anyLevel, mapped, mapsAny, nextLevel, satisfies } from './policies.ts'

export interface PathRules {
  /** Policies of which one must be left; empty for any. */
  policies: readonly string[]
  explicitPolicy: boolean
}

export const KEY_CERT_SIGN = 5

/** Critical extensions that are processed, or that restrict nothing a path needs. */
const understood: ReadonlySet<string> = new Set([
  extensionIds.keyUsage,
  extensionIds.basicConstraints,
  extensionIds.extendedKeyUsage,
  extensionIds.subjectKey,
  moreExtensionIds.authorityKey,
  moreExtensionIds.alternativeNames,
  moreExtensionIds.nameConstraints,
  moreExtensionIds.distributionPoints,
  moreExtensionIds.policies,
  moreExtensionIds.policyMappings,
  moreExtensionIds.policyConstraints,
  moreExtensionIds.inhibitAnyPolicy,
  moreExtensionIds.authorityAccess,
  moreExtensionIds.noRevocation,
  moreExtensionIds.qualifiedStatements,
])

/**
 * Why the path is not valid whatever the time; null when it is.
 * @param path the certificate first, the anchor last; the anchor itself is taken as it is (6.1.1 d)
 */
export function pathFault(path: readonly Certificate[], rules: PathRules): string | null {
  const below = path.slice(0, -1).toReversed()
  const count = below.length
  const [lone] = path
  // An anchor that signs by itself has no path to check, but its own extensions bind it.
  if (count === 0) return lone === undefined ? 'the path is empty' : criticalFault(lone)
  let constraints = noConstraints
  let level = anyLevel
  let [explicit, mapping, any] = [rules.explicitPolicy ? 0 : count + 1, count + 1, count + 1]
  let longest = count
  for (const [index, certificate] of below.entries()) {
    const last = index === count - 1
    const issuer = path[path.length - 1 - index]
    if (issuer === undefined || !isSignedBy(certificate, issuer))
      return 'a certificate is not signed by the one above it'
    const selfIssued = isSelfIssued(certificate)
    if (!selfIssued || last) {
      const fault = nameFault(certificate, constraints)
      if (fault !== null) return fault
    }
    level = nextLevel(level, certificate, any > 0 || (!last && selfIssued))
    if (explicit === 0 && level === null) return 'no certificate policy is valid along the path'
    const critical = criticalFault(certificate)
    if (critical !== null) return critical
    if (last) break
    if (mapsAny(certificate)) return 'an authority maps the policy that stands for any'
    level = mapped(level, certificate, mapping > 0)
    constraints = constrainedBy(constraints, certificate)
    if (!selfIssued) {
      ;[explicit, mapping, any] = [lower(explicit), lower(mapping), lower(any)]
      if (longest === 0) return 'the path is longer than allowed'
      longest--
    }
    const limits = policyLimits(certificate)
    explicit = Math.min(explicit, limits.explicit ?? explicit)
    mapping = Math.min(mapping, limits.mapping ?? mapping)
    any = Math.min(any, limits.any ?? any)
    const fault = authorityFault(certificate)
    if (fault !== null) return fault
    const { pathLength } = basicConstraints(certificate) ?? { pathLength: null }
    if (pathLength !== null && pathLength < longest) longest = pathLength
  }
  const [own] = path
  const limit = own === undefined ? null : policyLimits(own).explicit
  if (limit === 0) explicit = 0
  else explicit = lower(explicit)
  if (explicit === 0 && !satisfies(level, rules.policies))
    return 'none of the wanted certificate policies is valid along the path'
  return null
}

function lower(value: number): number {
  return Math.max(0, value - 1)
}

/** 6.1.4 k, n: an issuer is an authority and may sign certificates. */
export function authorityFault(issuer: Certificate): string | null {
  if (basicConstraints(issuer)?.ca !== true)
    return 'a certificate that is no authority issued another'
  return mayBeUsedFor(issuer, KEY_CERT_SIGN) ? null : 'an authority may not sign certificates'
}

export function criticalFault({ extensions }: Certificate): string | null {
  for (const [id, { critical }] of extensions)
    if (critical && !understood.has(id)) return `the critical extension ${id} is not understood`
  return null
}

/** The times all certificates but the anchor are valid at; null when there is none. */
export function commonValidity(path: readonly Certificate[]): { from: Date; until: Date } | null {
  const below = path.length > 1 ? path.slice(0, -1) : path
  const from = new Date(Math.max(...below.map(({ notBefore }) => notBefore.getTime())))
  const until = new Date(Math.min(...below.map(({ notAfter }) => notAfter.getTime())))
  return from <= until ? { from, until } : null
}

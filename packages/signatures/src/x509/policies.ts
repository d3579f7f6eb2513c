// Follows certificate policies down a path, as a graph so that its size stays bounded (RFC 5280, 6.1.3 d; RFC 9618).
import type { Certificate } from './certificate.ts'
import { policiesOf, policyMappings } from './extensions.ts'

const ANY = '2.5.29.32.0'

interface PolicyNode {
  expected: ReadonlySet<string>
  /** The policies of the first authority's domain that led here. */
  roots: ReadonlySet<string>
}

/** One level of the graph; null once no policy is left. */
export type PolicyLevel = ReadonlyMap<string, PolicyNode> | null

export const anyLevel: PolicyLevel = new Map([
  [ANY, { expected: new Set([ANY]), roots: new Set([ANY]) }],
])

/** 6.1.3 d to e: the next level for a certificate. */
export function nextLevel(
  before: PolicyLevel,
  certificate: Certificate,
  anyCounts: boolean,
): PolicyLevel {
  const policies = policiesOf(certificate)
  if (before === null || policies === null) return null
  const level = new Map<string, PolicyNode>()
  for (const policy of policies) {
    if (policy === ANY) continue
    const parents = [...before].filter(([, { expected }]) => expected.has(policy))
    const wide = before.get(ANY)
    if (parents.length > 0)
      level.set(policy, { expected: new Set([policy]), roots: rootsOf(parents, policy) })
    else if (wide !== undefined)
      level.set(policy, { expected: new Set([policy]), roots: new Set([policy]) })
  }
  if (policies.includes(ANY) && anyCounts)
    for (const parent of before)
      for (const policy of parent[1].expected)
        if (!level.has(policy))
          level.set(policy, { expected: new Set([policy]), roots: rootsOf([parent], policy) })
  return level.size === 0 ? null : level
}

function rootsOf(parents: readonly [string, PolicyNode][], policy: string): Set<string> {
  const roots = new Set<string>()
  for (const [name, node] of parents)
    for (const root of name === ANY ? [policy] : node.roots) roots.add(root)
  return roots
}

/** 6.1.4 a and b: what an authority's mappings make of its level. */
export function mapped(level: PolicyLevel, authority: Certificate, allowed: boolean): PolicyLevel {
  const pairs = policyMappings(authority)
  if (level === null || pairs.length === 0) return level
  const after = new Map(level)
  for (const policy of new Set(pairs.map(([issuer]) => issuer))) {
    const node = after.get(policy)
    const expected = new Set(pairs.filter(([issuer]) => issuer === policy).map((pair) => pair[1]))
    if (!allowed) after.delete(policy)
    else if (node !== undefined) after.set(policy, { ...node, expected })
    else if (after.has(ANY)) after.set(policy, { expected, roots: new Set([policy]) })
  }
  return after.size === 0 ? null : after
}

/** Whether an authority maps to or from the policy that stands for any (6.1.4 a). */
export function mapsAny(authority: Certificate): boolean {
  return policyMappings(authority).some((pair) => pair.includes(ANY))
}

/** 6.1.5 g: whether one of the wanted policies is left; any when none is named. */
export function satisfies(level: PolicyLevel, wanted: readonly string[]): boolean {
  if (level === null) return false
  if (wanted.length === 0) return true
  return [...level].some(
    ([name, { roots }]) => name === ANY || wanted.some((policy) => roots.has(policy)),
  )
}

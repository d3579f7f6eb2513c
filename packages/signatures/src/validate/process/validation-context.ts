// Prepares what validation works with: certificates, revocation data, anchors (EN 319 102-1, 5.2.4).
import { tags } from '../../der/reader.ts'
import type { Policy } from '../../policy/policy.ts'
import { readRevocations, type RevocationPool } from '../../revocation/find-facts.ts'
import type { TrustAnchor } from '../../trust/anchors.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { identityOf } from './poe.ts'
import type { SignatureDescription, ValidationContext, ValidationMaterial } from './types.ts'

export type Role = 'signer' | 'timestamp'

export interface Context {
  trust: readonly TrustAnchor[] | null
  policy: Policy
  time: Date
  certificates: readonly Certificate[]
  revocations: RevocationPool
  warnings: Set<string>
}

/** Certificates kept; those of the signature itself come first. */
const MOST_CERTIFICATES = 300

/** One pool of all that is at hand; what is there twice is kept once. */
export function prepareContext(signature: SignatureDescription, given: ValidationContext): Context {
  const materials = [...materialsOf(signature), ...(given.material ? [given.material] : [])]
  const revocations = readRevocations({
    crls: unique(materials.flatMap(({ crls }) => crls)),
    ocsps: unique(materials.flatMap(({ ocsps }) => ocsps)),
  })
  const certificates = new Map<string, Certificate>()
  const add = (one: Certificate): void => {
    const key = identityOf(one.raw)
    if (!certificates.has(key) && certificates.size < MOST_CERTIFICATES) certificates.set(key, one)
  }
  if (signature.certificate !== null) add(signature.certificate)
  for (const { certificates: some } of materials) some.forEach(add)
  for (const { certificates: some } of revocations.ocsps) some.forEach(add)
  const { trust, policy, time } = given
  const warnings = new Set(revocations.faults)
  return { trust, policy, time, certificates: [...certificates.values()], revocations, warnings }
}

/** What travels with the signature: its own material and that within its timestamps. */
export function materialsOf(signature: SignatureDescription): ValidationMaterial[] {
  const stamps = [
    ...signature.contentTimestamps,
    ...signature.signatureTimestamps,
    ...signature.archiveTimestamps,
  ]
  const within = stamps.map(({ token }) => ({
    certificates: token.message.certificates,
    // Other forms of revocation data carry their own tag (RFC 5652, 10.2.1).
    crls: token.message.crls.filter(([tag]) => tag === tags.sequence),
    ocsps: [],
  }))
  return [signature.material, ...within, ...stamps.map(({ covers }) => covers)]
}

function unique(list: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Map<string, Uint8Array>()
  for (const one of list) if (!seen.has(identityOf(one))) seen.set(identityOf(one), one)
  return [...seen.values()]
}

// Reads what certificates say about issuers, revocation and policies (RFC 5280, 4.2; RFC 6960; RFC 9608).
import {
  childrenOf,
  contentOf,
  membersOf,
  oidOf,
  readDer,
  smallInteger,
  tags,
  type Der,
} from '../der/reader.ts'
import type { Certificate } from './certificate.ts'
import {
  addressesOf,
  readGeneralName,
  readGeneralNames,
  type GeneralName,
} from './general-names.ts'

export const moreExtensionIds = {
  alternativeNames: '2.5.29.17',
  nameConstraints: '2.5.29.30',
  distributionPoints: '2.5.29.31',
  policies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKey: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  inhibitAnyPolicy: '2.5.29.54',
  /** RFC 9608, 2: revocation data are never issued. */
  noRevocation: '2.5.29.56',
  authorityAccess: '1.3.6.1.5.5.7.1.1',
  /** RFC 6960, 4.2.2.2.1. */
  noCheck: '1.3.6.1.5.5.7.48.1.5',
  /** EN 319 412-1, 5.2.2: short-term certificates. */
  shortTerm: '0.4.0.194121.2.1',
  /** RFC 3739, 3.2.6. */
  qualifiedStatements: '1.3.6.1.5.5.7.1.3',
} as const

export const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2'
const OCSP = '1.3.6.1.5.5.7.48.1'

export function extensionOf(certificate: Certificate, id: string): Der | null {
  const found = certificate.extensions.get(id)
  return found === undefined ? null : readDer(found.value)
}

/** Content of the authority key identifier; null where absent. */
export function authorityKeyOf(certificate: Certificate): Uint8Array | null {
  const node = extensionOf(certificate, moreExtensionIds.authorityKey)
  const key = node === null ? undefined : membersOf(node).find(({ tag }) => tag === 0x80)
  return key === undefined ? null : contentOf(key)
}

/** Addresses of the issuer's certificate and of OCSP responders (4.2.2.1). */
export function authorityAddresses(certificate: Certificate): {
  issuers: string[]
  ocsp: string[]
} {
  const issuers: string[] = []
  const ocsp: string[] = []
  const node = extensionOf(certificate, moreExtensionIds.authorityAccess)
  for (const description of node === null ? [] : membersOf(node).slice(0, 32)) {
    const [method, location] = membersOf(description)
    const name = location === undefined ? null : readGeneralName(location)
    if (name?.kind !== 'uri') continue
    const id = oidOf(method)
    if (id === CA_ISSUERS) issuers.push(name.text)
    if (id === OCSP) ocsp.push(name.text)
  }
  return { issuers, ocsp }
}

export interface DistributionPoint {
  names: GeneralName[]
  issuers: GeneralName[]
  /** Whether the list behind it tells of some reasons only. */
  someReasons: boolean
}

/** Where lists are distributed (4.2.1.13). */
export function distributionPoints(certificate: Certificate): DistributionPoint[] {
  const node = extensionOf(certificate, moreExtensionIds.distributionPoints)
  return node === null ? [] : membersOf(node).slice(0, 32).map(readDistributionPoint)
}

export function readDistributionPoint(node: Der): DistributionPoint {
  const parts = membersOf(node, node.tag)
  const point = parts.find(({ tag }) => tag === 0xa0)
  const issuers = parts.find(({ tag }) => tag === 0xa2)
  return {
    names: point === undefined ? [] : readPointName(point),
    issuers: issuers === undefined ? [] : readGeneralNames(issuers),
    someReasons: parts.some(({ tag }) => tag === 0x81),
  }
}

/** DistributionPointName: full names; names relative to the issuer are not used by anybody. */
export function readPointName(node: Der): GeneralName[] {
  const [choice] = childrenOf(node)
  return choice?.tag === 0xa0 ? readGeneralNames(choice) : []
}

export function crlAddresses(certificate: Certificate): string[] {
  return distributionPoints(certificate).flatMap(({ names }) => addressesOf(names))
}

export function alternativeNames(certificate: Certificate): GeneralName[] {
  const node = extensionOf(certificate, moreExtensionIds.alternativeNames)
  return node === null ? [] : readGeneralNames(node)
}

/** 4.2.1.4: the policies; null where absent. */
export function policiesOf(certificate: Certificate): string[] | null {
  const node = extensionOf(certificate, moreExtensionIds.policies)
  if (node === null) return null
  return membersOf(node)
    .slice(0, 64)
    .map((one) => oidOf(membersOf(one)[0]))
}

/** 4.2.1.5: pairs of a policy of the issuer and the one of the subject that equals it. */
export function policyMappings(certificate: Certificate): [string, string][] {
  const node = extensionOf(certificate, moreExtensionIds.policyMappings)
  if (node === null) return []
  return membersOf(node)
    .slice(0, 64)
    .map((pair) => {
      const [issuer, subject] = membersOf(pair)
      return [oidOf(issuer), oidOf(subject)]
    })
}

/** 4.2.1.11 and 4.2.1.14: certificates until the rule bites; null where it is not set. */
export function policyLimits(certificate: Certificate): {
  explicit: number | null
  mapping: number | null
  any: number | null
} {
  const node = extensionOf(certificate, moreExtensionIds.policyConstraints)
  const parts = node === null ? [] : membersOf(node)
  const inhibit = extensionOf(certificate, moreExtensionIds.inhibitAnyPolicy)
  const explicit = parts.find(({ tag }) => tag === 0x80)
  const mapping = parts.find(({ tag }) => tag === 0x81)
  return {
    explicit: explicit === undefined ? null : implicitInteger(explicit),
    mapping: mapping === undefined ? null : implicitInteger(mapping),
    any: inhibit === null ? null : smallInteger(inhibit),
  }
}

function implicitInteger(node: Der): number {
  return smallInteger({ ...node, tag: tags.integer })
}

/** Whether revocation of this certificate is never told (RFC 6960, 4.2.2.2.1; RFC 9608; EN 319 412-1). */
export function needsNoRevocation(certificate: Certificate): boolean {
  const { extensions } = certificate
  if (extensions.has(moreExtensionIds.noCheck) || extensions.has(moreExtensionIds.noRevocation))
    return true
  return extensions.has(moreExtensionIds.shortTerm)
}

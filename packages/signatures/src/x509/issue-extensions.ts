// Writes extensions of certificates for a PKI of tests and development (RFC 5280, 4.2).
import {
  bits,
  boolean,
  context,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  utf8,
  wrap,
} from '../der/writer.ts'
import { fromLatin1 } from '../bytes.ts'
import { setOf } from '../der/writer.ts'
import { extensionIds } from './certificate.ts'
import { moreExtensionIds, OCSP_SIGNING } from './extensions.ts'

/** One extension with the DER of its value. */
export function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value))
}

/** A name with a common name, and the number of the person where one is given (X.520, 6.2.9). */
export function commonName(name: string, serialNumber?: string): Uint8Array {
  const number = serialNumber === undefined ? [] : [sequence(oid('2.5.4.5'), utf8(serialNumber))]
  return sequence(
    setOf([sequence(oid('2.5.4.3'), utf8(name))]),
    ...number.map((each) => setOf([each])),
  )
}

function uri(address: string): Uint8Array {
  return wrap(0x86, fromLatin1(address))
}

/** 4.2.2.1: where the issuer's certificate and the responder are. */
export function authorityAccess(given: { issuers?: string[]; ocsp?: string[] }): Uint8Array {
  const entries = [
    ...(given.ocsp ?? []).map((one) => sequence(oid('1.3.6.1.5.5.7.48.1'), uri(one))),
    ...(given.issuers ?? []).map((one) => sequence(oid('1.3.6.1.5.5.7.48.2'), uri(one))),
  ]
  return extension(moreExtensionIds.authorityAccess, sequence(...entries))
}

/** 4.2.1.13: one point with the addresses; `issuer` is the DER of another issuer of the list. */
export function listAddresses(addresses: string[], issuer?: Uint8Array): Uint8Array {
  const names = addresses.length === 0 ? [] : [context(0, context(0, ...addresses.map(uri)))]
  const by = issuer === undefined ? [] : [context(2, wrap(0xa4, issuer))]
  return extension(moreExtensionIds.distributionPoints, sequence(sequence(...names, ...by)))
}

/** 4.2.1.9 of an authority. */
export function authorityWithin(pathLength: number): Uint8Array {
  const value = sequence(boolean(true), integer(pathLength))
  return extension(extensionIds.basicConstraints, value, true)
}

/** 4.2.1.10: directory names, each as DER, under which an authority may or may not issue. */
export function nameLimits(given: {
  permitted?: Uint8Array[]
  excluded?: Uint8Array[]
}): Uint8Array {
  const trees = (names: Uint8Array[]) => names.map((one) => sequence(wrap(0xa4, one)))
  const parts = [
    ...(given.permitted === undefined ? [] : [context(0, ...trees(given.permitted))]),
    ...(given.excluded === undefined ? [] : [context(1, ...trees(given.excluded))]),
  ]
  return extension(moreExtensionIds.nameConstraints, sequence(...parts), true)
}

/** 4.2.1.4. */
export function policiesExtension(policies: string[]): Uint8Array {
  const value = sequence(...policies.map((one) => sequence(oid(one))))
  return extension(moreExtensionIds.policies, value)
}

/** 4.2.1.5. */
export function policyMappingsExtension(pairs: [string, string][]): Uint8Array {
  const value = sequence(...pairs.map(([one, other]) => sequence(oid(one), oid(other))))
  return extension(moreExtensionIds.policyMappings, value)
}

/** 4.2.1.11. */
export function explicitPolicyAfter(certificates: number): Uint8Array {
  const value = sequence(wrap(0x80, Uint8Array.of(certificates)))
  return extension(moreExtensionIds.policyConstraints, value, true)
}

/** RFC 6960, 4.2.2.2: a responder, by default without a status of its own. */
export function responderExtensions(noCheck = true): Uint8Array[] {
  const purpose = extension(extensionIds.extendedKeyUsage, sequence(oid(OCSP_SIGNING)))
  return noCheck ? [purpose, extension(moreExtensionIds.noCheck, nothing())] : [purpose]
}

/** 4.2.1.3: the bits by their number. */
export function keyUsageExtension(numbers: number[]): Uint8Array {
  const [first = 0, second = 0] = [0, 8].map((from) =>
    numbers
      .filter((one) => one >= from && one < from + 8)
      .reduce((sum, one) => sum | (0x80 >> (one - from)), 0),
  )
  const bytes = second === 0 ? Uint8Array.of(first) : Uint8Array.of(first, second)
  const last = bytes.at(-1) ?? 0
  const unused = last === 0 ? 0 : Math.log2(last & -last)
  return extension(extensionIds.keyUsage, bits(bytes, unused), true)
}

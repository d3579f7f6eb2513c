// Finds the timestamps of a signature in XML and what each has to be about (ETSI EN 319 132-1, 5.2.8, 5.3, 5.5.2).
import { createHash } from 'node:crypto'
import type { XmlElement } from 'libxml2-wasm'
import { concat } from '../bytes.ts'
import {
  coveredObjects,
  describeTimestamp,
  emptyCovered,
  type Covered,
} from '../cades/description.ts'
import type { DigestName } from '../cms/algorithms.ts'
import type { SignatureDescription, TimestampDescription } from '../validate/process/types.ts'
import type { Certificate } from '../x509/certificate.ts'
import {
  c14nUris,
  canonicalize,
  readCanonicalization,
  type Canonicalization,
} from '../xml/canonicalize.ts'
import { base64Of, childrenNamed, elementsOf, isNamed, ns, onlyChild } from '../xml/names.ts'
import type { XmlTree } from '../xml/xml-tree.ts'
import type { XmlSignature } from './read-signature.ts'
import type { Resolved } from './resolve-reference.ts'
import type { Verified } from './verify-signature.ts'

const standard: Canonicalization = { uri: c14nUris.inclusive, prefixes: [] }

/** What the archive timestamp reads of the signature besides its own elements. */
type Signed = Pick<Verified, 'resolved' | 'parts'>

type Stamps = Pick<
  SignatureDescription,
  'contentTimestamps' | 'signatureTimestamps' | 'archiveTimestamps'
>

const digestOver =
  (bytes: Uint8Array) =>
  (name: DigestName): Uint8Array =>
    createHash(name).update(bytes).digest()

/**
 * All timestamps of a signature. Their data are taken from the tree at once, for it will be gone
 * when they are judged.
 */
export function timestampsOf(
  tree: XmlTree,
  signature: XmlSignature,
  given: { signed: Signed; more: readonly Certificate[]; warnings: string[] },
): Stamps {
  const { signed } = given
  const signatureTimestamps: TimestampDescription[] = []
  const archiveTimestamps: TimestampDescription[] = []
  for (const property of signature.unsigned === null ? [] : elementsOf(signature.unsigned)) {
    const name = property.name
    const method = methodOf(property)
    if (isNamed(property, ns.xades, 'SignatureTimeStamp')) {
      const digestOf = digestOver(canonicalize(tree, signature.valueElement, method ?? standard))
      const covers = coveredObjects(emptyCovered(), [])
      for (const token of tokensOf(property))
        signatureTimestamps.push(
          ...describeTimestamp({ token, digestOf, fault: null, covers, name }, given),
        )
    }
    const newer = isNamed(property, ns.xades141, 'ArchiveTimeStamp')
    if (!newer && !isNamed(property, ns.xades, 'ArchiveTimeStamp')) continue
    const fault = method === null ? 'its canonical form is not known' : null
    const whole = signed.resolved.length >= signature.references.length
    const before = property
    const data =
      method === null || !whole ? null : archivedData(tree, signature, { signed, before, method })
    const digestOf = data === null ? () => null : digestOver(data)
    const covers = coveredObjects(coveredBefore(signature, property), [signature.value])
    for (const token of tokensOf(property))
      archiveTimestamps.push(...describeTimestamp({ token, digestOf, fault, covers, name }, given))
  }
  return {
    contentTimestamps: contentStamps(signature, given),
    signatureTimestamps,
    archiveTimestamps,
  }
}

/** 5.2.8.1: about all signed data objects, as they were digested. */
function contentStamps(
  { signedProperties }: XmlSignature,
  given: { signed: Signed; more: readonly Certificate[]; warnings: string[] },
): TimestampDescription[] {
  const about = onlyChild(signedProperties, ns.xades, 'SignedDataObjectProperties')
  const found = about === null ? [] : childrenNamed(about, ns.xades, 'AllDataObjectsTimeStamp')
  const digestOf = digestOver(concat(given.signed.parts.map(({ octets }) => octets)))
  const covers = coveredObjects(emptyCovered(), [])
  const name = 'AllDataObjectsTimeStamp'
  return found
    .flatMap(tokensOf)
    .flatMap((token) => describeTimestamp({ token, digestOf, fault: null, covers, name }, given))
}

/** Null when a method is named that is not known. */
function methodOf(property: XmlElement): Canonicalization | null {
  const named = onlyChild(property, ns.ds, 'CanonicalizationMethod')
  return named === null ? standard : readCanonicalization(named)
}

function tokensOf(property: XmlElement): Uint8Array[] {
  return childrenNamed(property, ns.xades, 'EncapsulatedTimeStamp').flatMap((one) => {
    const bytes = base64Of(one)
    return bytes === null ? [] : [bytes]
  })
}

/**
 * 5.5.2.2: what each reference digests, SignedInfo, SignatureValue, KeyInfo, the unsigned properties
 * before this one, and the Objects but that of the properties, each in canonical form.
 * @param before the property the imprint is for; null for one that shall come last
 */
export function archivedData(
  tree: XmlTree,
  signature: XmlSignature,
  given: { signed: Signed; before: XmlElement | null; method: Canonicalization },
): Uint8Array {
  const { signed, before, method } = given
  const form = (element: XmlElement): Uint8Array => canonicalize(tree, element, method)
  const parts = signed.resolved.map(({ octets }) => octets(method))
  parts.push(form(signature.signedInfo), form(signature.valueElement))
  if (signature.keyInfo !== null) parts.push(form(signature.keyInfo))
  for (const property of signature.unsigned === null ? [] : elementsOf(signature.unsigned)) {
    if (before?.isSameNode(property) === true) break
    parts.push(form(property))
  }
  // The older timestamp (TS 101 903, 7.7) leaves out the Objects that a reference covers already.
  const older = before !== null && isNamed(before, ns.xades, 'ArchiveTimeStamp')
  for (const object of signature.objects) {
    if (childrenNamed(object, ns.xades, 'QualifyingProperties').length > 0) continue
    if (older && isReferenced(object, signed.resolved)) continue
    parts.push(form(object))
  }
  return concat(parts)
}

function isReferenced(object: XmlElement, resolved: readonly Resolved[]): boolean {
  return resolved.some(({ element }) => element?.isSameNode(object) === true)
}

const holders: Readonly<Record<string, keyof Covered>> = {
  X509Certificate: 'certificates',
  EncapsulatedX509Certificate: 'certificates',
  EncapsulatedCRLValue: 'crls',
  EncapsulatedOCSPValue: 'ocsps',
  EncapsulatedTimeStamp: 'tokens',
}

/** Certificates, revocation data and tokens that stand before a property. */
function coveredBefore({ unsigned, keyInfo }: XmlSignature, property: XmlElement): Covered {
  const covers = emptyCovered()
  const collect = (element: XmlElement): void => {
    for (const inner of elementsOf(element)) {
      const kind = Object.hasOwn(holders, inner.name) ? holders[inner.name] : undefined
      const bytes = kind === undefined ? null : base64Of(inner)
      if (kind !== undefined && bytes !== null) covers[kind].push(bytes)
      else collect(inner)
    }
  }
  if (keyInfo !== null) collect(keyInfo)
  for (const one of unsigned === null ? [] : elementsOf(unsigned)) {
    if (one.isSameNode(property)) break
    collect(one)
  }
  return covers
}

// Reads a ds:Signature element: what is signed, how, by whom, and with which properties (XMLDSig 1.1, 4).
import type { XmlElement } from 'libxml2-wasm'
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'
import { SignatureError } from '../signature-error.ts'
import { readCertificate, type Certificate } from '../x509/certificate.ts'
import { readCanonicalization, type Canonicalization } from '../xml/canonicalize.ts'
import {
  attributeOf,
  base64Of,
  childrenNamed,
  elementsOf,
  isNamed,
  ns,
  onlyChild,
  xadesSpaces,
} from '../xml/names.ts'
import { digestOfUri, readSignatureMethod } from './algorithms.ts'

export interface XmlReference {
  id: string | null
  /** Null where the attribute is absent and the application has to know. */
  uri: string | null
  type: string | null
  /** The Transform elements in order. */
  transforms: XmlElement[]
  digest: DigestName | null
  value: Uint8Array | null
}

export interface XmlSignature {
  element: XmlElement
  /** Its place among all signatures of the document. */
  index: number
  id: string | null
  signedInfo: XmlElement
  canonicalization: Canonicalization | null
  algorithm: SignatureAlgorithm | null
  references: XmlReference[]
  valueElement: XmlElement
  value: Uint8Array
  keyInfo: XmlElement | null
  /** Those of KeyInfo. */
  certificates: Certificate[]
  objects: XmlElement[]
  /** Null where the signature is plain XMLDSig. */
  qualifying: XmlElement | null
  signedProperties: XmlElement | null
  /** UnsignedSignatureProperties. */
  unsigned: XmlElement | null
}

const MOST_REFERENCES = 1000
const MOST_CERTIFICATES = 200

function malformed(why: string): SignatureError {
  return new SignatureError('malformed-xml', { why })
}

/** @throws SignatureError `malformed-xml` where the element does not have the form of a signature */
export function readSignature(element: XmlElement, index: number): XmlSignature {
  const [signedInfo, valueElement, ...rest] = elementsOf(element)
  if (signedInfo === undefined || !isNamed(signedInfo, ns.ds, 'SignedInfo'))
    throw malformed('a signature does not begin with SignedInfo')
  if (valueElement === undefined || !isNamed(valueElement, ns.ds, 'SignatureValue'))
    throw malformed('SignatureValue does not follow SignedInfo')
  const hasKey = rest[0] !== undefined && isNamed(rest[0], ns.ds, 'KeyInfo')
  const keyInfo = hasKey ? (rest[0] ?? null) : null
  const objects = hasKey ? rest.slice(1) : rest
  if (objects.some((one) => !isNamed(one, ns.ds, 'Object')))
    throw malformed('there is something else than Object at the end of a signature')
  const value = base64Of(valueElement)
  if (value === null) throw malformed('SignatureValue is no base64')
  const qualifying = qualifyingOf(objects, attributeOf(element, 'Id'))
  const space = qualifying?.namespaceUri ?? ns.xades
  return {
    element,
    index,
    id: attributeOf(element, 'Id'),
    signedInfo,
    ...readSignedInfo(signedInfo),
    valueElement,
    value,
    keyInfo,
    certificates: certificatesOf(keyInfo),
    objects,
    qualifying,
    signedProperties: onlyChild(qualifying, space, 'SignedProperties'),
    unsigned: onlyChild(
      onlyChild(qualifying, space, 'UnsignedProperties'),
      space,
      'UnsignedSignatureProperties',
    ),
  }
}

function readSignedInfo(
  signedInfo: XmlElement,
): Pick<XmlSignature, 'canonicalization' | 'algorithm' | 'references'> {
  const [method, algorithm, ...references] = elementsOf(signedInfo)
  if (method === undefined || !isNamed(method, ns.ds, 'CanonicalizationMethod'))
    throw malformed('SignedInfo does not begin with CanonicalizationMethod')
  if (algorithm === undefined || !isNamed(algorithm, ns.ds, 'SignatureMethod'))
    throw malformed('SignatureMethod is missing')
  if (references.length === 0 || references.some((one) => !isNamed(one, ns.ds, 'Reference')))
    throw malformed('SignedInfo ends with something else than References')
  if (references.length > MOST_REFERENCES)
    throw new SignatureError('too-large', { what: 'SignedInfo', limit: MOST_REFERENCES })
  return {
    canonicalization: readCanonicalization(method),
    algorithm: readSignatureMethod(algorithm),
    references: references.map(readReference),
  }
}

/** A Reference of SignedInfo or of a Manifest. */
export function readReference(element: XmlElement): XmlReference {
  const transforms = onlyChild(element, ns.ds, 'Transforms')
  return {
    id: attributeOf(element, 'Id'),
    uri: attributeOf(element, 'URI'),
    type: attributeOf(element, 'Type'),
    transforms: transforms === null ? [] : elementsOf(transforms),
    digest: digestOfUri(attributeOf(onlyChild(element, ns.ds, 'DigestMethod'), 'Algorithm')),
    value: base64Of(onlyChild(element, ns.ds, 'DigestValue')),
  }
}

function certificatesOf(keyInfo: XmlElement | null): Certificate[] {
  if (keyInfo === null) return []
  const data = childrenNamed(keyInfo, ns.ds, 'X509Data')
  const found = data.flatMap((one) => childrenNamed(one, ns.ds, 'X509Certificate'))
  return found.slice(0, MOST_CERTIFICATES).flatMap((one) => {
    const bytes = base64Of(one)
    return bytes === null ? [] : readOne(bytes)
  })
}

/** A certificate that cannot be read is as one that is not there. */
export function readOne(bytes: Uint8Array): Certificate[] {
  try {
    return [readCertificate(bytes)]
  } catch (error) {
    if (error instanceof SignatureError) return []
    throw error
  }
}

/**
 * EN 319 132-1, 4.3 and 4.4.2: all in one element, within one Object. What is aimed at another
 * signature does not qualify this one.
 */
function qualifyingOf(objects: XmlElement[], id: string | null): XmlElement | null {
  const found = objects
    .flatMap(elementsOf)
    .filter(
      ({ name, namespaceUri }) => name === 'QualifyingProperties' && xadesSpaces.has(namespaceUri),
    )
  if (found.length > 1) throw malformed('there is more than one QualifyingProperties')
  const [only = null] = found
  return attributeOf(only, 'Target') === `#${id ?? ''}` ? only : null
}

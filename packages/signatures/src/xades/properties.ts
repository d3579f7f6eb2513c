// Reads the qualifying properties of a signature: certificate reference, time, validation data (EN 319 132-1, 5).
import { createHash } from 'node:crypto'
import type { XmlElement } from 'libxml2-wasm'
import { sameBytes } from '../bytes.ts'
import type { Certificate } from '../x509/certificate.ts'
import {
  attributeOf,
  base64Of,
  childrenNamed,
  elementsOf,
  isNamed,
  ns,
  onlyChild,
} from '../xml/names.ts'
import { digestOfUri } from './algorithms.ts'
import { readOne } from './read-signature.ts'

/** What stands within properties is in their own namespace, whichever version that is. */
function spaceOf(element: XmlElement | null): string {
  return element?.namespaceUri ?? ns.xades
}

/** SignedSignatureProperties, where what is said of the signature as a whole stands. */
export function aboutSignature(signedProperties: XmlElement | null): XmlElement | null {
  return onlyChild(signedProperties, spaceOf(signedProperties), 'SignedSignatureProperties')
}

/**
 * Whether SigningCertificateV2 (5.2.2), or the older SigningCertificate, names a certificate.
 * `none` when neither is there.
 */
export function bindingOf(
  signedProperties: XmlElement | null,
  certificate: Certificate,
): 'none' | 'same' | 'other' {
  const about = aboutSignature(signedProperties)
  let found: 'none' | 'same' = 'none'
  for (const name of ['SigningCertificateV2', 'SigningCertificate']) {
    const elements = about === null ? [] : childrenNamed(about, spaceOf(about), name)
    if (elements.length === 0) continue
    const named = elements.some((one) =>
      childrenNamed(one, spaceOf(one), 'Cert').some((cert) => isDigestOf(cert, certificate)),
    )
    if (elements.length > 1 || !named) return 'other'
    found = 'same'
  }
  return found
}

function isDigestOf(cert: XmlElement, { raw }: Certificate): boolean {
  const space = spaceOf(cert)
  const found = onlyChild(cert, space, 'CertDigest')
  // Version 1.1.1 had these two in its own namespace.
  const child = (name: string): XmlElement | null =>
    onlyChild(found, ns.ds, name) ?? onlyChild(found, space, name)
  const digest = digestOfUri(attributeOf(child('DigestMethod'), 'Algorithm'))
  const value = base64Of(child('DigestValue'))
  if (digest === null || value === null) return false
  return sameBytes(createHash(digest).update(raw).digest(), value)
}

/** 5.2.1: xsd:dateTime; a time without zone is read as UTC. */
export function claimedTime(signedProperties: XmlElement | null): Date | null {
  const element = onlyChild(
    aboutSignature(signedProperties),
    spaceOf(signedProperties),
    'SigningTime',
  )
  const text = element?.content.trim() ?? ''
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text)) return null
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`
  const time = new Date(zoned)
  return Number.isNaN(time.getTime()) ? null : time
}

/** 5.2.4: the media type that is signed for each reference, by the Id of the reference. */
export function mimeTypes(signedProperties: XmlElement | null): Map<string, string> {
  const space = spaceOf(signedProperties)
  const about = onlyChild(signedProperties, space, 'SignedDataObjectProperties')
  const formats = about === null ? [] : childrenNamed(about, space, 'DataObjectFormat')
  return new Map(
    formats.flatMap((format) => {
      const to = attributeOf(format, 'ObjectReference')
      const type = onlyChild(format, space, 'MimeType')
      return to === null || type === null ? [] : [[to.replace(/^#/, ''), type.content.trim()]]
    }),
  )
}

export interface CarriedData {
  certificates: Certificate[]
  crls: Uint8Array[]
  ocsps: Uint8Array[]
}

/** CertificateValues, RevocationValues and those of timestamps (5.4.1 to 5.4.4, 5.5.1). */
export function carriedData(unsigned: XmlElement | null): CarriedData {
  const data: CarriedData = { certificates: [], crls: [], ocsps: [] }
  for (const property of unsigned === null ? [] : elementsOf(unsigned)) {
    readValues(property, data)
    if (isNamed(property, ns.xades141, 'TimeStampValidationData'))
      for (const inner of elementsOf(property)) readValues(inner, data)
  }
  return data
}

const certificateLists = new Set(['CertificateValues', 'AttrAuthoritiesCertValues'])
const revocationLists = new Set(['RevocationValues', 'AttributeRevocationValues'])

function readValues(property: XmlElement, data: CarriedData): void {
  if (property.namespaceUri !== ns.xades && property.namespaceUri !== ns.xades141) return
  if (certificateLists.has(property.name))
    for (const one of childrenNamed(property, ns.xades, 'EncapsulatedX509Certificate'))
      data.certificates.push(...readOne(base64Of(one) ?? new Uint8Array()))
  if (!revocationLists.has(property.name)) return
  const lists = [
    ['CRLValues', 'EncapsulatedCRLValue', data.crls],
    ['OCSPValues', 'EncapsulatedOCSPValue', data.ocsps],
  ] as const
  for (const [list, item, into] of lists) {
    const found = onlyChild(property, ns.xades, list)
    for (const one of found === null ? [] : childrenNamed(found, ns.xades, item)) {
      const bytes = base64Of(one)
      if (bytes !== null) into.push(bytes)
    }
  }
}

// Writes the markup of a signature in XML with its qualifying properties (ETSI EN 319 132-1, 4 and 5).
import { createHash } from 'node:crypto'
import type { DigestName } from '../cms/algorithms.ts'
import { c14nUris } from '../xml/canonicalize.ts'
import { escapeXml, ns } from '../xml/names.ts'
import { uriOfDigest } from './algorithms.ts'

export interface NewReference {
  uri: string
  /** Markup of the Transform elements; empty for bytes that are digested as they are. */
  transforms: string
  mimeType: string
}

export interface NewXmlSignature {
  id: string
  references: readonly NewReference[]
  digest: DigestName
  /** Identifier of the signature algorithm. */
  algorithmUri: string
  canonicalization: string
  /** DER; the signer's first. */
  certificates: readonly Uint8Array[]
  time: Date
  /** Markup of Objects that carry what is signed. */
  objects: string
  /** The Reference Type of what is signed, where it has one. */
  type?: string
}

export interface Filled {
  /** Base64, one for each reference and the last for the signed properties; empty as long as unknown. */
  digests: readonly string[]
  value: string
}

export const SIGNED_PROPERTIES = 'http://uri.etsi.org/01903#SignedProperties'

export function transform(algorithm: string, inner = ''): string {
  return `<ds:Transform Algorithm="${algorithm}">${inner}</ds:Transform>`
}

/** Takes all signatures out, so that others can sign later beside this one. */
export const withoutSignatures = transform(
  'http://www.w3.org/TR/1999/REC-xpath-19991116',
  '<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>',
)

export const base64Transform = transform(`${ns.ds}base64`)

export function canonicalTransform(method: keyof typeof c14nUris): string {
  return transform(c14nUris[method])
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** The whole ds:Signature. */
export function signatureMarkup(given: NewXmlSignature, { digests, value }: Filled): string {
  const { id, canonicalization, algorithmUri, certificates } = given
  const last = digests[given.references.length] ?? ''
  const chain = certificates
    .map((one) => `<ds:X509Certificate>${toBase64(one)}</ds:X509Certificate>`)
    .join('')
  return [
    `<ds:Signature xmlns:ds="${ns.ds}" Id="${id}">`,
    '<ds:SignedInfo>',
    `<ds:CanonicalizationMethod Algorithm="${canonicalization}"/>`,
    `<ds:SignatureMethod Algorithm="${algorithmUri}"/>`,
    ...given.references.map((one, index) => referenceMarkup(given, one, index, digests[index])),
    `<ds:Reference Type="${SIGNED_PROPERTIES}" URI="#xades-${id}">`,
    `<ds:Transforms>${transform(canonicalization)}</ds:Transforms>`,
    `${digestMarkup(given.digest, last)}</ds:Reference>`,
    '</ds:SignedInfo>',
    `<ds:SignatureValue Id="value-${id}">${value}</ds:SignatureValue>`,
    `<ds:KeyInfo><ds:X509Data>${chain}</ds:X509Data></ds:KeyInfo>`,
    given.objects,
    propertiesMarkup(given),
    '</ds:Signature>',
  ].join('')
}

function referenceMarkup(
  { id, digest, type }: NewXmlSignature,
  { uri, transforms }: NewReference,
  index: number,
  value = '',
): string {
  const named = type === undefined ? '' : ` Type="${type}"`
  const list = transforms === '' ? '' : `<ds:Transforms>${transforms}</ds:Transforms>`
  const head = `<ds:Reference Id="r${index}-${id}"${named} URI="${escapeXml(uri)}">`
  return `${head}${list}${digestMarkup(digest, value)}</ds:Reference>`
}

export function digestMarkup(digest: DigestName, value: string): string {
  return `<ds:DigestMethod Algorithm="${uriOfDigest(digest)}"/><ds:DigestValue>${value}</ds:DigestValue>`
}

/** 5.2.1 SigningTime, 5.2.2 SigningCertificateV2, 5.2.4 DataObjectFormat: what B-B asks for (6.3). */
function propertiesMarkup(given: NewXmlSignature): string {
  const { id, digest, certificates, references } = given
  const [own = new Uint8Array()] = certificates
  const hash = createHash(digest).update(own).digest('base64')
  const formats = references.map(
    ({ mimeType }, index) =>
      `<xades:DataObjectFormat ObjectReference="#r${index}-${id}"><xades:MimeType>${escapeXml(mimeType)}</xades:MimeType></xades:DataObjectFormat>`,
  )
  return [
    `<ds:Object><xades:QualifyingProperties xmlns:xades="${ns.xades}" Target="#${id}">`,
    `<xades:SignedProperties Id="xades-${id}"><xades:SignedSignatureProperties>`,
    `<xades:SigningTime>${given.time.toISOString().slice(0, 19)}Z</xades:SigningTime>`,
    `<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>${digestMarkup(digest, hash)}`,
    '</xades:CertDigest></xades:Cert></xades:SigningCertificateV2>',
    '</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>',
    ...formats,
    '</xades:SignedDataObjectProperties></xades:SignedProperties>',
    '</xades:QualifyingProperties></ds:Object>',
  ].join('')
}

// Validates the signatures in an XML document, or beside the data they are about (ETSI EN 319 132-1, EN 319 102-1).
import type { XmlElement } from 'libxml2-wasm'
import { usesOf, type Described } from '../cades/description.ts'
import { brokenReport, judgeDescribed, type JudgeOptions } from '../cades/judge-described.ts'
import { sameBytes } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import type { SignatureReport } from '../validate/report.ts'
import { isNamed, ns, onlyChild } from '../xml/names.ts'
import { openXml, type XmlTree } from '../xml/xml-tree.ts'
import { carriedData, claimedTime, mimeTypes } from './properties.ts'
import { readSignature, type XmlSignature } from './read-signature.ts'
import type { ContentOf } from './resolve-reference.ts'
import { timestampsOf } from './timestamps.ts'
import { verifySignature, type Verified } from './verify-signature.ts'

export interface ValidateXadesOptions extends JudgeOptions {
  /**
   * What is signed outside the document: bytes for the only such reference, or a function from the
   * URI of a reference (null where it has none) to bytes, null when they are not there. Nothing is
   * ever fetched.
   */
  content?: Uint8Array | ContentOf
}

/** What a signature signs. Whoever uses the document uses these bytes, not what lies beside them. */
export interface SignedPart {
  /** The URI of the reference; '' for the document, null where it has none. */
  uri: string | null
  /** The media type that is signed with it. */
  mimeType: string | null
  /** Exactly the bytes that were digested: the canonical form, or the bytes handed in. */
  bytes: Uint8Array
}

export interface XadesSignatureReport extends SignatureReport {
  /** The Id of the signature. */
  id: string | null
  /** For a counter-signature the index of the report it countersigns, else null. */
  countersigns: number | null
  signed: SignedPart[]
}

export interface XadesReport {
  signatures: XadesSignatureReport[]
  /** Why the document as a whole could not be read; null when it could. */
  refused: SignatureError | null
}

const MOST_SIGNATURES = 200
const MOST_TIMESTAMPS = 500

/**
 * Validates every ds:Signature of a document. Broken documents do not throw: the report says why
 * they were refused. Document types, entities, XSLT, other XPath than for taking signatures out,
 * and Ids that are not unique are refused, and nothing is fetched.
 */
export async function validateXades(
  input: Uint8Array,
  options: ValidateXadesOptions = {},
): Promise<XadesReport> {
  let tree: XmlTree | null = null
  try {
    tree = await openXml(input)
    const elements = tree.signatures()
    if (elements.length > MOST_SIGNATURES)
      throw new SignatureError('too-large', { what: 'Signatures', limit: MOST_SIGNATURES })
    const stamps = tree.root.find('//xades:EncapsulatedTimeStamp', { xades: ns.xades })
    if (stamps.length > MOST_TIMESTAMPS)
      throw new SignatureError('too-large', { what: 'Timestamps', limit: MOST_TIMESTAMPS })
    const signatures: XadesSignatureReport[] = []
    for (const [index, element] of elements.entries()) {
      const countersigns = countersignedBy(element, elements)
      signatures.push(
        await judgeOne(tree, { element, index, options, countersigns, all: elements }),
      )
    }
    return { signatures, refused: null }
  } catch (error) {
    if (error instanceof SignatureError) return { signatures: [], refused: error }
    throw error
  } finally {
    tree?.dispose()
  }
}

/** 5.2.7.2: the signature among whose unsigned properties a CounterSignature stands. */
function countersignedBy(element: XmlElement, all: readonly XmlElement[]): number | null {
  const { parent } = element
  if (parent === null || !isNamed(parent, ns.xades, 'CounterSignature')) return null
  for (let at = parent.parent; at !== null; at = at.parent) {
    if (!isNamed(at, ns.ds, 'Signature')) continue
    const above = at
    const index = all.findIndex((one) => one.isSameNode(above))
    return index < 0 ? null : index
  }
  return null
}

/** 5.2.7.2: one of the references leads to the SignatureValue of the signature above. */
function signsValueOf(above: XmlElement | undefined, { parts }: Verified): boolean {
  const value = onlyChild(above ?? null, ns.ds, 'SignatureValue')
  return (
    value !== null && parts.some(({ resolved }) => resolved.element?.isSameNode(value) === true)
  )
}

interface One {
  element: XmlElement
  index: number
  options: ValidateXadesOptions
  countersigns: number | null
  all: readonly XmlElement[]
}

async function judgeOne(tree: XmlTree, one: One): Promise<XadesSignatureReport> {
  const { element, index, options, countersigns, all: elements } = one
  const form: Pick<XadesSignatureReport, 'id' | 'countersigns' | 'signed'> = {
    id: null,
    countersigns,
    signed: [],
  }
  try {
    const signature = readSignature(element, index)
    const verified = await verifySignature(tree, signature, contentOf(options.content))
    const described = describeXades(tree, signature, verified)
    if (countersigns !== null && !signsValueOf(elements[countersigns], verified)) {
      form.countersigns = null
      // It is put forward as one over that value, by an unsigned property that anybody may add.
      const why = 'it stands as a counter-signature and does not sign the value above it'
      described.signature.cryptoFault ??= { subIndication: 'HASH_FAILURE', why }
    }
    const intact = verified.fault === null && described.signature.cryptoFault === null
    const { content } = options
    // Who hands in a file asks about that file, whatever else the document carries.
    const other =
      intact &&
      content instanceof Uint8Array &&
      !verified.parts.some(({ octets }) => sameBytes(octets, content))
    if (other) described.warnings.push('what is signed is not the content that was given')
    const all = coversAll(tree, signature, verified)
    if (intact && !all) described.warnings.push('the document holds more than what is signed')
    const judged = judgeDescribed(described, options)
    const whole = intact && !other && all
    return {
      ...judged,
      ...form,
      id: signature.id,
      coverage: whole ? 'entire-file' : 'unclear',
      signed: intact ? signedParts(signature, verified) : [],
    }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { ...brokenReport(error.message, options), ...form }
  }
}

export function contentOf(content: ValidateXadesOptions['content']): ContentOf {
  if (content === undefined) return () => null
  return content instanceof Uint8Array ? () => content : content
}

/** Describes a signature for validation. */
export function describeXades(
  tree: XmlTree,
  signature: XmlSignature,
  verified: Verified,
): Described {
  const properties = verified.propertiesSigned ? signature.signedProperties : null
  const data = carriedData(signature.unsigned)
  const lacking = lackingOf(signature, verified)
  const certificates = [...signature.certificates, ...data.certificates]
  const warnings = [...lacking]
  const { fault } = verified
  const missing = fault?.subIndication === 'NO_SIGNING_CERTIFICATE_FOUND'
  return {
    signature: {
      formatFault: fault?.subIndication === 'FORMAT_FAILURE' ? fault.why : null,
      certificate: verified.certificate,
      certificateFault: missing ? fault.why : null,
      bound: verified.bound,
      cryptoFault: missing || fault?.subIndication === 'FORMAT_FAILURE' ? null : fault,
      constraintFault: null,
      baseLevel: lacking.length === 0 ? 'B-B' : 'not baseline',
      signatureValue: signature.value,
      algorithms: usesOf(signature.algorithm, verified.digests),
      claimedTime: claimedTime(properties),
      material: { ...data, certificates },
      ...timestampsOf(tree, signature, { signed: verified, more: certificates, warnings }),
    },
    warnings,
  }
}

/** EN 319 132-1, 6.3: what the baseline levels ask of the properties. */
function lackingOf(signature: XmlSignature, verified: Verified): string[] {
  if (signature.qualifying === null) return ['it has no qualifying properties']
  if (!verified.propertiesSigned) return ['its properties are not signed']
  const lacking: string[] = []
  if (signature.qualifying.namespaceUri !== ns.xades)
    lacking.push('its properties are those of an older version of XAdES')
  if (!verified.propertiesTyped) lacking.push('the reference to its properties has no Type')
  if (!verified.bound) lacking.push('no signed property names the certificate')
  if (claimedTime(signature.signedProperties) === null) lacking.push('SigningTime is missing')
  return lacking
}

/** Whether the document is signed as a whole, or is nothing but the signature and what it signs. */
function coversAll(
  tree: XmlTree,
  { element, objects, qualifying }: XmlSignature,
  { parts }: Verified,
): boolean {
  if (parts.some(({ resolved }) => resolved.wholeDocument)) return true
  if (!tree.root.isSameNode(element))
    return parts.every(({ resolved }) => resolved.element === null)
  const others = objects.filter((one) => qualifying?.parent?.isSameNode(one) !== true)
  return others.every((object) =>
    parts.some(({ resolved }) => resolved.element?.isSameNode(object) === true),
  )
}

function signedParts({ signedProperties }: XmlSignature, { parts }: Verified): SignedPart[] {
  const types = mimeTypes(signedProperties)
  return parts.map(({ reference, octets }) => ({
    uri: reference.uri,
    mimeType: types.get(reference.id ?? '') ?? null,
    bytes: octets,
  }))
}

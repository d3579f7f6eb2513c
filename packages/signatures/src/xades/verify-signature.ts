// Checks the references and the value of a signature in XML (ETSI EN 319 102-1, 5.2.3 and 5.2.7; XMLDSig 1.1, 3.2).
import { createHash } from 'node:crypto'
import type { XmlElement } from 'libxml2-wasm'
import { sameBytes } from '../bytes.ts'
import { verifies, type DigestName } from '../cms/algorithms.ts'
import type { SubIndication } from '../validate/report.ts'
import { publicKeyOf, type Certificate } from '../x509/certificate.ts'
import { canonicalize } from '../xml/canonicalize.ts'
import { childrenNamed, isNamed, ns } from '../xml/names.ts'
import type { XmlTree } from '../xml/xml-tree.ts'
import { derFromRaw } from './algorithms.ts'
import { bindingOf, carriedData } from './properties.ts'
import { readReference, type XmlReference, type XmlSignature } from './read-signature.ts'
import { resolveReference, type ContentOf, type Resolved } from './resolve-reference.ts'

export interface Fault {
  subIndication: SubIndication
  why: string
}

/** What one reference signed: exactly the bytes that were digested. */
export interface DigestedPart {
  reference: XmlReference
  resolved: Resolved
  octets: Uint8Array
}

export interface Verified {
  fault: Fault | null
  certificate: Certificate | null
  /** Whether a signed property names the certificate. */
  bound: boolean
  /** Whether the properties of the signature are among what is signed. */
  propertiesSigned: boolean
  /** Whether the reference to them says so by its Type (EN 319 132-1, 4.4.2). */
  propertiesTyped: boolean
  /** Those whose digest is right, SignedProperties not among them. */
  parts: DigestedPart[]
  /** All that are resolved, in order. */
  resolved: Resolved[]
  digests: DigestName[]
}

const SIGNED_PROPERTIES = /^http:\/\/uri\.etsi\.org\/01903(\/v1\.\d\.\d)?#SignedProperties$/
const MANIFEST = `${ns.ds}Manifest`
/** Bytes that are made for the references of a signature; those handed in are there anyway. */
const MOST_BYTES = 64 * 2 ** 20

/** The node that is verified is the node that is used: parts hold what was digested. */
export async function verifySignature(
  tree: XmlTree,
  signature: XmlSignature,
  contentOf: ContentOf,
): Promise<Verified> {
  const found: Verified = {
    fault: null,
    certificate: null,
    bound: false,
    propertiesSigned: false,
    propertiesTyped: false,
    parts: [],
    resolved: [],
    digests: [],
  }
  const referenceFault = await checkReferences(tree, signature, { contentOf, found })
  const keyFault = checkValue(tree, signature, found)
  // 5.2.3 comes before 5.2.7, and what is certainly wrong before what is only missing.
  found.fault =
    keyFault?.subIndication === 'NO_SIGNING_CERTIFICATE_FOUND' ||
    referenceFault?.subIndication === 'SIGNED_DATA_NOT_FOUND'
      ? (keyFault ?? referenceFault)
      : (referenceFault ?? keyFault)
  return found
}

async function checkReferences(
  tree: XmlTree,
  signature: XmlSignature,
  { contentOf, found }: { contentOf: ContentOf; found: Verified },
): Promise<Fault | null> {
  let missing: Fault | null = null
  let bytes = 0
  const { signedProperties, index } = signature
  const queue = [...signature.references]
  const manifests = new Set<XmlReference>()
  for (const reference of queue) {
    const answer = await resolveReference(tree, reference, { signature: index, contentOf })
    if (!('octets' in answer)) {
      const why = 'missing' in answer ? answer.missing : answer.forbidden
      missing ??= { subIndication: 'SIGNED_DATA_NOT_FOUND', why }
      continue
    }
    const octets = answer.octets()
    if (answer.element !== null || reference.transforms.length > 0) bytes += octets.length
    if (bytes > MOST_BYTES)
      return { subIndication: 'SIGNED_DATA_NOT_FOUND', why: 'the signed data exceed the limit' }
    if (!manifests.has(reference)) found.resolved.push(answer)
    const { digest, value } = reference
    if (digest === null)
      return { subIndication: 'SIG_CRYPTO_FAILURE', why: 'a digest is not in the table' }
    found.digests.push(digest)
    if (value === null || !sameBytes(createHash(digest).update(octets).digest(), value))
      return { subIndication: 'HASH_FAILURE', why: `${nameOf(reference)} is not what was signed` }
    if (signedProperties !== null && answer.element?.isSameNode(signedProperties) === true) {
      found.propertiesTyped = SIGNED_PROPERTIES.test(reference.type ?? '')
      found.propertiesSigned = reference.transforms.every((one) => !removesNodes(one))
      continue
    }
    found.parts.push({ reference, resolved: answer, octets })
    const listed = manifestOf(reference, answer)
    for (const one of listed) manifests.add(one)
    if (manifests.size > MOST_LISTED)
      return { subIndication: 'SIGNED_DATA_NOT_FOUND', why: 'a Manifest lists too much' }
    queue.push(...listed)
  }
  if (missing === null && found.parts.length === 0)
    return { subIndication: 'FORMAT_FAILURE', why: 'nothing but its own properties is signed' }
  return missing
}

const MOST_LISTED = 1000

/** A canonical form keeps what is under the element; whatever else could have taken it out. */
function removesNodes(transform: XmlElement): boolean {
  return !/c14n/.test(transform.attrs.find(({ name }) => name === 'Algorithm')?.value ?? '')
}

function nameOf({ uri, id }: XmlReference): string {
  return uri === null || uri === '' ? (id ?? 'the document') : uri
}

/** The references of a Manifest that is itself signed as such (XMLDSig 1.1, 5.1). */
function manifestOf({ type }: XmlReference, { element }: Resolved): XmlReference[] {
  if (type !== MANIFEST || element === null || !isNamed(element, ns.ds, 'Manifest')) return []
  return childrenNamed(element, ns.ds, 'Reference').map(readReference)
}

/** SignatureValue over the canonical SignedInfo, by the key of a certificate in KeyInfo. */
function checkValue(tree: XmlTree, signature: XmlSignature, found: Verified): Fault | null {
  const { canonicalization, algorithm, signedInfo, value } = signature
  const properties = found.propertiesSigned ? signature.signedProperties : null
  // Where KeyInfo lacks it, the certificate that a signed property names may lie further down.
  const elsewhere = carriedData(signature.unsigned).certificates.filter(
    (one) => bindingOf(properties, one) === 'same',
  )
  const certificates = [...signature.certificates, ...elsewhere]
  const choose = (one: Certificate | undefined): void => {
    found.certificate = one ?? null
    found.bound = one !== undefined && bindingOf(properties, one) === 'same'
  }
  if (algorithm === null)
    return { subIndication: 'SIG_CRYPTO_FAILURE', why: 'an algorithm is not in the table' }
  if (algorithm.digest !== null) found.digests.push(algorithm.digest)
  if (canonicalization === null)
    return { subIndication: 'SIG_CRYPTO_FAILURE', why: 'the canonical form is not known' }
  if (certificates.length === 0)
    return {
      subIndication: 'NO_SIGNING_CERTIFICATE_FOUND',
      why: 'the certificate of the signer is not included',
    }
  const data = canonicalize(tree, signedInfo, canonicalization)
  const form = algorithm.scheme === 'ecdsa' ? derFromRaw(value) : value
  const signer = certificates.find((one) => {
    const key = publicKeyOf(one)
    return key !== null && verifies(algorithm, { key, data, signature: form })
  })
  if (signer === undefined) {
    choose(certificates.find((one) => bindingOf(properties, one) === 'same') ?? certificates[0])
    return { subIndication: 'SIG_CRYPTO_FAILURE', why: 'the signature is not by this key' }
  }
  choose(signer)
  if (bindingOf(properties, signer) !== 'other') return null
  return {
    subIndication: 'NO_SIGNING_CERTIFICATE_FOUND',
    why: 'the signing certificate property names another certificate',
  }
}

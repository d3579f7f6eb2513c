// Signs data in XML at B-B and B-T: enveloped, enveloping or detached (ETSI EN 319 132-1, 6).
import { createHash, randomBytes } from 'node:crypto'
import { checkCertificate, digestOf } from '../pades/check-certificate.ts'
import type { DigestName } from '../cms/algorithms.ts'
import type { Signer } from '../keys/signer.ts'
import { SignatureError } from '../signature-error.ts'
import type { TimestampOptions } from '../tsa/ask-timestamp.ts'
import { publicKeyOf, readCertificate } from '../x509/certificate.ts'
import { c14nUris, canonicalize } from '../xml/canonicalize.ts'
import { decodePath, encodePath, ns } from '../xml/names.ts'
import { openXml } from '../xml/xml-tree.ts'
import { rawFromDer, uriOfAlgorithm } from './algorithms.ts'
import {
  base64Transform,
  canonicalTransform,
  signatureMarkup,
  toBase64,
  withoutSignatures,
  type NewReference,
  type NewXmlSignature,
} from './compose.ts'
import { splitAtEnd } from './insert-markup.ts'
import { readSignature } from './read-signature.ts'
import { resolveReference } from './resolve-reference.ts'
import { stampXades } from './stamp-xades.ts'
import { mustStayIntact } from './stay-intact.ts'

export interface XadesSignOptions {
  /** The claimed time, SigningTime; the certificate has to be valid then. */
  time: Date
  /**
   * `enveloped` puts the signature into the XML document that it signs; `enveloping` carries the
   * content within, in base64; `detached` refers to it by `uri`.
   */
  packaging: 'enveloped' | 'enveloping' | 'detached'
  /** By which method nodes become bytes; by default `exclusive`. */
  canonicalization?: keyof typeof c14nUris
  /** The media type of the content; by default text/xml for XML, else application/octet-stream. */
  mimeType?: string
  /** The name of detached content; by default `content`. */
  uri?: string
  /** Servers to ask for a timestamp of the signature; without them the level is B-B. */
  timestamps?: TimestampOptions
}

export interface SignedXades {
  /** The document, in UTF-8. */
  bytes: Uint8Array
  level: 'B-B' | 'B-T'
  /** Why the wished timestamp is not there: a server that fails costs a level, not the signature. */
  pending: SignatureError | null
}

type Who = Pick<Signer, 'certificates' | 'algorithm'>

/** A signature that waits for its value: hand `toBeSigned` to the key, wherever it is. */
export interface PreparedXades {
  /** SignedInfo in canonical form. */
  toBeSigned: Uint8Array
  /** The document before and behind the value. */
  head: string
  tail: string
  /** For ECDSA the bytes of r and of s, else null. */
  rawBytes: number | null
}

/** What is signed, and where the signature goes. */
export interface XadesPlan {
  references: readonly NewReference[]
  objects: string
  /** The document around the signature. */
  head: string
  tail: string
  /** Bytes of references that lie outside, by their URI. */
  outside: ReadonlyMap<string, Uint8Array>
  time: Date
  canonicalization: keyof typeof c14nUris
}

/**
 * Signs content. A document that is signed already keeps its signatures: what would break one is
 * refused.
 * @throws SignatureError `certificate-not-valid`, `bad-key`, `malformed-xml`, `would-break`
 */
export async function signXades(
  content: Uint8Array,
  signer: Signer,
  options: XadesSignOptions,
): Promise<SignedXades> {
  const prepared = await prepareXades(content, signer, options)
  const plain = xadesDocument(prepared, await signer.sign(prepared.toBeSigned))
  if (options.packaging === 'enveloped') await mustStayIntact(content, plain)
  return stampXades(plain, prepared.head, options.timestamps)
}

/**
 * What has to be signed, with the document to put the value into.
 * @throws SignatureError `certificate-not-valid`, `bad-key`, `malformed-xml`
 */
export async function prepareXades(
  content: Uint8Array,
  who: Who,
  options: XadesSignOptions,
): Promise<PreparedXades> {
  const { packaging, time, canonicalization = 'exclusive', uri = 'content' } = options
  const id = newId()
  const base = { objects: '', head: '', tail: '', outside: new Map(), time, canonicalization }
  if (packaging === 'detached') {
    const mimeType = options.mimeType ?? 'application/octet-stream'
    const references = [{ uri: encodePath(uri), transforms: '', mimeType }]
    return prepareByPlan(id, who, { ...base, references, outside: new Map([[uri, content]]) })
  }
  if (packaging === 'enveloping') {
    const mimeType = options.mimeType ?? 'application/octet-stream'
    const references = [{ uri: `#o-${id}`, transforms: base64Transform, mimeType }]
    const objects = `<ds:Object Id="o-${id}" Encoding="${ns.ds}base64">${toBase64(content)}</ds:Object>`
    return prepareByPlan(id, who, { ...base, references, objects })
  }
  const tree = await openXml(content)
  try {
    const transforms = withoutSignatures + canonicalTransform(canonicalization)
    const references = [{ uri: '', transforms, mimeType: options.mimeType ?? 'text/xml' }]
    const [head, tail] = splitAtEnd(tree, tree.root)
    return await prepareByPlan(id, who, { ...base, references, head, tail })
  } finally {
    tree.dispose()
  }
}

/** An Id that no other signature has. */
export function newId(): string {
  return `id-${randomBytes(16).toString('hex')}`
}

/** The digests are computed by the same code that will validate them. */
export async function prepareByPlan(id: string, who: Who, plan: XadesPlan): Promise<PreparedXades> {
  checkCertificate(who, plan.time)
  const algorithmUri = uriOfAlgorithm(who.algorithm)
  if (algorithmUri === null)
    throw new SignatureError('bad-key', { why: 'its algorithm has no identifier in XML' })
  const digest = digestOf(who)
  const given: NewXmlSignature = {
    id,
    references: plan.references,
    digest,
    algorithmUri,
    canonicalization: c14nUris[plan.canonicalization],
    certificates: who.certificates,
    time: plan.time,
    objects: plan.objects,
  }
  const whole = (digests: string[], value: string): string =>
    plan.head + signatureMarkup(given, { digests, value }) + plan.tail
  const digests = await digestsOf(whole([], ''), { id, digest, outside: plan.outside })
  const filled = whole(digests, '')
  const [head = '', tail = ''] = splitOnce(filled, `<ds:SignatureValue Id="value-${id}">`)
  const prepared = { head, tail, rawBytes: rawBytesOf(who) }
  return { ...prepared, toBeSigned: await signedInfoOf(filled, id) }
}

function splitOnce(text: string, mark: string): [string, string] {
  const end = text.indexOf(mark) + mark.length
  return [text.slice(0, end), text.slice(end)]
}

/** The document with the value of a signature made elsewhere over `toBeSigned`. */
export function xadesDocument(prepared: PreparedXades, signature: Uint8Array): Uint8Array {
  const { head, tail, rawBytes } = prepared
  const value = rawBytes === null ? signature : rawFromDer(signature, rawBytes)
  return new Uint8Array(Buffer.from(head + toBase64(value) + tail))
}

async function digestsOf(
  text: string,
  given: { id: string; digest: DigestName; outside: ReadonlyMap<string, Uint8Array> },
): Promise<string[]> {
  const tree = await openXml(new Uint8Array(Buffer.from(text)))
  try {
    const elements = tree.signatures()
    const place = elements.findIndex((one) => one.attr('Id')?.value === given.id)
    const element = elements[place]
    if (element === undefined) throw new TypeError('the signature is not in its document')
    const digests: string[] = []
    for (const reference of readSignature(element, place).references) {
      const contentOf = (uri: string | null) =>
        given.outside.get(decodePath(uri ?? '') ?? '') ?? null
      const answer = await resolveReference(tree, reference, { signature: place, contentOf })
      if (!('octets' in answer)) throw new TypeError('a reference of ours leads nowhere')
      digests.push(createHash(given.digest).update(answer.octets()).digest('base64'))
    }
    return digests
  } finally {
    tree.dispose()
  }
}

async function signedInfoOf(text: string, id: string): Promise<Uint8Array> {
  const tree = await openXml(new Uint8Array(Buffer.from(text)))
  try {
    const found = tree.byId(id)
    if (found === null || found === 'twice') throw new TypeError('the Id is not unique')
    const { signedInfo, canonicalization } = readSignature(found, 0)
    if (canonicalization === null) throw new TypeError('our own canonical form is not known')
    return canonicalize(tree, signedInfo, canonicalization)
  } finally {
    tree.dispose()
  }
}

/** The bytes of a coordinate on the curve of the key. */
function rawBytesOf({ certificates, algorithm }: Who): number | null {
  if (algorithm.scheme !== 'ecdsa') return null
  const key = publicKeyOf(readCertificate(certificates[0] ?? new Uint8Array()))
  const curve = key?.asymmetricKeyDetails?.namedCurve ?? ''
  const bytes = curveBytes.get(curve)
  if (bytes === undefined)
    throw new SignatureError('bad-key', { why: `the curve ${curve} is not known` })
  return bytes
}

const curveBytes: ReadonlyMap<string, number> = new Map([
  ['prime256v1', 32],
  ['secp384r1', 48],
  ['secp521r1', 66],
])

// Reads signed messages of CMS (RFC 5652, 5).
import { sameBytes, toHex } from '../bytes.ts'
import {
  childrenOf,
  contentOf,
  integerHex,
  membersOf,
  must,
  octetsOf,
  oidOf,
  rawOf,
  readDer,
  tags,
  type Der,
} from '../der/reader.ts'
import { setOf } from '../der/writer.ts'
import { SignatureError } from '../signature-error.ts'
import { readCertificate, type Certificate } from '../x509/certificate.ts'
import { readDigestAlgorithm, readSignatureAlgorithm } from './algorithms.ts'
import type { DigestName, SignatureAlgorithm } from './algorithms.ts'
import { cmsIds } from './ids.ts'

export type Attributes = Map<string, Der[]>

export interface SignerInfo {
  /** Issuer's DER and serial, or the subject key identifier in hexadecimal. */
  signer: { issuer: Uint8Array; serial: string } | { keyId: string }
  digest: DigestName | null
  algorithm: SignatureAlgorithm | null
  /** DER as it was signed, with the tag of a SET (5.4); null when there are no signed attributes. */
  signedBytes: Uint8Array | null
  /** Whether the signed attributes stand in the order of DER. */
  sorted: boolean
  /** Values by type; types that come twice and may not are listed in `repeated`. */
  signed: Attributes
  unsigned: Attributes
  repeated: string[]
  /** False when the signed attributes name other algorithms than the message does (RFC 6211, 2). */
  protectedAlgorithms: boolean
  signature: Uint8Array
}

export interface SignedData {
  /** How many bytes the message takes. */
  length: number
  contentType: string
  /** Null when the content is elsewhere. */
  content: Uint8Array | null
  certificates: Certificate[]
  crls: Uint8Array[]
  signers: SignerInfo[]
}

/** @throws SignatureError `malformed-cms` */
export function readSignedData(bytes: Uint8Array): SignedData {
  try {
    return read(bytes)
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause
    throw new SignatureError('malformed-cms', { why: cause.message }, { cause })
  }
}

function read(bytes: Uint8Array): SignedData {
  const outer = readDer(bytes)
  const [type, wrapped] = membersOf(outer)
  if (oidOf(type) !== cmsIds.signedData)
    throw new SignatureError('malformed-cms', { why: 'SignedData expected' })
  const [, , inner, ...rest] = membersOf(membersOf(wrapped, 0xa0)[0])
  const [contentType, content] = membersOf(inner)
  const certificates: Certificate[] = []
  const crls: Uint8Array[] = []
  for (const part of rest.slice(0, -1)) {
    if (part.tag === 0xa0)
      for (const one of childrenOf(part))
        // Attribute certificates and other choices carry their own tags (10.2.2).
        if (one.tag === tags.sequence) certificates.push(readCertificate(rawOf(one)))
    if (part.tag === 0xa1) for (const one of childrenOf(part)) crls.push(rawOf(one))
  }
  return {
    length: outer.end,
    contentType: oidOf(contentType),
    content: content === undefined ? null : octetsOf(membersOf(content, 0xa0)[0]),
    certificates,
    crls,
    signers: membersOf(rest.at(-1), tags.set).map(readSignerInfo),
  }
}

/** A SignerInfo by itself; counter-signatures are such (11.4). */
export function readSignerInfo(node: Der): SignerInfo {
  const [, sid, digest, ...rest] = membersOf(node)
  const signedNode = rest[0]?.tag === 0xa0 ? rest[0] : null
  const [algorithm, signature, unsignedNode] = signedNode === null ? rest : rest.slice(1)
  const repeated: string[] = []
  const signedBytes = signedNode === null ? null : asSet(signedNode)
  const signed = readAttributes(signedNode, repeated)
  return {
    signer: readSid(sid),
    digest: readDigestAlgorithm(digest)?.name ?? null,
    algorithm: readSignatureAlgorithm(algorithm),
    signedBytes,
    sorted: signedNode === null || signedBytes === null || isSame(signedNode, signedBytes),
    signed,
    protectedAlgorithms: isProtected(signed, digest, algorithm),
    unsigned: readAttributes(unsignedNode ?? null, []),
    repeated,
    signature: octetsOf(signature),
  }
}

/** Whether the attribute, where there is one, repeats both algorithms of the signer. */
function isProtected(
  signed: Attributes,
  digest: Der | undefined,
  algorithm: Der | undefined,
): boolean {
  const values = signed.get(cmsIds.algorithmProtection)
  if (values === undefined) return true
  const [named, ...others] = membersOf(values[0])
  const [last] = others
  const other = last?.tag === 0xa1 ? identifierText(childrenOf(last)) : ''
  return (
    values.length === 1 &&
    others.length === 1 &&
    identifierText(membersOf(named)) === identifierText(membersOf(digest)) &&
    other === identifierText(membersOf(algorithm))
  )
}

/** An AlgorithmIdentifier as text; absent parameters and NULL are the same (RFC 6211, 2). */
function identifierText([id, parameters]: readonly Der[]): string {
  const given = parameters === undefined ? '' : toHex(rawOf(parameters))
  return `${oidOf(id)} ${given === '0500' ? '' : given}`
}

function readSid(node: Der | undefined): SignerInfo['signer'] {
  if (node?.tag === 0x80) return { keyId: toHex(contentOf(node)) }
  const [issuer, serial] = membersOf(node)
  return { issuer: rawOf(must(issuer, tags.sequence)), serial: integerHex(serial) }
}

/** 5.4: signed is the SET OF in DER, however it is stored and under whatever tag. */
function asSet(node: Der): Uint8Array {
  return setOf(childrenOf(node).map(rawOf))
}

function isSame(node: Der, signedBytes: Uint8Array): boolean {
  return sameBytes(contentOf(node), contentOf(readDer(signedBytes)))
}

/** RFC 5652, 11.1 to 11.3; RFC 5035, 5.4. Others may come several times, as content-time-stamp. */
const once: ReadonlySet<string> = new Set([
  cmsIds.contentType,
  cmsIds.messageDigest,
  cmsIds.signingTime,
  cmsIds.signingCertificate,
  cmsIds.signingCertificateV2,
])

function readAttributes(node: Der | null, repeated: string[]): Attributes {
  const attributes: Attributes = new Map()
  for (const attribute of node === null ? [] : childrenOf(node)) {
    const [type, values] = membersOf(attribute)
    const name = oidOf(type)
    const before = attributes.get(name)
    if (before !== undefined && once.has(name)) repeated.push(name)
    attributes.set(name, [...(before ?? []), ...membersOf(values, tags.set)])
  }
  return attributes
}

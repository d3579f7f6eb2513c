// Takes a signed message apart into the encodings of its parts, and writes it again with more (RFC 5652, 5.1).
import {
  childrenOf,
  contentOf,
  membersOf,
  must,
  oidOf,
  rawOf,
  readDer,
  tags,
  type Der,
} from '../der/reader.ts'
import { context, integer, oid, sequence, setOf, wrap } from '../der/writer.ts'
import { cmsIds } from '../cms/ids.ts'
import { SignatureError } from '../signature-error.ts'
import { cadesIds } from './ids.ts'

/** A SignerInfo: the encodings of its fields but the last, and each of its unsigned attributes. */
export interface SignerParts {
  /** version, sid, digestAlgorithm, signedAttrs where there are some, signatureAlgorithm, signature. */
  fields: Uint8Array[]
  unsigned: Uint8Array[]
}

/** Encodings exactly as they stood in the message; what is hashed must not be encoded anew. */
export interface MessageParts {
  digestAlgorithms: Uint8Array[]
  encapsulated: Uint8Array
  /** The eContentType with tag and length. */
  contentType: Uint8Array
  /** Each CertificateChoices, each RevocationInfoChoice. */
  certificates: Uint8Array[]
  revocation: Uint8Array[]
  signers: SignerParts[]
}

/** @throws SignatureError `malformed-cms` */
export function splitMessage(bytes: Uint8Array): MessageParts {
  try {
    return split(bytes)
  } catch (cause) {
    if (!(cause instanceof SignatureError) || cause.code === 'malformed-cms') throw cause
    throw new SignatureError('malformed-cms', { why: cause.message }, { cause })
  }
}

function split(bytes: Uint8Array): MessageParts {
  const [type, wrapped] = membersOf(readDer(bytes))
  if (oidOf(type) !== cmsIds.signedData)
    throw new SignatureError('malformed-cms', { why: 'SignedData expected' })
  const [, digestAlgorithms, inner, ...rest] = membersOf(membersOf(wrapped, 0xa0)[0])
  const [contentType] = membersOf(inner)
  const within = (tag: number): Uint8Array[] => {
    const found = rest.slice(0, -1).find((one) => one.tag === tag)
    return found === undefined ? [] : childrenOf(found).map(rawOf)
  }
  return {
    digestAlgorithms: membersOf(digestAlgorithms, tags.set).map(rawOf),
    encapsulated: rawOf(must(inner, tags.sequence)),
    contentType: rawOf(must(contentType, tags.oid)),
    certificates: within(0xa0),
    revocation: within(0xa1),
    signers: membersOf(rest.at(-1), tags.set).map(splitSigner),
  }
}

export function splitSigner(signer: Der): SignerParts {
  const fields = membersOf(signer)
  const last = fields.at(-1)
  const open = last?.tag === 0xa1
  return {
    fields: (open ? fields.slice(0, -1) : fields).map(rawOf),
    unsigned: open ? childrenOf(last).map(rawOf) : [],
  }
}

/** The message of these parts; its version follows from them (RFC 5652, 5.1). */
export function joinMessage(parts: MessageParts): Uint8Array {
  const { certificates, revocation } = parts
  const signedData = sequence(
    integer(versionOf(parts)),
    setOf(parts.digestAlgorithms),
    parts.encapsulated,
    ...(certificates.length > 0 ? [wrap(0xa0, ...certificates)] : []),
    ...(revocation.length > 0 ? [wrap(0xa1, ...revocation)] : []),
    setOf(parts.signers.map(joinSigner)),
  )
  return sequence(oid(cmsIds.signedData), context(0, signedData))
}

export function joinSigner({ fields, unsigned }: SignerParts): Uint8Array {
  if (unsigned.length === 0) return sequence(...fields)
  // The imprint of an older archive timestamp depends on the order that DER would change.
  const ordered = unsigned.some((one) => typeOf(one) === cadesIds.archiveTimestampV2)
  const content = ordered ? unsigned : [contentOf(readDer(setOf(unsigned)))]
  return sequence(...fields, wrap(0xa1, ...content))
}

/** The type of an attribute. */
export function typeOf(attribute: Uint8Array): string {
  return oidOf(membersOf(readDer(attribute))[0])
}

function versionOf({ certificates, revocation, contentType, signers }: MessageParts): number {
  const hasTag = (list: Uint8Array[], tag: number): boolean => list.some(([first]) => first === tag)
  if (hasTag(certificates, 0xa3) || hasTag(revocation, 0xa1)) return 5
  if (hasTag(certificates, 0xa2)) return 4
  const plain = oidOf(readDer(contentType)) === cmsIds.data
  const byKeyId = signers.some(
    ({ fields }) => contentOf(readDer(fields[0] ?? contentType))[0] === 3,
  )
  return plain && !byKeyId ? 1 : 3
}

/** The members with those that are not among them yet. */
export function withNew(before: readonly Uint8Array[], added: readonly Uint8Array[]): Uint8Array[] {
  const known = new Set(before.map((one) => Buffer.from(one).toString('base64')))
  const fresh = added.filter((one) => {
    const key = Buffer.from(one).toString('base64')
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  })
  return [...before, ...fresh]
}

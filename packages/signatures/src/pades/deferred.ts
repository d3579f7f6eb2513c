// Signs in three steps, the middle one elsewhere: prepare, have a card or a service sign, embed (EN 319 142-1, 5).
import { createHash } from 'node:crypto'
import { concat, sameBytes } from '../bytes.ts'
import { verifies, type DigestName, type SignatureAlgorithm } from '../cms/algorithms.ts'
import { signedAttributes, writeSignedData } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { readSignedData } from '../cms/signed-data.ts'
import { verifySigner } from '../cms/verify-signer.ts'
import { bytesSource, type Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import type { TimestampOptions } from '../tsa/ask-timestamp.ts'
import { publicKeyOf, readCertificate } from '../x509/certificate.ts'
import { checkCertificate, digestOf } from './check-certificate.ts'
import { fillContents, prepareRevision, type Prepared, type PrepareOptions } from './prepare.ts'
import { stampMessage, type SignedPdf } from './stamp-message.ts'
import { readTicket, writeTicket, type SignatureTicket } from './ticket.ts'

export interface DeferredOptions extends Omit<PrepareOptions, 'digest' | 'kind'> {
  /** DER of the signer's certificate and its issuers. None when a whole CMS message comes back. */
  certificates?: readonly Uint8Array[]
  /** How the key elsewhere will sign; needed with certificates. */
  algorithm?: SignatureAlgorithm
  /** Only without certificates, which decide it; by default SHA-256. */
  digest?: DigestName
}

export interface PreparedSignature {
  /** The digest of the document, for those who make the whole message themselves. */
  document: { algorithm: DigestName; bytes: Uint8Array }
  /** DER of the signed attributes, for a key that hashes by itself; null without certificates. */
  signedAttributes: Uint8Array | null
  /** The digest of the signed attributes, for a key that signs digests; null likewise. */
  digest: { algorithm: DigestName; bytes: Uint8Array } | null
  /** Plain JSON to keep until the signature comes. */
  ticket: SignatureTicket
}

/**
 * The first step. The document is read and left as it is.
 * @throws SignatureError `certificate-not-valid`, `bad-key` and what `signPdf` throws before it signs
 */
export function prepareSignature(
  input: Uint8Array | Source,
  options: DeferredOptions,
): PreparedSignature {
  const { certificates = [], algorithm = null, ...others } = options
  const [certificate] = certificates
  if (certificate === undefined) {
    const prepared = prepareRevision(input, others)
    const ticket = writeTicket(prepared, { certificates: [], algorithm: null })
    return { document: documentOf(prepared), signedAttributes: null, digest: null, ticket }
  }
  if (algorithm === null)
    throw new SignatureError('bad-key', { why: 'it is not said how the key signs' })
  checkCertificate({ certificates }, options.time)
  const digest = digestOf({ algorithm })
  const prepared = prepareRevision(input, { ...others, digest })
  const bytes = attributesFor(prepared, certificate)
  return {
    document: documentOf(prepared),
    signedAttributes: bytes,
    digest: { algorithm: digest, bytes: new Uint8Array(createHash(digest).update(bytes).digest()) },
    ticket: writeTicket(prepared, { certificates, algorithm }),
  }
}

export interface EmbedOptions {
  /** Servers for a timestamp of the signature; without them the level is B-B. */
  timestamps?: TimestampOptions
  /** The document, to make sure that it is still the one that was prepared. */
  document?: Uint8Array | Source
}

/**
 * The last step: what goes behind the document. The signature is verified before, so that a wrong
 * key, a wrong document or a broken answer is found here and not by who receives the document.
 * @param made the value of the signature over `signedAttributes`, or a whole CMS message
 * @throws SignatureError `bad-ticket`, `wrong-signature`, `reserve-too-small`, `file-changed`,
 * `malformed-cms`
 */
export async function embedSignature(
  ticket: SignatureTicket,
  made: { signature: Uint8Array } | { cms: Uint8Array },
  options: EmbedOptions = {},
): Promise<SignedPdf> {
  const prepared = readTicket(ticket)
  if (options.document !== undefined) checkDocument(prepared, options.document)
  const { message, signature } =
    'cms' in made
      ? checkMessage(prepared, made.cms)
      : buildMessage(prepared, ticket, made.signature)
  const stamped = await stampMessage(message, signature, options.timestamps)
  const { level, pending } = stamped
  return { tail: fillContents(prepared, stamped.message), level, pending, field: prepared.field }
}

/** The DER of the signed attributes for a revision. */
export function attributesFor(prepared: Prepared, certificate: Uint8Array): Uint8Array {
  const { messageDigest, digest } = prepared
  return signedAttributes({ messageDigest, digest, certificate })
}

function documentOf({ digest, messageDigest }: Prepared): PreparedSignature['document'] {
  return { algorithm: digest, bytes: messageDigest }
}

function buildMessage(
  prepared: Prepared & { certificates: Uint8Array[] },
  { algorithm }: SignatureTicket,
  signature: Uint8Array,
): { message: Uint8Array; signature: Uint8Array } {
  const wrong = (why: string) => new SignatureError('wrong-signature', { why })
  const { certificates, digest } = prepared
  const [own] = certificates
  if (own === undefined || algorithm === null)
    throw new SignatureError('bad-ticket', { why: 'it was made for a whole message' })
  const signedBytes = attributesFor(prepared, own)
  const key = publicKeyOf(readCertificate(own))
  if (key === null || !verifies(algorithm, { key, data: signedBytes, signature }))
    throw wrong('it is not by the key of the certificate over these attributes')
  const message = writeSignedData({ certificates, digest, algorithm, signedBytes, signature })
  return { message, signature }
}

/** A message made elsewhere must be one signature over this document, bound to its certificate. */
function checkMessage(
  prepared: Prepared,
  cms: Uint8Array,
): { message: Uint8Array; signature: Uint8Array } {
  const wrong = (why: string) => new SignatureError('wrong-signature', { why })
  const data = readSignedData(cms)
  const [signer, ...others] = data.signers
  if (signer === undefined || others.length > 0) throw wrong('there is not exactly one signer')
  if (data.content !== null) throw wrong('the message carries a content of its own')
  if (signer.digest !== prepared.digest) throw wrong('it uses another digest')
  const digestContent = () => prepared.messageDigest
  const { fault, why, bound } = verifySigner(data, signer, {
    contentType: cmsIds.data,
    digestContent,
  })
  if (fault !== null) throw wrong(why ?? fault)
  if (!bound) throw wrong('signing-certificate is missing (EN 319 142-1, 6.3)')
  return { message: Uint8Array.from(cms.subarray(0, data.length)), signature: signer.signature }
}

function checkDocument(prepared: Prepared, input: Uint8Array | Source): void {
  const source = input instanceof Uint8Array ? bytesSource(input) : input
  if (source.size !== prepared.size) throw new SignatureError('file-changed')
  const { tail, byteRange } = prepared
  const hash = createHash(prepared.digest)
  source.feed(0, source.size, (piece) => void hash.update(piece))
  const whole = concat([
    tail.subarray(0, byteRange[1] - prepared.size),
    tail.subarray(byteRange[2] - prepared.size),
  ])
  if (!sameBytes(hash.update(whole).digest(), prepared.messageDigest))
    throw new SignatureError('file-changed')
}

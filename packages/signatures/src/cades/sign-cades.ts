// Signs content as a CAdES message at B-B and B-T: prepare, have signed, put together (ETSI EN 319 122-1, 6).
import { createHash } from 'node:crypto'
import {
  writeDigestAlgorithm,
  writeSignatureAlgorithm,
  type DigestName,
} from '../cms/algorithms.ts'
import { attribute } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { readSignedData } from '../cms/signed-data.ts'
import { contentOf, readDer, tags } from '../der/reader.ts'
import { context, integer, octets, oid, sequence, setOf, time, utf8, wrap } from '../der/writer.ts'
import type { Signer } from '../keys/signer.ts'
import { bytesSource, type Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import type { TimestampOptions } from '../tsa/ask-timestamp.ts'
import { readCertificate } from '../x509/certificate.ts'
import { checkCertificate, digestOf } from '../pades/check-certificate.ts'
import { cadesIds } from './ids.ts'
import {
  joinMessage,
  splitMessage,
  withNew,
  type MessageParts,
  type SignerParts,
} from './message-parts.ts'
import { messageBytes } from './read-message.ts'
import { stampSigner, type Stamped } from './stamp-signer.ts'
import { digestOfContent } from './validate-cades.ts'

export interface CadesSignOptions {
  /** The claimed time, signing-time; the certificate has to be valid then. */
  time: Date
  /** `attached` carries the content within, `detached` leaves it where it is (the default). */
  packaging?: 'attached' | 'detached'
  /** The media type of the content, as signed attribute (5.2.5). */
  mimeType?: string
  /** Servers to ask for a timestamp of the signature; without them the level is B-B. */
  timestamps?: TimestampOptions
}

export interface SignedCades extends Stamped {
  /** DER of the message. */
  bytes: Uint8Array
}

/** A signature that waits for its value: hand `toBeSigned` to the key, wherever it is. */
export interface PreparedCades {
  /** DER of the signed attributes. */
  toBeSigned: Uint8Array
  digest: DigestName
  certificates: readonly Uint8Array[]
  algorithm: Signer['algorithm']
  /** Null when the content stays outside. */
  content: Uint8Array | null
}

type Who = Pick<Signer, 'certificates' | 'algorithm'>

/**
 * What has to be signed: content-type, message-digest, signing-time, signing-certificate-v2 and
 * mime-type, as SET OF in DER (EN 319 122-1, 6.3; RFC 5652, 5.4).
 * @throws SignatureError `certificate-not-valid`, `bad-key`
 */
export function prepareCades(
  content: Uint8Array | Source,
  who: Who,
  options: CadesSignOptions,
): PreparedCades {
  checkCertificate(who, options.time)
  const digest = digestOf(who)
  const attached = options.packaging === 'attached'
  const source = content instanceof Uint8Array ? bytesSource(content) : content
  const messageDigest = digestOfContent({ content: null }, source)?.(digest) ?? new Uint8Array()
  return {
    toBeSigned: attributesOf(who, { messageDigest, digest, options }),
    digest,
    certificates: who.certificates,
    algorithm: who.algorithm,
    content: attached ? source.read(0, source.size) : null,
  }
}

/** The message for a signature value made elsewhere over `toBeSigned`. */
export function cadesMessage(prepared: PreparedCades, signature: Uint8Array): Uint8Array {
  const { content, digest, certificates } = prepared
  const inner = content === null ? [] : [context(0, octets(content))]
  return joinMessage({
    digestAlgorithms: [writeDigestAlgorithm(digest)],
    encapsulated: sequence(oid(cmsIds.data), ...inner),
    contentType: oid(cmsIds.data),
    certificates: withNew([], certificates),
    revocation: [],
    signers: [signerOf(prepared, signature)],
  })
}

/**
 * Signs content with a key at hand.
 * @throws SignatureError `certificate-not-valid`, `bad-key`, before anything is made
 */
export async function signCades(
  content: Uint8Array | Source,
  signer: Signer,
  options: CadesSignOptions,
): Promise<SignedCades> {
  const prepared = prepareCades(content, signer, options)
  const signature = await signer.sign(prepared.toBeSigned)
  const parts = splitMessage(cadesMessage(prepared, signature))
  return finish(parts, parts.signers[0], options.timestamps)
}

/**
 * Adds a signer beside those that are there; their encodings stay byte by byte as they were.
 * @param content what was signed, where the message does not carry it
 * @throws SignatureError `malformed-cms`, `certificate-not-valid`, `bad-key`; `would-break` when a
 * content is neither in the message nor given
 */
export async function addCadesSigner(
  message: Uint8Array,
  signer: Signer,
  options: Omit<CadesSignOptions, 'packaging'> & { content?: Uint8Array | Source },
): Promise<SignedCades> {
  const bytes = messageBytes(message)
  const parts = splitMessage(bytes)
  const read = readSignedData(bytes)
  const content = digestOfContent(read, options.content)
  if (content === null)
    throw new SignatureError('would-break', {
      why: 'the content of the detached message is needed',
    })
  const { contentType } = read
  checkCertificate(signer, options.time)
  const digest = digestOf(signer)
  const messageDigest = content(digest)
  const toBeSigned = attributesOf(signer, { messageDigest, digest, options, contentType })
  const { certificates, algorithm } = signer
  const prepared = { toBeSigned, digest, certificates, algorithm, content: null }
  const added = signerOf(prepared, await signer.sign(toBeSigned))
  parts.signers.push(added)
  parts.certificates = withNew(parts.certificates, certificates)
  parts.digestAlgorithms = withNew(parts.digestAlgorithms, [writeDigestAlgorithm(digest)])
  return finish(parts, added, options.timestamps)
}

async function finish(
  parts: MessageParts,
  signer: SignerParts | undefined,
  timestamps: TimestampOptions | undefined,
): Promise<SignedCades> {
  const stamped = await stampSigner(signer, timestamps)
  return { bytes: joinMessage(parts), ...stamped }
}

function attributesOf(
  { certificates: [certificate = new Uint8Array()] }: Who,
  given: {
    messageDigest: Uint8Array
    digest: DigestName
    options: Pick<CadesSignOptions, 'time' | 'mimeType'>
    contentType?: string
  },
): Uint8Array {
  const { digest, options, messageDigest, contentType = cmsIds.data } = given
  const { mimeType } = options
  const hash = createHash(digest).update(certificate).digest()
  // RFC 5035, 4: SHA-256 is the default and so, in DER, left out.
  const named = digest === 'sha256' ? [] : [writeDigestAlgorithm(digest)]
  return setOf([
    attribute(cmsIds.contentType, oid(contentType)),
    attribute(cmsIds.messageDigest, octets(messageDigest)),
    attribute(cmsIds.signingTime, time(options.time)),
    attribute(cmsIds.signingCertificateV2, sequence(sequence(sequence(...named, octets(hash))))),
    ...(mimeType === undefined ? [] : [attribute(cadesIds.mimeType, utf8(mimeType))]),
  ])
}

function signerOf(
  { toBeSigned, digest, algorithm, certificates }: PreparedCades,
  signature: Uint8Array,
): SignerParts {
  const { issuer, serial } = readCertificate(certificates[0] ?? new Uint8Array())
  const number = new Uint8Array(Buffer.from(serial, 'hex'))
  return {
    fields: [
      integer(1),
      sequence(issuer, wrap(tags.integer, number)),
      writeDigestAlgorithm(digest),
      wrap(0xa0, contentOf(readDer(toBeSigned))),
      writeSignatureAlgorithm(algorithm),
      octets(signature),
    ],
    unsigned: [],
  }
}

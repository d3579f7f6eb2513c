// Signs a document at PAdES baseline levels B-B and B-T: prepare, have signed elsewhere, embed (EN 319 142-1, 6).
import { createHash } from 'node:crypto'
import { concat } from '../bytes.ts'
import type { DigestName } from '../cms/algorithms.ts'
import { attribute, signedAttributes, withUnsigned, writeSignedData } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import type { Signer } from '../keys/signer.ts'
import type { Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import { askTimestamp, type TimestampOptions } from '../tsa/ask-timestamp.ts'
import { nameOfSubject, readCertificate } from '../x509/certificate.ts'
import { embedSignature, prepareSignature, type Prepared, type PrepareOptions } from './prepare.ts'

/** The DER of the signed attributes: what a key somewhere else has to sign. */
export function bytesToSign(prepared: Prepared, certificate: Uint8Array): Uint8Array {
  const { messageDigest, digest } = prepared
  return signedAttributes({ messageDigest, digest, certificate })
}

/** The message for a signature made elsewhere over `bytesToSign`. */
export function signatureMessage(
  prepared: Prepared,
  made: Pick<Signer, 'certificates' | 'algorithm'> & { signature: Uint8Array },
): Uint8Array {
  const [certificate = new Uint8Array()] = made.certificates
  const signedBytes = bytesToSign(prepared, certificate)
  return writeSignedData({ ...made, digest: prepared.digest, signedBytes })
}

export interface SignOptions extends Omit<PrepareOptions, 'digest' | 'kind'> {
  /** Servers to ask for a timestamp of the signature; without them the level is B-B. */
  timestamps?: TimestampOptions
}

export interface SignedPdf {
  /** What goes behind the document; the document itself is not copied. */
  tail: Uint8Array
  level: 'B-B' | 'B-T'
  /** Why the wished timestamp is not there: a server that fails costs a level, not the signature. */
  pending: SignatureError | null
  field: string
}

/** RFC 8419, 3.1: Ed25519 goes with SHA-512; the others name their digest. */
export function digestOf(signer: Pick<Signer, 'algorithm'>): DigestName {
  return signer.algorithm.digest ?? 'sha512'
}

/**
 * Signs a document; the file stays as it is, `tail` goes behind it. The reservation grows by itself
 * when the message does not fit.
 * @throws SignatureError `certificate-not-valid`, `would-break`, `no-such-field`, `bad-key` and what
 * `openPdf` throws, all before anything is written
 */
export async function signPdf(
  input: Uint8Array | Source,
  signer: Signer,
  options: SignOptions,
): Promise<SignedPdf> {
  checkCertificate(signer, options.time)
  const digest = digestOf(signer)
  let reserve = options.reserve
  for (let round = 0; ; round++) {
    const prepared = prepareSignature(input, {
      ...options,
      digest,
      ...(reserve ? { reserve } : {}),
    })
    const certificate = signer.certificates[0] ?? new Uint8Array()
    const signature = await signer.sign(bytesToSign(prepared, certificate))
    const plain = signatureMessage(prepared, { ...signer, signature })
    const { message, level, pending } = await stamped(plain, signature, options.timestamps)
    if (message.length > prepared.reserve && round === 0) {
      reserve = Math.ceil(message.length * 1.25)
      continue
    }
    return { tail: embedSignature(prepared, message), level, pending, field: prepared.field }
  }
}

/** The message with a timestamp over the signature value (EN 319 122-1, 5.3). */
async function stamped(
  message: Uint8Array,
  signature: Uint8Array,
  timestamps: TimestampOptions | undefined,
): Promise<{ message: Uint8Array } & Pick<SignedPdf, 'level' | 'pending'>> {
  if (timestamps === undefined) return { message, level: 'B-B', pending: null }
  try {
    const bytes = createHash('sha256').update(signature).digest()
    const token = await askTimestamp({ digest: 'sha256', bytes }, timestamps)
    const whole = withUnsigned(message, attribute(cmsIds.timestampToken, token))
    return { message: whole, level: 'B-T', pending: null }
  } catch (error) {
    if (!(error instanceof SignatureError) || error.code !== 'timestamp-failed') throw error
    return { message, level: 'B-B', pending: error }
  }
}

/** The whole signed document, for those who have it in memory. */
export function withTail(document: Uint8Array, { tail }: { tail: Uint8Array }): Uint8Array {
  return concat([document, tail])
}

function checkCertificate(signer: Signer, time: Date): void {
  const [own] = signer.certificates
  if (own === undefined) throw new SignatureError('bad-key', { why: 'there is no certificate' })
  const certificate = readCertificate(own)
  if (time >= certificate.notBefore && time <= certificate.notAfter) return
  throw new SignatureError('certificate-not-valid', {
    name: nameOfSubject(certificate),
    from: certificate.notBefore.toISOString().slice(0, 10),
    until: certificate.notAfter.toISOString().slice(0, 10),
  })
}

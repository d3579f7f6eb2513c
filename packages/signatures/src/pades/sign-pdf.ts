// Signs a document at PAdES baseline levels B-B and B-T in one go (EN 319 142-1, 6).
import { concat } from '../bytes.ts'
import { writeSignedData } from '../cms/build.ts'
import type { Signer } from '../keys/signer.ts'
import type { Source } from '../pdf/source.ts'
import type { TimestampOptions } from '../tsa/ask-timestamp.ts'
import { checkCertificate, digestOf } from './check-certificate.ts'
import { attributesFor } from './deferred.ts'
import { fillContents, prepareRevision, type PrepareOptions } from './prepare.ts'
import { stampMessage, type SignedPdf } from './stamp-message.ts'

export interface SignOptions extends Omit<PrepareOptions, 'digest' | 'kind'> {
  /** Servers to ask for a timestamp of the signature; without them the level is B-B. */
  timestamps?: TimestampOptions
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
  const { certificates, algorithm } = signer
  const digest = digestOf(signer)
  let reserve = options.reserve ?? roomFor(certificates, options.timestamps !== undefined)
  for (let round = 0; ; round++) {
    const prepared = prepareRevision(input, { ...options, digest, reserve })
    const signedBytes = attributesFor(prepared, certificates[0] ?? new Uint8Array())
    const signature = await signer.sign(signedBytes)
    const plain = writeSignedData({ certificates, digest, algorithm, signedBytes, signature })
    const { message, level, pending } = await stampMessage(plain, signature, options.timestamps)
    if (message.length > prepared.reserve && round === 0) {
      reserve = Math.ceil(message.length * 1.25)
      continue
    }
    return { tail: fillContents(prepared, message), level, pending, field: prepared.field }
  }
}

/** Enough for most, and more where long chains travel along: some keys ask for a PIN each time. */
function roomFor(certificates: readonly Uint8Array[], stamped: boolean): number {
  const chain = certificates.reduce((sum, { length }) => sum + length, 0)
  return Math.max(16_384, chain + 4096 + (stamped ? 8192 : 0))
}

/** The whole signed document, for those who have it in memory. */
export function withTail(document: Uint8Array, { tail }: { tail: Uint8Array }): Uint8Array {
  return concat([document, tail])
}

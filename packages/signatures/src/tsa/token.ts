// Reads and checks timestamp tokens (RFC 3161, 2.4.2).
import { createHash } from 'node:crypto'
import { sameBytes } from '../bytes.ts'
import { digestByOid, type DigestName } from '../cms/algorithms.ts'
import { cmsIds, TIMESTAMPING } from '../cms/ids.ts'
import { readSignedData, type SignedData } from '../cms/signed-data.ts'
import { verifySigner } from '../cms/verify-signer.ts'
import { integerHex, membersOf, octetsOf, oidOf, readDer, tags, timeOf } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { extendedKeyUsage, type Certificate } from '../x509/certificate.ts'

export interface TimestampToken {
  message: SignedData
  time: Date
  policy: string
  imprint: { digest: DigestName | null; bytes: Uint8Array }
  /** Content of the nonce in hexadecimal; null when there is none. */
  nonce: string | null
}

/** @throws SignatureError `malformed-cms` */
export function readToken(bytes: Uint8Array): TimestampToken {
  const message = readSignedData(bytes)
  if (message.contentType !== cmsIds.tstInfo || message.content === null)
    throw new SignatureError('malformed-cms', { why: 'no timestamp token' })
  try {
    const [, policy, imprint, , time, ...rest] = membersOf(readDer(message.content))
    const [algorithm, hashed] = membersOf(imprint)
    const nonce = rest.find(({ tag }) => tag === tags.integer)
    return {
      message,
      time: timeOf(time),
      policy: oidOf(policy),
      imprint: {
        digest: digestByOid(oidOf(membersOf(algorithm)[0]))?.name ?? null,
        bytes: octetsOf(hashed),
      },
      nonce: nonce === undefined ? null : integerHex(nonce),
    }
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause
    throw new SignatureError('malformed-cms', { why: cause.message }, { cause })
  }
}

export type TokenFinding =
  | { fault: null; certificate: Certificate }
  | { fault: string; certificate: Certificate | null }

/**
 * Whether the token is intact, about these data, and by a certificate that is for timestamps alone
 * (2.3: the extended key usage is critical and names nothing else). Trust is judged elsewhere.
 * @param digestOf the digest of the data that should be stamped
 */
export function checkToken(
  token: TimestampToken,
  digestOf: (name: DigestName) => Uint8Array,
): TokenFinding {
  const [signer, ...others] = token.message.signers
  if (signer === undefined || others.length > 0)
    return { fault: 'a token has exactly one signer', certificate: null }
  const { content } = token.message
  const finding = verifySigner(token.message, signer, {
    contentType: cmsIds.tstInfo,
    digestContent: (name) =>
      createHash(name)
        .update(content ?? new Uint8Array())
        .digest(),
  })
  const { certificate } = finding
  if (finding.fault !== null || certificate === null)
    return { fault: finding.why ?? 'the token is not intact', certificate }
  // 2.4.2: the reference to the certificate is among the signed attributes.
  if (!finding.bound) return { fault: 'signing-certificate is missing', certificate }
  const { digest, bytes } = token.imprint
  if (digest === null || !sameBytes(digestOf(digest), bytes))
    return { fault: 'the token is about other data', certificate }
  const usage = extendedKeyUsage(certificate)
  if (usage?.critical !== true || usage.purposes.join() !== TIMESTAMPING)
    return { fault: 'the certificate is not for timestamps alone', certificate }
  if (token.time < certificate.notBefore || token.time > certificate.notAfter)
    return { fault: 'the certificate was not valid at the time of the token', certificate }
  return { fault: null, certificate }
}

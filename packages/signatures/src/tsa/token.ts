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

/** What is wrong with a token: its bytes, its imprint, or its certificate. */
export type TokenFault =
  | 'form'
  | 'imprint'
  | 'signature'
  | 'no-certificate'
  | 'purpose'
  | 'validity'

export type TokenFinding =
  | { fault: null; kind: null; certificate: Certificate }
  | { fault: string; kind: TokenFault; certificate: Certificate | null }

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
    return { fault: 'a token has exactly one signer', kind: 'form', certificate: null }
  const { content } = token.message
  const finding = verifySigner(token.message, signer, {
    contentType: cmsIds.tstInfo,
    digestContent: (name) =>
      createHash(name)
        .update(content ?? new Uint8Array())
        .digest(),
  })
  const { certificate } = finding
  const found = (kind: TokenFault, fault: string): TokenFinding => ({ fault, kind, certificate })
  if (finding.fault !== null || certificate === null) {
    const missing = finding.fault === 'NO_SIGNING_CERTIFICATE_FOUND' || certificate === null
    return found(missing ? 'no-certificate' : 'signature', finding.why ?? 'the token is not intact')
  }
  // 2.4.2: the reference to the certificate is among the signed attributes.
  if (!finding.bound) return found('form', 'signing-certificate is missing')
  const { digest, bytes } = token.imprint
  if (digest === null || !sameBytes(digestOf(digest), bytes))
    return found('imprint', 'the token is about other data')
  const usage = extendedKeyUsage(certificate)
  if (usage?.critical !== true || usage.purposes.join() !== TIMESTAMPING)
    return found('purpose', 'the certificate is not for timestamps alone')
  if (token.time < certificate.notBefore || token.time > certificate.notAfter)
    return found('validity', 'the certificate was not valid at the time of the token')
  return { fault: null, kind: null, certificate }
}

/** The signature value of a token, by which proofs of existence know it. */
export function tokenValue({ message }: TimestampToken): Uint8Array {
  return message.signers[0]?.signature ?? new Uint8Array()
}

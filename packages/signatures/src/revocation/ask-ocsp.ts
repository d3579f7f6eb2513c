// Writes requests to OCSP responders (RFC 6960, 4.1; RFC 8954 for the nonce).
import { createHash } from 'node:crypto'
import { tags } from '../der/reader.ts'
import { context, nothing, octets, oid, sequence, wrap } from '../der/writer.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extension } from '../x509/issue-extensions.ts'
import { keyBits } from './check-ocsp.ts'
import { ocspIds } from './read-ocsp.ts'

const SHA1 = '1.3.14.3.2.26'

/** CertID by SHA-1, which is what all responders know (4.1.1); no security rests on it. */
export function certificateId(certificate: Certificate, issuer: Certificate): Uint8Array {
  const hash = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest()
  return sequence(
    sequence(oid(SHA1), nothing()),
    octets(hash(certificate.issuer)),
    octets(hash(keyBits(issuer))),
    wrap(tags.integer, new Uint8Array(Buffer.from(certificate.serial, 'hex'))),
  )
}

/** OCSPRequest about one certificate. */
export function ocspRequest(
  certificate: Certificate,
  issuer: Certificate,
  nonce?: Uint8Array,
): Uint8Array {
  const list = sequence(sequence(certificateId(certificate, issuer)))
  if (nonce === undefined) return sequence(sequence(list))
  const extensions = sequence(extension(ocspIds.nonce, octets(nonce)))
  return sequence(sequence(list, context(2, extensions)))
}

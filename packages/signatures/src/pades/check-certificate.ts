// Refuses to sign with a certificate that is missing, expired or not valid yet.
import type { DigestName } from '../cms/algorithms.ts'
import type { Signer } from '../keys/signer.ts'
import { SignatureError } from '../signature-error.ts'
import { nameOfSubject, readCertificate } from '../x509/certificate.ts'

/** RFC 8419, 3.1: Ed25519 goes with SHA-512; the others name their digest. */
export function digestOf(signer: Pick<Signer, 'algorithm'>): DigestName {
  return signer.algorithm.digest ?? 'sha512'
}

/** @throws SignatureError `bad-key` without a certificate, `certificate-not-valid` */
export function checkCertificate(signer: Pick<Signer, 'certificates'>, time: Date): void {
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

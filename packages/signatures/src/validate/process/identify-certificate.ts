// Identifies the signing certificate (ETSI EN 319 102-1, 5.2.3).
import type { Certificate } from '../../x509/certificate.ts'
import { verdictOf, type Verdict } from '../report.ts'
import type { SignatureDescription } from './types.ts'

/** The certificate, or the verdict when there is none to go on with. */
export function identifyCertificate(
  signature: Pick<SignatureDescription, 'certificate' | 'certificateFault'>,
): { certificate: Certificate } | { verdict: Verdict } {
  const { certificate, certificateFault } = signature
  if (certificate !== null && certificateFault === null) return { certificate }
  const why = certificateFault ?? 'the certificate of the signer is not included'
  return { verdict: verdictOf('NO_SIGNING_CERTIFICATE_FOUND', why) }
}

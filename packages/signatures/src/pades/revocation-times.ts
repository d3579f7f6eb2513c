// Says from when the newest list or answer about a certificate is, and when the next one is promised (EN 319 102-1, 5.2.5).
import { sameBytes } from '../bytes.ts'
import { readRevocations } from '../revocation/find-facts.ts'
import type { Certificate } from '../x509/certificate.ts'

/** What one list or answer says about one certificate, as to time. */
export interface Known {
  thisUpdate: Date
  /** When the next one is promised; null when nothing is promised. */
  nextUpdate: Date | null
}

/**
 * What the data say about a certificate, the newest first: a list speaks of all certificates of its
 * issuer, an answer of serial numbers. Whether they are signed well is judged where they are
 * collected; data that cannot be read say nothing.
 */
export function knownAbout(
  certificate: Certificate,
  data: { crls: readonly Uint8Array[]; ocsps: readonly Uint8Array[] },
): Known[] {
  const { crls, ocsps } = readRevocations(data)
  const known: Known[] = [
    ...crls.filter(({ issuer }) => sameBytes(issuer, certificate.issuer)),
    ...ocsps
      .flatMap(({ answers }) => answers)
      .filter(({ serial }) => serial === certificate.serial),
  ]
  return known.sort((one, other) => other.thisUpdate.getTime() - one.thisUpdate.getTime())
}

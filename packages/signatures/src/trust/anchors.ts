// Trust anchors: certificates one trusts, each with the times at which it is trusted.
import { sameBytes } from '../bytes.ts'
import type { Certificate } from '../x509/certificate.ts'

export interface TrustPeriod {
  /** Null where no beginning or end is known. */
  from: Date | null
  until: Date | null
}

export interface TrustAnchor {
  certificate: Certificate
  /** When it is trusted; a list tells it by the status of the service. */
  periods: readonly TrustPeriod[]
  /** Who vouches: a file, a list with its sequence number. */
  source: string
  /** What it may vouch for; by default for all. */
  purposes?: readonly ('signatures' | 'timestamps')[]
}

/** Plain certificates as anchors that are always trusted. */
export function anchorsFrom(certificates: readonly Certificate[], source = 'given'): TrustAnchor[] {
  const periods = [{ from: null, until: null }]
  return certificates.map((certificate) => ({ certificate, periods, source }))
}

/** The anchors that are this certificate. */
export function anchorsOf(
  anchors: readonly TrustAnchor[],
  certificate: Certificate,
): TrustAnchor[] {
  return anchors.filter((one) => sameBytes(one.certificate.raw, certificate.raw))
}

export function isTrustedAt({ periods }: TrustAnchor, time: Date): boolean {
  return periods.some(
    ({ from, until }) => (from === null || from <= time) && (until === null || time < until),
  )
}

/** The end of the last period that began before the time (5.2.6: sunset date); null when open. */
export function sunsetOf({ periods }: TrustAnchor, time: Date): Date | null {
  let latest: Date | null = null
  for (const { from, until } of periods) {
    if (from !== null && from > time) continue
    if (until === null || until > time) return null
    if (latest === null || until > latest) latest = until
  }
  return latest
}

// What a list or a responder says about one certificate, in one shape for both.
import type { SignatureAlgorithm } from '../cms/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'

export interface RevocationFact {
  kind: 'crl' | 'ocsp'
  /** The bytes that prove their existence by a timestamp: of the list, or of BasicOCSPResponse. */
  raw: Uint8Array
  status: 'good' | 'revoked' | 'unknown'
  revokedAt: Date | null
  /** RFC 5280, 5.3.1: 1 key compromise, 6 on hold; null where none is told. */
  reason: number | null
  thisUpdate: Date
  nextUpdate: Date | null
  /** When it was made: thisUpdate of a list, producedAt of a response. */
  issuedAt: Date
  /** Who signed it. */
  issuer: Certificate
  algorithm: SignatureAlgorithm
}

/** RFC 5280, 5.3.1. */
export const ON_HOLD = 6

/** Why data were not used, for the report. */
export interface Unusable {
  kind: 'crl' | 'ocsp'
  why: string
}

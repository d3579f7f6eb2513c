// A stand-in for the network in tests: authorities that publish lists at any time.
import { issueCrl } from '../revocation/issue-crl.ts'
import { readCertificate } from '../x509/certificate.ts'
import type { Identity } from '../x509/issue.ts'
import type { Collect } from './gather.ts'

export interface Span {
  thisUpdate: Date
  nextUpdate: Date
}

/** Every authority has revoked nobody, in a list of the span as it is when it is asked. */
export function collectFrom(authorities: readonly Identity[], span: () => Span): Collect {
  return () =>
    Promise.resolve({
      certificates: authorities.map(({ certificate }) => readCertificate(certificate)),
      crls: authorities.map((issuer) => issueCrl({ issuer, ...span() })),
      ocsps: [],
      missing: [],
    })
}

// Remembers which certificate was signed by which, so that each signature is checked once.
import { sameBytes } from '../bytes.ts'
import { verifies } from '../cms/algorithms.ts'
import { publicKeyOf, subjectKeyOf, type Certificate } from './certificate.ts'
import { authorityKeyOf } from './extensions.ts'
import { sameName } from './names.ts'

const known = new WeakMap<Certificate, WeakMap<Certificate, boolean>>()

/** Whether the names match and the signature is by the issuer's key (RFC 5280, 6.1.3 a 1 and 4). */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  let row = known.get(certificate)
  if (row === undefined) known.set(certificate, (row = new WeakMap()))
  const before = row.get(issuer)
  if (before !== undefined) return before
  const answer = check(certificate, issuer)
  row.set(issuer, answer)
  return answer
}

function check(certificate: Certificate, issuer: Certificate): boolean {
  if (certificate.algorithm === null || !sameName(certificate.issuer, issuer.subject)) return false
  const key = publicKeyOf(issuer)
  const { tbs: data, signature } = certificate
  return key !== null && verifies(certificate.algorithm, { key, data, signature })
}

/** Whether the issuer's key is the one the certificate names; true where either names none (4.2.1.1). */
export function keyFits(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = authorityKeyOf(certificate)
  const has = subjectKeyOf(issuer)
  return wanted === null || has === null || sameBytes(wanted, has)
}

export function isSelfIssued(certificate: Certificate): boolean {
  return sameName(certificate.issuer, certificate.subject)
}

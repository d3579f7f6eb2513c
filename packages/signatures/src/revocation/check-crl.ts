// Asks one list about one certificate (RFC 5280, 6.3.3).
import { sameBytes } from '../bytes.ts'
import { verifies } from '../cms/algorithms.ts'
import { SignatureError } from '../signature-error.ts'
import {
  basicConstraints,
  mayBeUsedFor,
  publicKeyOf,
  subjectKeyOf,
  type Certificate,
} from '../x509/certificate.ts'
import { distributionPoints } from '../x509/extensions.ts'
import type { GeneralName } from '../x509/general-names.ts'
import { sameName } from '../x509/names.ts'
import type { RevocationFact, Unusable } from './fact.ts'
import { entriesFor, type Crl, type CrlEntry } from './read-crl.ts'

const CRL_SIGN = 6
/** Certificates whose key is tried, so that a pool full of one name does not cost a check each. */
const MOST_SIGNERS = 8

export interface CrlQuestion {
  certificate: Certificate
  /** The certificate above it in its path. */
  issuer: Certificate
  /** Certificates among which the signer of the list may be. */
  known: readonly Certificate[]
  /** Whether a certificate that is not above in the path leads to the same anchor (6.3.3 f). */
  leadsToAnchor: (signer: Certificate) => boolean
}

/** The fact, or why the list tells nothing; null when it is about certificates of others. */
export function askCrl(crl: Crl, question: CrlQuestion): RevocationFact | Unusable | null {
  const { certificate, issuer } = question
  const unusable = (why: string): Unusable => ({ kind: 'crl', why })
  const points = distributionPoints(certificate)
  const named = points.flatMap(({ issuers }) => issuers)
  const direct = sameName(crl.issuer, certificate.issuer)
  // b 1: the issuer of the list is that of the certificate, or the one the certificate points to.
  if (!direct && !(crl.scope.indirect && named.some((name) => isName(name, crl.issuer))))
    return null
  if (crl.unsupported !== null) return unusable(crl.unsupported)
  const scope = scopeFault(crl, certificate)
  if (scope !== null) return unusable(scope)
  const { algorithm } = crl
  if (algorithm === null) return unusable('the algorithm of the list is not in the table')
  const candidates = [issuer, ...question.known]
    .filter((one) => sameName(one.subject, crl.issuer) && maySign(crl, one))
    .slice(0, MOST_SIGNERS)
  const signer = candidates.find(
    (one) =>
      isSigner(crl, one) && (sameBytes(one.spki, issuer.spki) || question.leadsToAnchor(one)),
  )
  if (signer === undefined) return unusable('no certificate of a trusted path signed the list')
  const entry = entryOf(crl, certificate)
  if (entry === null && crl.scope.someReasons)
    return unusable('the list tells of some reasons only')
  if (entry === null && crl.thisUpdate < certificate.notBefore)
    return unusable('the list is older than the certificate')
  // Expired certificates leave the list (X.509, 8.5.2.12): silence about them tells nothing.
  const { notAfter } = certificate
  const keepsExpired = crl.expiredSince !== null && crl.expiredSince <= notAfter
  if (entry === null && crl.thisUpdate > notAfter && !keepsExpired)
    return unusable('the list is newer than the end of the certificate')
  // Reason 8 takes an earlier entry back (5.3.1); it belongs to lists of changes.
  const revoked = entry !== null && entry.reason !== 8
  return {
    kind: 'crl',
    raw: crl.raw,
    status: revoked ? 'revoked' : 'good',
    revokedAt: revoked ? entry.revokedAt : null,
    reason: revoked ? entry.reason : null,
    thisUpdate: crl.thisUpdate,
    nextUpdate: crl.nextUpdate,
    issuedAt: crl.thisUpdate,
    issuer: signer,
    algorithm,
  }
}

/** b 2: whether the certificate is among those the list is about. */
function scopeFault(crl: Crl, certificate: Certificate): string | null {
  const { scope } = crl
  const authority = basicConstraints(certificate)?.ca === true
  if (scope.only === 'attributes') return 'the list is about attribute certificates'
  if (scope.only === 'users' && authority) return 'the list is not about authorities'
  if (scope.only === 'authorities' && !authority) return 'the list is about authorities only'
  if (scope.names.length === 0) return null
  const points = distributionPoints(certificate)
  const wanted: GeneralName[] = points.flatMap(({ names, issuers }) =>
    names.length > 0 ? names : issuers,
  )
  const fits = scope.names.some((name) => wanted.some((other) => isSame(name, other)))
  return fits ? null : 'the list is of another distribution point'
}

function entryOf(crl: Crl, certificate: Certificate): CrlEntry | null {
  const entries = entriesFor(crl, certificate.serial).filter(({ issuers }) =>
    issuers === null
      ? sameName(crl.issuer, certificate.issuer)
      : issuers.some((name) => isName(name, certificate.issuer)),
  )
  return entries[0] ?? null
}

function isName(name: GeneralName, wanted: Uint8Array): boolean {
  return name.kind === 'directory' && sameName(name.name, wanted)
}

function isSame(one: GeneralName, other: GeneralName): boolean {
  if (one.kind === 'directory') return isName(other, one.name)
  if (one.kind === 'uri') return other.kind === 'uri' && one.text === other.text
  return false
}

/** Whether a certificate is one for lists, and has the key the list names. */
function maySign(crl: Crl, signer: Certificate): boolean {
  try {
    if (!mayBeUsedFor(signer, CRL_SIGN)) return false
    const has = subjectKeyOf(signer)
    return crl.authorityKey === null || has === null || sameBytes(crl.authorityKey, has)
  } catch (error) {
    if (error instanceof SignatureError) return false
    throw error
  }
}

const checked = new WeakMap<Crl, WeakMap<Certificate, boolean>>()

/** Whether the signature is by this key; remembered, since lists are large and asked often. */
function isSigner(crl: Crl, signer: Certificate): boolean {
  let row = checked.get(crl)
  if (row === undefined) checked.set(crl, (row = new WeakMap()))
  const before = row.get(signer)
  if (before !== undefined) return before
  const key = publicKeyOf(signer)
  const { algorithm, tbs: data, signature } = crl
  const answer = key !== null && algorithm !== null && verifies(algorithm, { key, data, signature })
  row.set(signer, answer)
  return answer
}

// Builds the path from a signer's certificate to an anchor and checks it (RFC 5280, 6; EN 319 102-1, 5.2.6).
import { sameBytes } from '../bytes.ts'
import { digestByName } from '../cms/algorithms.ts'
import { SignatureError } from '../signature-error.ts'
import {
  basicConstraints,
  extensionIds,
  isIssuedBy,
  mayBeUsedFor,
  type Certificate,
} from '../x509/certificate.ts'
import { passed, verdictOf, type Verdict } from './report.ts'

export interface PathOptions {
  /** Certificates that are trusted as they are; null judges without trust. */
  anchors: readonly Certificate[] | null
  /** Certificates to build with: those of the message. */
  known: readonly Certificate[]
  /** The time the path has to be valid at, and whether something proves it. */
  time: Date
  proven: boolean
}

const LONGEST = 12
const KEY_CERT_SIGN = 5
/** Critical extensions that are processed here, or that restrict nothing a signature needs. */
const understood: ReadonlySet<string> = new Set([
  extensionIds.keyUsage,
  extensionIds.basicConstraints,
  extensionIds.extendedKeyUsage,
  // Policies are read as unrestricted (6.1.1 c, any-policy).
  '2.5.29.32',
])

/**
 * Judges the chain. Without anchors it follows the issuers that are known, as far as they go, and
 * tells only what is wrong in itself. Revocation is not asked.
 */
export function judgePath(certificate: Certificate, options: PathOptions): Verdict {
  try {
    return judge(certificate, options)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', error.message)
  }
}

function judge(certificate: Certificate, options: PathOptions): Verdict {
  const { anchors } = options
  const path = [certificate]
  const isAnchor = (one: Certificate) =>
    anchors?.some((anchor) => sameBytes(anchor.raw, one.raw)) === true
  let anchored = isAnchor(certificate)
  while (!anchored && path.length < LONGEST) {
    const last = path[path.length - 1] ?? certificate
    const candidates = [...(anchors ?? []), ...options.known]
    const next = candidates.find(
      (one) => !path.some((before) => sameBytes(before.raw, one.raw)) && isIssuedBy(last, one),
    )
    if (next === undefined) break
    // What ends a path by itself is an anchor, and anchors are taken as they are (6.1.1 d).
    const ends = isAnchor(next) || sameBytes(next.issuer, next.subject)
    const fault = ends ? null : issuerFault(next, path.length)
    if (fault !== null) return verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', fault)
    path.push(next)
    anchored = isAnchor(next)
  }
  for (const one of path) {
    const unknown = [...one.extensions].find(
      ([id, { critical }]) => critical && !understood.has(id),
    )
    if (unknown !== undefined)
      return verdictOf(
        'CERTIFICATE_CHAIN_GENERAL_FAILURE',
        `the critical extension ${unknown[0]} is not understood`,
      )
  }
  if (anchors === null) return passed
  if (!anchored)
    return verdictOf('NO_CERTIFICATE_CHAIN_FOUND', 'no path leads to a trusted certificate')
  return judgeTimes(path, options)
}

/** 6.1.4 k, l, n: an issuer is an authority, may sign certificates, and allows the length. */
function issuerFault(issuer: Certificate, below: number): string | null {
  const constraints = basicConstraints(issuer)
  if (constraints?.ca !== true) return 'a certificate that is no authority issued another'
  if (!mayBeUsedFor(issuer, KEY_CERT_SIGN)) return 'an authority may not sign certificates'
  const { pathLength } = constraints
  return pathLength !== null && below - 1 > pathLength ? 'the path is longer than allowed' : null
}

/** 5.2.6 and 5.3: the signer's certificate, and the authorities above it but the anchor (6.1.3 a 2). */
function judgeTimes(path: readonly Certificate[], { time, proven }: PathOptions): Verdict {
  const [own] = path
  for (const one of path.slice(0, Math.max(1, path.length - 1))) {
    if (time < one.notBefore && one === own && proven)
      return verdictOf('NOT_YET_VALID', 'the certificate was not valid yet')
    if (time < one.notBefore || time > one.notAfter)
      return verdictOf(
        'OUT_OF_BOUNDS_NO_POE',
        'a certificate of the path is not valid at that time',
      )
  }
  for (const { algorithm } of path.slice(0, -1)) {
    const digest = algorithm?.digest ?? null
    if (digest === null || digestByName(digest).use !== 'weak') continue
    const why = `a certificate is signed with ${digest}`
    return verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', why)
  }
  return passed
}

// Builds the paths from a certificate to anchors, through cross-certificates and without loops (RFC 4158).
import { sameBytes } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import type { Certificate } from './certificate.ts'
import { isSignedBy, keyFits } from './issued-by.ts'
import { sameName } from './names.ts'

export interface PathSources {
  /** Certificates that end a path. */
  anchors: readonly Certificate[]
  /** Certificates to build with. */
  known: readonly Certificate[]
}

/** Certificates of a path at most, paths that are told, and certificates that are tried in all. */
const LONGEST = 12
const MOST_PATHS = 16
const MOST_TRIES = 200

/**
 * The paths, the certificate first and an anchor last, those by the named key before others. A
 * certificate that is an anchor itself is a path alone. Bounded: a pool made to have many paths
 * gives the first ones.
 */
export function buildPaths(certificate: Certificate, sources: PathSources): Certificate[][] {
  const found: Certificate[][] = []
  const budget = { tries: MOST_TRIES }
  const anchors = sources.anchors.map(({ raw }) => Buffer.from(raw).toString('latin1'))
  const isAnchor = makeMember(anchors)
  const pool = [...sources.anchors, ...sources.known.filter((one) => !isAnchor(one))]
  const extend = (path: readonly Certificate[]): void => {
    const last = path[path.length - 1]
    if (last === undefined || found.length >= MOST_PATHS) return
    if (isAnchor(last)) {
      found.push([...path])
      return
    }
    if (path.length >= LONGEST) return
    for (const next of issuersOf(last, pool, budget)) {
      // A name with the same key twice is a loop, whatever certificates it goes through (6.1).
      if (path.some((one) => isSameSubject(one, next))) continue
      extend([...path, next])
    }
  }
  extend([certificate])
  return found
}

/** The path as far as issuers are known, for judging without trust. */
export function followIssuers(
  certificate: Certificate,
  known: readonly Certificate[],
): Certificate[] {
  const path = [certificate]
  const budget = { tries: MOST_TRIES }
  while (path.length < LONGEST) {
    const last = path[path.length - 1] ?? certificate
    const next = issuersOf(last, known, budget).find(
      (one) => !path.some((before) => isSameSubject(before, one)),
    )
    if (next === undefined) break
    path.push(next)
  }
  return path
}

/** Who signed the certificate; those whose key it names first. */
export function issuersOf(
  certificate: Certificate,
  pool: readonly Certificate[],
  budget: { tries: number } = { tries: MOST_TRIES },
): Certificate[] {
  const named = pool.filter((one) => sameName(one.subject, certificate.issuer))
  const fitting = named.filter((one) => fitsSafely(certificate, one))
  const ordered = [...fitting, ...named.filter((one) => !fitting.includes(one))]
  return ordered.filter((one) => budget.tries-- > 0 && isSignedBy(certificate, one))
}

/** A key identifier that cannot be read is no reason to leave the pool unread. */
function fitsSafely(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return keyFits(certificate, issuer)
  } catch (error) {
    if (error instanceof SignatureError) return false
    throw error
  }
}

function isSameSubject(one: Certificate, other: Certificate): boolean {
  return sameBytes(one.spki, other.spki) && sameName(one.subject, other.subject)
}

function makeMember(raws: readonly string[]): (certificate: Certificate) => boolean {
  const set = new Set(raws)
  return ({ raw }) => set.has(Buffer.from(raw).toString('latin1'))
}

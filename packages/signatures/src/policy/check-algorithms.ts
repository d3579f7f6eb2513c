// Holds algorithms and key sizes against the table of their ends (ETSI EN 319 102-1, 5.2.8.4).
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'
import { publicKeyOf, type Certificate } from '../x509/certificate.ts'
import type { AlgorithmRules, DigestEnd, KeyEnd } from './algorithms.ts'

export interface Weakness {
  /** What is weak, as `SHA-1` or `RSA with 1024 bits`. */
  what: string
  /** Since when; null when it never was reliable. */
  since: Date | null
  /** Whether the table tells only to warn. */
  warns: boolean
}

/** The weakness of a digest at a time; null when it is reliable. */
export function digestWeakness(
  digest: DigestName,
  time: Date,
  rules: AlgorithmRules,
): Weakness | null {
  const row = digestRow(digest, rules)
  return weaknessAt(digest.toUpperCase(), row?.until ?? null, { time, rules })
}

/** The weakness of a key used by a scheme at a time; null when it is reliable. */
export function keyWeakness(
  scheme: SignatureAlgorithm['scheme'],
  certificate: Certificate,
  given: { time: Date; rules: AlgorithmRules },
): Weakness | null {
  if (given.rules.others.includes(scheme)) return null
  const bits = bitsOfKey(certificate)
  const row = keyRow(scheme, bits, given.rules)
  return weaknessAt(`${scheme.toUpperCase()} with ${bits} bits`, row?.until ?? null, given)
}

/** First instant a digest is no longer reliable; null when it never was. */
export function digestUntil(digest: DigestName, rules: AlgorithmRules): Date | null {
  return dayOf(digestRow(digest, rules)?.until)
}

/** The same of a key; `open` where the table sets no end. */
export function keyUntil(
  scheme: SignatureAlgorithm['scheme'],
  certificate: Certificate,
  rules: AlgorithmRules,
): Date | 'open' | null {
  if (rules.others.includes(scheme)) return 'open'
  return dayOf(keyRow(scheme, bitsOfKey(certificate), rules)?.until)
}

const dayOf = (until: string | undefined): Date | null =>
  until === undefined ? null : new Date(`${until}T00:00:00Z`)

function digestRow(digest: DigestName, rules: AlgorithmRules): DigestEnd | undefined {
  return rules.digests.find((one) => one.digest === digest)
}

/** The row of the longest keys that are no longer than this one. */
function keyRow(
  scheme: SignatureAlgorithm['scheme'],
  bits: number,
  rules: AlgorithmRules,
): KeyEnd | undefined {
  const family = scheme === 'ecdsa' ? 'ec' : 'rsa'
  const rows = rules.keys.filter((one) => one.scheme === family && one.bits <= bits)
  return rows.toSorted((one, other) => other.bits - one.bits)[0]
}

function weaknessAt(
  what: string,
  until: string | null,
  { time, rules }: { time: Date; rules: AlgorithmRules },
): Weakness | null {
  if (until === null) return { what, since: null, warns: false }
  const since = new Date(`${until}T00:00:00Z`)
  if (time < since) return null
  const planned = since > new Date(`${rules.updated}T00:00:00Z`)
  return { what, since, warns: planned && rules.afterUpdate === 'warn' }
}

const curves: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp256k1: 256,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
  prime192v1: 192,
  secp224r1: 224,
}

/** Bits of the modulus or of the curve; 0 where OpenSSL does not know the key. */
export function bitsOfKey(certificate: Certificate): number {
  const details = publicKeyOf(certificate)?.asymmetricKeyDetails
  if (details?.modulusLength !== undefined) return details.modulusLength
  return curves[details?.namedCurve ?? ''] ?? 0
}

/** The weaknesses of a signature by a key: of its digest and of the key. */
export function signatureWeaknesses(
  algorithm: SignatureAlgorithm,
  key: Certificate,
  given: { time: Date; rules: AlgorithmRules },
): Weakness[] {
  const digest =
    algorithm.digest === null ? null : digestWeakness(algorithm.digest, given.time, given.rules)
  const size = keyWeakness(algorithm.scheme, key, given)
  return [digest, size].filter((one) => one !== null)
}

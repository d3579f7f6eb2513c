// Helps each form to describe a signature for validation: material, what timestamps cover, readable tokens.
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'
import { SignatureError } from '../signature-error.ts'
import { readToken, type TimestampToken } from '../tsa/token.ts'
import type {
  AlgorithmUse,
  CoveredObjects,
  SignatureDescription,
} from '../validate/process/types.ts'
import type { TimestampDescription } from '../validate/process/types.ts'
import { readCertificate, type Certificate } from '../x509/certificate.ts'

/** A signature of any form, described, with what its form has to tell besides. */
export interface Described {
  signature: SignatureDescription
  /** What does not decide but has to be told. */
  warnings: string[]
}

/** What a timestamp covers, each as it is encoded; tokens are the timestamps before it. */
export interface Covered {
  certificates: Uint8Array[]
  crls: Uint8Array[]
  /** Each an OCSPResponse or a BasicOCSPResponse. */
  ocsps: Uint8Array[]
  tokens: Uint8Array[]
}

export function emptyCovered(): Covered {
  return { certificates: [], crls: [], ocsps: [], tokens: [] }
}

/** Null for bytes that are no certificate: what cannot be read proves nothing. */
export function certificateOrNull(bytes: Uint8Array): Certificate | null {
  return orNull(() => readCertificate(bytes))
}

export function tokenOrNull(bytes: Uint8Array): TimestampToken | null {
  return orNull(() => readToken(bytes))
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
}

/** What is covered, read; the values of covered tokens and of signatures stand for them. */
export function coveredObjects(covered: Covered, values: readonly Uint8Array[]): CoveredObjects {
  const tokens = covered.tokens.flatMap((one) => tokenOrNull(one) ?? [])
  return {
    certificates: [
      ...covered.certificates.flatMap((one) => certificateOrNull(one) ?? []),
      ...tokens.flatMap(({ message }) => message.certificates),
    ],
    crls: [...covered.crls, ...tokens.flatMap(({ message }) => message.crls)],
    ocsps: covered.ocsps,
    signatureValues: [
      ...values,
      ...tokens.flatMap(({ message }) => message.signers.map(({ signature }) => signature)),
    ],
  }
}

/**
 * A timestamp to be judged; null with a warning where the bytes are no token.
 * @param more certificates of the signature: that of the server may lie there instead of the token
 */
export function describeTimestamp(
  given: Omit<TimestampDescription, 'token'> & { token: Uint8Array },
  { more, warnings }: { more: readonly Certificate[]; warnings: string[] },
): TimestampDescription[] {
  const token = tokenOrNull(given.token)
  if (token === null) {
    warnings.push(`a timestamp cannot be read (${given.name ?? '–'})`)
    return []
  }
  token.message.certificates.push(...more)
  return [{ ...given, token }]
}

/** The algorithms of a signature value and of the digests under it. */
export function usesOf(
  algorithm: SignatureAlgorithm | null,
  digests: readonly (DigestName | null)[],
): AlgorithmUse[] {
  const named = [...new Set(digests)].filter((one) => one !== null)
  return [
    { what: 'the signature', digest: algorithm?.digest ?? null, scheme: algorithm?.scheme ?? null },
    ...named.map((digest) => ({ what: 'a signed digest', digest, scheme: null })),
  ]
}

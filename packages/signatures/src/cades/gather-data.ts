// Gathers what a signature has to carry to be validated for decades (ETSI EN 319 122-1, 6; EN 319 132-1, 6).
import { toHex } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import type { Level } from '../validate/report.ts'
import { nameOfSubject, type Certificate } from '../x509/certificate.ts'

export interface CollectedData {
  /** DER. */
  certificates: readonly Uint8Array[]
  crls: readonly Uint8Array[]
  /** Each an OCSPResponse. */
  ocsps: readonly Uint8Array[]
  /** One for each certificate about which nothing could be had. */
  missing: readonly { certificate: Certificate; why: string }[]
}

/** Fetches what validators need about certificates and their issuers, as things stand at a time. */
export type CollectData = (wanted: {
  certificates: readonly Certificate[]
  at: Date
}) => Promise<CollectedData>

export type AugmentLevel = Extract<Level, 'B-T' | 'B-LT' | 'B-LTA'>

/** Which level waits, and why. */
export interface PendingLevel {
  level: AugmentLevel
  error: SignatureError
}

const nothing: CollectedData = { certificates: [], crls: [], ocsps: [], missing: [] }

/** The data there are, and what keeps them from being enough. */
export async function gatherData(
  certificates: readonly Certificate[],
  { collect, at }: { collect: CollectData | undefined; at: Date },
): Promise<{ data: CollectedData; error: SignatureError | null }> {
  if (collect === undefined) {
    const why = 'nobody was named who fetches it'
    return { data: nothing, error: new SignatureError('revocation-missing', { why }) }
  }
  const unique = [...new Map(certificates.map((one) => [toHex(one.raw), one])).values()]
  const data = await collect({ certificates: unique, at })
  const why = data.missing.map((one) => `${nameOfSubject(one.certificate)}: ${one.why}`).join('; ')
  const error = why === '' ? null : new SignatureError('revocation-missing', { why })
  return { data, error }
}

const order: readonly Level[] = ['not baseline', 'B-B', 'B-T', 'B-LT', 'B-LTA']

export function isBelow(one: Level, other: Level): boolean {
  return order.indexOf(one) < order.indexOf(other)
}

/** The lowest of several levels. */
export function lowestLevel(levels: readonly Level[]): Level {
  return levels.reduce<Level>((low, one) => (isBelow(one, low) ? one : low), 'B-LTA')
}

/** What is said of a level that was not reached although nothing failed on the way. */
export function pendingFor(
  reached: Level,
  to: AugmentLevel,
  error: SignatureError | null,
): PendingLevel | null {
  if (!isBelow(reached, to)) return null
  const level = (['B-T', 'B-LT', 'B-LTA'] as const).find((one) => isBelow(reached, one)) ?? to
  const why = 'the data that were collected do not cover every certificate'
  return { level, error: error ?? new SignatureError('revocation-missing', { why }) }
}

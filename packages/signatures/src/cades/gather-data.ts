// Gathers what a signature has to carry to be validated for decades (ETSI EN 319 122-1, 6; EN 319 132-1, 6).
import { toHex } from '../bytes.ts'
import type { Collect, Collected } from '../pades/gather.ts'
import { SignatureError } from '../signature-error.ts'
import type { Level } from '../validate/report.ts'
import { nameOfSubject, type Certificate } from '../x509/certificate.ts'

export type AugmentLevel = Extract<Level, 'B-T' | 'B-LT' | 'B-LTA'>

/** Which level waits, and why. */
export interface PendingLevel {
  level: AugmentLevel
  error: SignatureError
}

const nothing: Collected = { certificates: [], crls: [], ocsps: [], missing: [] }

/** The data there are, and what keeps them from being enough. */
export async function gatherData(
  certificates: readonly Certificate[],
  { collect, at }: { collect: Collect | undefined; at: Date },
): Promise<{ data: Collected; error: SignatureError | null }> {
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

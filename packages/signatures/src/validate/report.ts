// What validation answers: indications and sub-indications as ETSI EN 319 102-1 names them.
import type { JudgedModification } from '../diff/classify.ts'
import type { TimestampReport } from './process/types.ts'

export type Indication = 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'

/** EN 319 102-1, tables 5 and 6; those that this package gives. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'POLICY_PROCESSING_ERROR'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'REVOCATION_OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND'

export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA' | 'not baseline'

export interface Verdict {
  indication: Indication
  subIndication: SubIndication | null
  /** Why, in English; null for a signature that passed. */
  why: string | null
}

export interface SignatureReport extends Verdict {
  kind: 'signature' | 'document-timestamp'
  /** Full names of the fields that show it. */
  fields: string[]
  level: Level
  /** Name of the signer as its certificate tells it. */
  signer: string | null
  /** What the signer claims, /M; nobody vouches for it. */
  claimedTime: string | null
  /** When the signature existed at the latest: by a timestamp, or the time of validation. */
  bestTime: Date
  coverage: 'entire-file' | 'revision' | 'unclear'
  /** What later revisions changed, and whether this signature allows it. */
  modifications: JudgedModification[]
  /** What was found about each timestamp of the signature. */
  timestamps: TimestampReport[]
  /** What does not decide but has to be told. */
  warnings: string[]
}

const failing: ReadonlySet<SubIndication> = new Set([
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
])

/** The indication that belongs to a sub-indication (EN 319 102-1, 5.1.3). */
export function verdictOf(subIndication: SubIndication, why: string): Verdict {
  const indication = failing.has(subIndication) ? 'TOTAL-FAILED' : 'INDETERMINATE'
  return { indication, subIndication, why }
}

export const passed: Verdict = { indication: 'TOTAL-PASSED', subIndication: null, why: null }

/** The word Peru's validator uses for an indication. */
export function wordFor(indication: Indication): 'VÁLIDO' | 'NO VÁLIDO' | 'INDETERMINADO' {
  if (indication === 'TOTAL-PASSED') return 'VÁLIDO'
  return indication === 'TOTAL-FAILED' ? 'NO VÁLIDO' : 'INDETERMINADO'
}

// The policy of validation: what is asked beyond the standard, as JSON (ETSI EN 319 102-1, 5.2.4).
import { defaultAlgorithms, type AlgorithmRules } from './algorithms.ts'

/** `required`: without revocation data TRY_LATER; `when-available`: then a warning; `ignored`: not asked. */
export type RevocationRule = 'required' | 'when-available' | 'ignored'

export interface Policy {
  name: string
  revocation: {
    signer: RevocationRule
    authorities: RevocationRule
    timestamps: RevocationRule
  }
  /** 5.2.5: how old revocation data may be: until its nextUpdate, or so many seconds. */
  freshness: {
    maximum: 'next-update' | number
    /** Seconds that data without nextUpdate are good for, with `next-update`. */
    withoutNextUpdate: number
    /** Whether stale data give TRY_LATER or a warning. */
    stale: 'fail' | 'warn'
  }
  algorithms: AlgorithmRules
  /** 5.5.4, 5: seconds a signature timestamp may come after the claimed time; null for any. */
  timestampDelay: number | null
  /** RFC 5280, 6.1.1 c: policies of which the path must have one; empty for any. */
  certificatePolicies: readonly string[]
  /** RFC 5280, 6.1.1 e: whether the path must be valid for some policy. */
  explicitPolicy: boolean
}

/**
 * What a citizen's document is judged by when nobody says otherwise: revocation counts wherever it is
 * known, its absence and its age are told. Algorithms that broke fail; planned ends only warn.
 */
export const defaultPolicy: Policy = {
  name: 'default',
  revocation: {
    signer: 'when-available',
    authorities: 'when-available',
    timestamps: 'when-available',
  },
  freshness: { maximum: 'next-update', withoutNextUpdate: 86_400, stale: 'warn' },
  algorithms: defaultAlgorithms,
  timestampDelay: null,
  certificatePolicies: [],
  explicitPolicy: false,
}

/** The standard to the letter: revocation data of every certificate, fresh, algorithms with their dates. */
export const strictPolicy: Policy = {
  ...defaultPolicy,
  name: 'strict',
  revocation: { signer: 'required', authorities: 'required', timestamps: 'required' },
  freshness: { maximum: 'next-update', withoutNextUpdate: 0, stale: 'fail' },
}

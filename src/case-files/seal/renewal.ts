// When the archive timestamp of an issued document is renewed: early enough to try for long, before it proves nothing. Pure.
import { type AlgorithmRules, archiveEnd } from '@rimaq/signatures'

const day = 86_400_000
/** Milliseconds before the end at most; a timestamp with a short life is renewed in its last quarter. */
const margin = 90 * day

export interface Renewal {
  /** From when on it proves nothing; null for a document without one. */
  ends: Date | null
  why: 'certificate' | 'algorithm' | null
  /** From when on it is renewed. */
  renewOn: Date | null
}

export function renewalOf(pdf: Uint8Array, algorithms?: AlgorithmRules): Renewal {
  const end = archiveEnd(pdf, algorithms)
  if (end === null) return { ends: null, why: null, renewOn: null }
  const { stamped, on, why } = end
  const life = Math.max(on.getTime() - stamped.getTime(), 0)
  return { ends: on, why, renewOn: new Date(on.getTime() - Math.min(margin, life / 4)) }
}

// What an audit can find, as a closed list; each is said in words that name the row or file.
import type { Translate } from '#platform'

export type FindingCode =
  | 'file'
  | 'row-altered'
  | 'row-missing'
  | 'row-added'
  | 'place-altered'
  | 'content-altered'
  | 'content-missing'
  | 'head-altered'
  | 'number-gap'
  | 'number-altered'
  | 'number-unaccounted'
  | 'hold-altered'
  | 'stamp-altered'
  | 'file-altered'
  | 'file-missing'
  | 'case-event'
  | 'case-index'

export interface Finding {
  code: FindingCode
  /** Row, index or file, as one can look it up. */
  what: string
}

export function findingSentence(t: Translate, { code, what }: Finding): string {
  return t(`records.finding.${code}`, { what })
}

export interface AuditReport {
  origin: string
  /** Entries of the public ledger. */
  size: number
  /** Rows compared, contents compared, numbers and stored files looked at. */
  checked: {
    rows: number
    contents: number
    erased: number
    numbers: number
    files: number
    /** Timestamps of heads. */
    stamps: number
    /** Cases of which events and indexes were compared. */
    cases: number
  }
  /** Leaves whose rows were lost and declared by a recovery record. */
  lost: number
  /** Entries that wait for their place. */
  waiting: number
  findings: Finding[]
}

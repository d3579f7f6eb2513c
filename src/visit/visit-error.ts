// What Vive refuses to take in: a closed list of reasons, each with file, row and a remedy.
import type { Translate } from '#platform'

export type VisitErrorCode =
  | 'extract-too-large'
  | 'bad-borders'
  | 'feed-not-zip'
  | 'feed-too-large'
  | 'feed-file-missing'
  | 'feed-column-missing'
  | 'feed-row'
  | 'feed-reference'
  | 'feed-swapped'
  | 'feed-outside'

/** `evidence` fills the sentence `visit.errors.<code>`. */
export class VisitError extends Error {
  readonly code: VisitErrorCode
  readonly evidence: Readonly<Record<string, string | number>>

  constructor(
    code: VisitErrorCode,
    evidence: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(evidence)}`, options)
    this.name = 'VisitError'
    this.code = code
    this.evidence = evidence
  }
}

export function describeVisitError(t: Translate, { code, evidence }: VisitError): string {
  return t(`visit.errors.${code}`, evidence)
}

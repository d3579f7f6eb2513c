// What can go wrong in this room, as a closed list of codes; the sentences stand in the messages.
export type ObservatoryErrorCode =
  | 'not-found'
  /** The actor's post does not publish for the city. */
  | 'not-permitted'
  /** The answers are at another step. */
  | 'wrong-state'
  /** Somebody else saved the same part since the page was opened. */
  | 'changed-meanwhile'
  /** Whoever handed in does not publish. */
  | 'same-person'
  | 'not-attested'
  | 'no-reason'
  /** The signed file is not the document that was handed in. */
  | 'not-the-document'
  | 'nothing-signed'
  /** A signature does not hold. */
  | 'signature-refused'
  /** A file of the pack does not have the shape it must have. */
  | 'bad-pack'
  /** An answer sheet contradicts the questionnaire. */
  | 'bad-answers'
  /** More cities than can stand side by side. */
  | 'too-many-cities'

export class ObservatoryError extends Error {
  readonly code: ObservatoryErrorCode
  readonly detail: Readonly<Record<string, string | number>>

  constructor(
    code: ObservatoryErrorCode,
    detail: Record<string, string | number> = {},
    options?: { cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'ObservatoryError'
    this.code = code
    this.detail = detail
  }
}

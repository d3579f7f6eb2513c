// What a room throws to refuse a request; the sentence and the HTTP status are chosen at the edge.

/** Closed list; `problems.ts` holds the HTTP status of each. */
export type RefusalCode =
  | 'invalid-input'
  | 'not-signed-in'
  | 'not-allowed'
  | 'not-found'
  | 'wrong-method'
  | 'gone'
  | 'conflict'
  | 'foreign-origin'
  | 'too-large'
  | 'unsupported-type'
  | 'bad-range'
  | 'too-many-requests'
  | 'unavailable'
  | 'took-too-long'

/** One thing wrong with what was sent: where it stands and why it was refused. */
export interface InputFault {
  in: 'query' | 'params' | 'body'
  /** Key as sent, nested ones joined by `.`; empty for the whole part. */
  name: string
  reason: FaultReason
  /** Values the sentence needs: `expected`, `limit`, `allowed` … */
  values: Record<string, string | number>
}

export type FaultReason =
  | 'unknown-key'
  | 'missing'
  | 'wrong-type'
  | 'not-one-of'
  | 'too-small'
  | 'too-big'
  | 'too-short'
  | 'too-long'
  | 'wrong-shape'

export interface RefusalOptions {
  /** Message key of a sentence that says more than the code's own, and its values. */
  sentence?: string
  values?: Record<string, unknown>
  faults?: InputFault[]
  /** Seconds after which trying again makes sense (RFC 9110 clause 10.2.3). */
  retryAfter?: number
  /** Sent with the answer, for instance a cookie that was renewed before the refusal. */
  headers?: Record<string, string>
  cause?: unknown
}

/** A refusal a person can act on: `throw new Refusal('not-found')`. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly sentence: string | undefined
  readonly values: Record<string, unknown>
  readonly faults: InputFault[]
  readonly retryAfter: number | undefined
  readonly headers: Record<string, string>

  constructor(code: RefusalCode, options: RefusalOptions = {}) {
    super(`${code}${options.sentence ? ` (${options.sentence})` : ''}`, { cause: options.cause })
    this.name = 'Refusal'
    this.code = code
    this.sentence = options.sentence
    this.values = options.values ?? {}
    this.faults = options.faults ?? []
    this.retryAfter = options.retryAfter
    this.headers = options.headers ?? {}
  }
}

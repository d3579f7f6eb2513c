// What can go wrong with records, as codes; the sentences for people are in the message catalogues.

export type RecordsErrorCode =
  | 'unknown-act'
  | 'bad-entry'
  | 'bad-number'
  | 'number-not-found'
  | 'block-not-found'
  | 'not-in-block'
  | 'work-took-too-long'
  | 'closing'
  | 'not-found'
  | 'held'
  | 'hold-not-found'
  | 'not-in-ledger-yet'
  | 'ledger-refuses'
  | 'ledger-busy'
  | 'nothing-to-recover'
  | 'key-broken'
  | 'bad-peer'
  | 'folder-not-empty'

/** An error a person can act on. `detail` holds the values its sentence needs. */
export class RecordsError extends Error {
  readonly code: RecordsErrorCode
  readonly detail: Record<string, string | number>
  constructor(
    code: RecordsErrorCode,
    detail: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'RecordsError'
    this.code = code
    this.detail = detail
  }
}

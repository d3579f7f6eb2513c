// What a person is told when a way in does not work, as codes; the sentences are in the catalogues.

export type AccountErrorCode =
  /** Name or password, whichever: nobody learns which names exist. */
  | 'wrong'
  | 'wrong-code'
  | 'wrong-second'
  | 'wrong-passkey'
  | 'ceremony-over'
  | 'name-taken'
  | 'bad-name'
  | 'last-way-in'
  | 'not-found'
  | 'not-yours'
  | 'one-factor'
  | 'other-holding'
  | 'password-too-short'
  | 'password-too-long'
  | 'password-common'
  | 'password-own-name'
  | 'no-system-holding'
  | 'bad-token-request'
  | 'outside-unknown'
  | 'outside-failed'
  | 'two-people'
  | 'too-early'

/** An error the person can act on. */
export class AccountError extends Error {
  readonly code: AccountErrorCode
  constructor(code: AccountErrorCode, options?: ErrorOptions) {
    super(code, options)
    this.name = 'AccountError'
    this.code = code
  }
}

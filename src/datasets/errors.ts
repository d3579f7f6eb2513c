// What can go wrong on the shelf, as codes; the sentences for people are in the message catalogues.

export type DatasetsErrorCode =
  | 'not-found'
  | 'not-permitted'
  | 'slug-taken'
  | 'bad-slug'
  | 'bad-value'
  | 'unknown-organisation'
  | 'unknown-theme'
  | 'unknown-licence'
  | 'no-organisation'
  | 'nothing-to-append-to'
  | 'columns-do-not-match'
  | 'changed-meanwhile'
  | 'file-not-found'
  | 'not-a-file'
  | 'file-changed'
  | 'disk-full'
  | 'bad-pack'
  | 'pack-colour'

/** An error a person can act on. `detail` holds the values its sentence needs. */
export class DatasetsError extends Error {
  readonly code: DatasetsErrorCode
  readonly detail: Record<string, string | number>
  constructor(
    code: DatasetsErrorCode,
    detail: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'DatasetsError'
    this.code = code
    this.detail = detail
  }
}

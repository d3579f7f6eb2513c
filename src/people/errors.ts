// What can go wrong with offices, people and permission, as codes; sentences are in the message catalogues.

export type PeopleErrorCode =
  | 'not-permitted'
  | 'not-found'
  | 'no-act'
  | 'bad-value'
  | 'bad-document'
  | 'already-there'
  | 'position-taken'
  | 'in-the-past'
  | 'needs-end'
  | 'beyond-grantor'
  | 'twice-delegated'
  | 'nothing-delegated'
  | 'not-open'
  | 'has-open-parts'
  | 'ended-already'
  | 'other-family'
  | 'level-not-raised'
  | 'level-not-lowered'
  | 'stricter-document'
  | 'needs-basis'
  | 'same-person'
  | 'too-late'

/** An error a person can act on. `detail` holds the values its sentence needs. */
export class PeopleError extends Error {
  readonly code: PeopleErrorCode
  readonly detail: Record<string, string | number>
  constructor(
    code: PeopleErrorCode,
    detail: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'PeopleError'
    this.code = code
    this.detail = detail
  }
}

/** What the database refused, as an error of ours where its constraint has a meaning for people. */
export function explainConstraint(error: unknown): unknown {
  const { code, constraint, message } = error as {
    code?: string
    constraint?: string
    message?: string
  }
  const cause = { cause: error }
  if (code === '23P01') return new PeopleError('position-taken', {}, cause)
  if (code === '23505') return new PeopleError('already-there', {}, cause)
  if (code === '23503') return new PeopleError('not-found', { what: constraint ?? '' }, cause)
  if (code === '23514' && constraint === 'two_people') {
    return new PeopleError('same-person', {}, cause)
  }
  if (code === '23514') return new PeopleError('bad-value', { field: constraint ?? '' }, cause)
  if (code === '23000' && message?.includes('strictest document')) {
    return new PeopleError('stricter-document', {}, cause)
  }
  if (code === '23000') return new PeopleError('ended-already', {}, cause)
  return error
}

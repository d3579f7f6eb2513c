// The errors of CKAN's Action API, each with its own type, status and wording.
import type { Cell } from '@rimaq/tables'

export type CkanErrorCode =
  | 'authorization'
  | 'not-found'
  | 'validation'
  | 'search-query'
  | 'search'
  | 'busy'
  | 'internal'

const shapes: Record<CkanErrorCode, { status: number; type: string; lead: string }> = {
  authorization: { status: 403, type: 'Authorization Error', lead: 'Access denied' },
  'not-found': { status: 404, type: 'Not Found Error', lead: 'Not found' },
  validation: { status: 409, type: 'Validation Error', lead: '' },
  'search-query': { status: 400, type: 'Search Query Error', lead: 'Search Query is invalid' },
  search: { status: 409, type: 'Search Error', lead: 'Search error' },
  busy: { status: 503, type: 'Internal Server Error', lead: 'The server is busy, try again' },
  internal: { status: 500, type: 'Internal Server Error', lead: 'Internal Server Error' },
}

/** Field name → messages, as CKAN's validators give them. */
export type FieldErrors = Record<string, unknown>

/** Anything an action refuses; the HTTP status follows from the code alone. */
export class CkanError extends Error {
  readonly code: CkanErrorCode
  readonly fields: FieldErrors
  constructor(code: CkanErrorCode, message = '', fields: FieldErrors = {}) {
    super(message)
    this.name = 'CkanError'
    this.code = code
    this.fields = fields
  }
}

/** Status and `error` object of the envelope (CKAN 2.9–2.12, views/api). */
export function errorShape(error: CkanError): { status: number; error: Record<string, unknown> } {
  const { status, type, lead } = shapes[error.code]
  if (error.code === 'validation') {
    return { status, error: { ...error.fields, __type: type } }
  }
  const quoted = error.code === 'search-query' || error.code === 'search'
  const tail = quoted ? pythonQuoted(error.message) : error.message
  return { status, error: { __type: type, message: error.message ? `${lead}: ${tail}` : lead } }
}

/** `repr()` of a text in Python, because CKAN's search errors carry it. */
function pythonQuoted(text: string): string {
  if (text.includes("'") && !text.includes('"')) return `"${text}"`
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

export function notFound(message = ''): CkanError {
  return new CkanError('not-found', message)
}

export function notAuthorized(message = ''): CkanError {
  return new CkanError('authorization', message)
}

export function invalid(field: string, ...messages: string[]): CkanError {
  return new CkanError('validation', '', { [field]: messages })
}

/** A `TableError`, known by its name so that errors from child processes count too. */
export interface TableFailure extends Error {
  code: string
  detail: Record<string, Cell>
}

export function isTableFailure(error: unknown): error is TableFailure {
  return error instanceof Error && error.name === 'TableError' && 'code' in error
}

/** What a refusal of the tables engine is in CKAN's words. */
export function fromTableFailure(error: TableFailure): CkanError {
  if (error.code === 'busy') return new CkanError('busy')
  if (error.code === 'time-limit') return invalid('query', 'Query took too long')
  if (error.code === 'memory-limit') return invalid('query', 'Query took too much memory')
  const said = Object.values(error.detail).filter((value) => value !== null)
  const words = said.length > 0 ? `${error.code}: ${said.join(', ')}` : error.code
  if (error.code === 'bad-sort') return invalid('sort', words)
  if (error.code === 'bad-filter') return invalid('filters', words)
  return invalid('query', words)
}

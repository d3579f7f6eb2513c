// Reads the parameters of a CKAN call, however they were sent, with CKAN's words for what is wrong.
import { CkanError, invalid } from './errors.ts'

export type Parameters = Record<string, unknown>

/** A request whose body cannot be understood: answered as a bare JSON string with status 400. */
export class BadRequest extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BadRequest'
  }
}

/** One level of name → text, or list of texts when a name is repeated (GET and form bodies). */
export function flat(pairs: Record<string, unknown>): Parameters {
  const parameters: Parameters = {}
  for (const [name, value] of Object.entries(pairs)) {
    parameters[name] = Array.isArray(value) && value.length === 1 ? value[0] : value
  }
  return parameters
}

/**
 * The parameters of a POST body: a JSON object, a form, or a form whose single key is the JSON
 * (`curl -d '{"id": "x"}'` sends that). An empty body is no parameters.
 */
export function bodyParameters(body: unknown, contentType: string): Parameters {
  if (body === undefined || body === null || body === '') return {}
  if (body instanceof Uint8Array) return fromJson(Buffer.from(body).toString('utf8'))
  if (typeof body === 'string') return fromJson(body)
  if (typeof body !== 'object' || Array.isArray(body)) throw new BadRequest(notADictionary(body))
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return body as Parameters
  const names = Object.keys(body)
  const only = names[0]
  const value = (body as Parameters)[only ?? '']
  const whole = only?.trimStart().startsWith('{') && (value === '' || value === '1')
  if (names.length === 1 && only !== undefined && whole) {
    return fromJson(only)
  }
  return flat(body as Parameters)
}

function fromJson(text: string): Parameters {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadRequest('JSON Error: Error decoding JSON data.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequest(notADictionary(value))
  }
  return value as Parameters
}

function notADictionary(value: unknown): string {
  const shown = JSON.stringify(value)?.slice(0, 100) ?? ''
  return `JSON Error: Request data JSON decoded to ${shown} but it needs to be a dictionary.`
}

/** A text that must be there; numbers are taken as text, as CKAN does. */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name]
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value === '') throw invalid(name, 'Missing value')
  return value
}

export function text(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw invalid(name, 'Must be a text string')
}

/** A whole number ≥ 0 (`ckan.natural_number_validator`). */
export function natural(parameters: Parameters, name: string): number | undefined {
  const value = integer(parameters, name)
  if (value !== undefined && value < 0) throw invalid(name, 'Must be a natural number')
  return value
}

export function integer(parameters: Parameters, name: string): number | undefined {
  const value = parameters[name]
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'number' ? value : Number(String(value).trim())
  if (!Number.isSafeInteger(number)) throw invalid(name, 'Invalid integer')
  return number
}

const truths = new Set(['true', 'yes', 't', 'y', '1', 'on'])

/** CKAN's lenient truth: what is not one of the words for true is false. */
export function truth(parameters: Parameters, name: string, fallback: boolean): boolean {
  const value = parameters[name]
  if (value === undefined || value === null || value === '') return fallback
  if (typeof value === 'boolean') return value
  return truths.has(String(value).trim().toLowerCase())
}

/** A list given as list, as JSON text, or as one text separated by commas. */
export function list(parameters: Parameters, name: string): string[] | undefined {
  let value = parameters[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string' && value.trimStart().startsWith('[')) value = json(parameters, name)
  if (Array.isArray(value)) {
    if (value.some((item) => typeof item === 'object')) throw invalid(name, 'Not a string')
    return value.map(String)
  }
  return String(value)
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A value that GET sends as JSON text and POST as itself. */
export function json(parameters: Parameters, name: string): unknown {
  const value = parameters[name]
  if (typeof value !== 'string') return value
  if (value.trim() === '') return undefined
  try {
    return JSON.parse(value)
  } catch {
    throw invalid(name, 'Cannot parse JSON')
  }
}

/** Refuses names an action does not know. */
export function only(parameters: Parameters, known: ReadonlySet<string>): void {
  for (const name of Object.keys(parameters)) {
    if (!known.has(name)) {
      throw new CkanError('validation', '', {
        [name]: [`The input field ${name} was not expected.`],
      })
    }
  }
}

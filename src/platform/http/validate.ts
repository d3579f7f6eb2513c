// Checks what a request carries against the route's schema and says in closed reasons what is wrong.
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { FaultReason, InputFault } from './refusal.ts'

type Part = InputFault['in']
type Json = Record<string, unknown>

export interface PartCheck {
  /** Returns the value with the types of the schema, or what is wrong (at most 8 faults). */
  (value: unknown): { value: unknown; faults: InputFault[] }
}

/**
 * Builds the check of one part of a request. `text` means the values come as text (query, path,
 * form) and are turned into the schema's types first; a value that does not fit exactly is left
 * alone and refused. Unknown keys of the object are faults unless `open` or the schema allows them.
 */
export function createPartCheck(
  schema: TSchema,
  options: { part: Part; text: boolean; open: boolean },
): PartCheck {
  const compiled = Compile(schema)
  const object = schema as Json
  const properties = isObject(object.properties) ? object.properties : {}
  const closed =
    !options.open &&
    object.type === 'object' &&
    object.additionalProperties === undefined &&
    object.patternProperties === undefined
  return function checkPart(sent) {
    const value = options.text ? fromText(object, sent) : sent
    const faults: InputFault[] = []
    if (closed && isObject(value)) {
      for (const key of Object.keys(value)) {
        if (!Object.hasOwn(properties, key)) faults.push(unknownKey(options.part, key))
      }
    }
    if (faults.length === 0 && compiled.Check(value)) return { value, faults }
    for (const error of compiled.Errors(value)) {
      const fault = describe(options.part, error)
      const same = fault && faults.find((other) => other.name === fault.name)
      if (fault && !same) faults.push(fault)
      if (same && same.reason === 'not-one-of' && fault.values.allowed !== undefined) {
        same.values.allowed = `${same.values.allowed}, ${fault.values.allowed}`
      }
      if (faults.length >= 8) break
    }
    if (faults.length === 0) faults.push(wrongShape(options.part))
    return { value, faults }
  }
}

/** The fault of a key that no schema names. */
export function unknownKey(part: Part, name: string): InputFault {
  return { in: part, name: name.slice(0, 80), reason: 'unknown-key', values: {} }
}

function wrongShape(part: Part): InputFault {
  return { in: part, name: '', reason: 'wrong-shape', values: {} }
}

/**
 * Text to the schema's type, only where nothing is lost: `1.5` is no integer and the empty text
 * is no number. One value where a list is expected becomes a list of one.
 */
export function fromText(schema: Json, value: unknown): unknown {
  if (isObject(value) && schema.type === 'object') {
    const properties = isObject(schema.properties) ? schema.properties : {}
    const result: Json = {}
    for (const [key, item] of Object.entries(value)) {
      const child = properties[key]
      result[key] = isObject(child) ? fromText(child, item) : item
    }
    return result
  }
  if (schema.type === 'array') {
    const items = isObject(schema.items) ? schema.items : {}
    return (Array.isArray(value) ? value : [value]).map((item) => fromText(items, item))
  }
  const alternatives = schema.anyOf ?? schema.oneOf
  if (Array.isArray(alternatives)) return firstFitting(alternatives, value)
  if (typeof value !== 'string') return value
  if (schema.type === 'integer') return /^-?\d{1,16}$/.test(value) ? Number(value) : value
  if (schema.type === 'number') {
    return /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(value) ? Number(value) : value
  }
  if (schema.type === 'boolean') {
    if (value === 'true' || value === '1') return true
    if (value === 'false' || value === '0') return false
  }
  return value
}

function firstFitting(alternatives: unknown[], value: unknown): unknown {
  for (const alternative of alternatives) {
    if (!isObject(alternative)) continue
    if ('const' in alternative) {
      const constant = alternative.const
      if (constant === value || String(constant) === value) return constant
      continue
    }
    const turned = fromText(alternative, value)
    const type = Array.isArray(turned) ? 'array' : typeof turned
    const expected = alternative.type === 'integer' ? 'number' : alternative.type
    if (type === expected && (type !== 'array' || Array.isArray(value))) return turned
  }
  return value
}

interface SchemaError {
  keyword: string
  instancePath: string
  params: Json
}

const reasons: Record<string, FaultReason> = {
  required: 'missing',
  type: 'wrong-type',
  const: 'not-one-of',
  enum: 'not-one-of',
  anyOf: 'wrong-shape',
  minimum: 'too-small',
  exclusiveMinimum: 'too-small',
  maximum: 'too-big',
  exclusiveMaximum: 'too-big',
  minLength: 'too-short',
  minItems: 'too-short',
  maxLength: 'too-long',
  maxItems: 'too-long',
}

function describe(part: Part, error: SchemaError): InputFault | null {
  const path = error.instancePath.split('/').slice(1).join('.')
  const { keyword, params } = error
  if (keyword === 'boolean') return null
  if (keyword === 'additionalProperties') {
    const [key] = params.additionalProperties as string[]
    return unknownKey(part, [path, key].filter(Boolean).join('.'))
  }
  if (keyword === 'required') {
    const [key] = params.requiredProperties as string[]
    const name = [path, key].filter(Boolean).join('.')
    return { in: part, name, reason: 'missing', values: {} }
  }
  const values: InputFault['values'] = {}
  if (keyword === 'type') values.expected = String(params.type)
  if (params.limit !== undefined) values.limit = Number(params.limit)
  if (Array.isArray(params.allowedValues)) values.allowed = params.allowedValues.join(', ')
  if (params.allowedValue !== undefined) values.allowed = String(params.allowedValue)
  return { in: part, name: path, reason: reasons[keyword] ?? 'wrong-shape', values }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

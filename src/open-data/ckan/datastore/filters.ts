// DataStore's `filters` (CKAN 2.9 equality and lists, 2.12 ranges and $or/$and) as a condition.
import type { Cell, ColumnType, Condition, Manifest } from '@rimaq/tables'
import { CkanError, invalid } from '../errors.ts'
import { columnFinder, typeFinder } from './fields.ts'

const mostOperations = 100
const deepest = 10
const operators = new Set(['eq', 'lt', 'lte', 'gt', 'gte', 'in'])

/** Null when nothing is filtered. Throws CKAN's validation errors. */
export function filterCondition(filters: unknown, manifest: Manifest): Condition | null {
  if (filters === undefined || filters === null || filters === '') return null
  const find = columnFinder(manifest)
  const typeOf = typeFinder(manifest)
  let operations = 0
  const condition = level(filters, 0)
  return condition

  function level(value: unknown, depth: number): Condition | null {
    if (depth >= deepest) {
      throw invalid('filters', 'Maximum nesting depth for filter operations reached')
    }
    if (Array.isArray(value) && value.every(isDictionary)) {
      return joined(
        'or',
        value.map((one) => level(one, depth + 1)),
      )
    }
    if (!isDictionary(value)) {
      throw invalid('filters', 'Filters must be defined as a dict or a list of dicts')
    }
    return joined(
      'and',
      Object.entries(value).map(([key, one]) => member(key, one, depth)),
    )
  }

  function member(key: string, value: unknown, depth: number): Condition | null {
    if (key.startsWith('$') && !key.startsWith('$$')) {
      if (key !== '$or' && key !== '$and') {
        throw invalid('filters', `Unknown operators (must be one of $or, $and): ${key}`)
      }
      if (!Array.isArray(value) || !value.every(isDictionary)) {
        throw invalid('filters', 'Filter operations must be defined as a list of dicts')
      }
      const parts = value.map((one) => level(one, depth + 1))
      return joined(key === '$or' ? 'or' : 'and', parts)
    }
    const name = key.startsWith('$$') ? key.slice(1) : key
    const column = find(name)
    if (column === null) throw invalid('filters', `Unknown field: ${name}`)
    return field(column, value)
  }

  function field(column: string, value: unknown): Condition | null {
    if (isDictionary(value)) {
      return joined(
        'and',
        Object.entries(value).map(([op, one]) => operation(column, op, one)),
      )
    }
    if (!Array.isArray(value)) return operation(column, 'eq', value)
    const ranges = value.filter(isDictionary)
    const plain = value.filter((one) => !isDictionary(one))
    const parts = ranges.map((one) => field(column, one))
    if (plain.length > 0 || ranges.length === 0) parts.push(operation(column, 'in', plain))
    return joined('or', parts)
  }

  function operation(column: string, op: string, value: unknown): Condition {
    if (++operations > mostOperations) {
      throw invalid('filters', 'Maximum number of filter operations exceeded')
    }
    if (!operators.has(op)) throw invalid('filters', `Unknown operator: ${op}`)
    const type = typeOf(column)
    if (op === 'in') {
      if (!Array.isArray(value)) throw invalid('filters', `in needs a list: ${column}`)
      const values = value.map((one) => cell(one, type))
      const known = values.filter((one) => one !== null)
      const listed: Condition = { column, op: 'in', value: known }
      return known.length === values.length ? listed : { or: [listed, { column, is: 'null' }] }
    }
    const one = cell(value, type)
    if (one === null) return { column, is: 'null' }
    return { column, op: op as 'eq' | 'lt' | 'lte' | 'gt' | 'gte', value: one }
  }
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function joined(how: 'and' | 'or', parts: (Condition | null)[]): Condition | null {
  const found = parts.filter((part) => part !== null)
  if (found.length <= 1) return found[0] ?? null
  return how === 'and' ? { and: found } : { or: found }
}

/** A filter value as the column compares it: text columns take `10` for `"10"`. */
export function cell(value: unknown, type: ColumnType): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'object') return JSON.stringify(value)
  if (type === 'integer' || type === 'number') return numeric(value as string, type)
  if (type === 'boolean') return boolean(value as string)
  return String(value)
}

function numeric(value: string | number | boolean, type: string): Cell {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isNaN(number)) throw wrongType(value, type === 'integer' ? 'integer' : 'numeric')
  if (typeof value === 'string' && type === 'integer' && !Number.isSafeInteger(number)) {
    return value.trim()
  }
  return number
}

const truths: Record<string, boolean> = {
  true: true,
  t: true,
  yes: true,
  y: true,
  on: true,
  '1': true,
  false: false,
  f: false,
  no: false,
  n: false,
  off: false,
  '0': false,
}

function boolean(value: string | number | boolean): Cell {
  if (typeof value === 'boolean') return value
  const found = truths[String(value).trim().toLowerCase()]
  if (found === undefined) throw wrongType(value, 'boolean')
  return found
}

/** PostgreSQL's own sentence, which CKAN passes on. */
function wrongType(value: unknown, type: string): CkanError {
  const sentence = `invalid input syntax for type ${type}: "${String(value)}"`
  return new CkanError('validation', '', { query: [sentence], info: { orig: [sentence] } })
}

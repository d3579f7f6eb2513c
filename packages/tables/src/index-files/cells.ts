// How a value of a published table is written as JSON, and how two values of a column compare.
import type { Cell, Column } from '../model.ts'

/** Double quotes an identifier for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * SQL that writes a column as JSON text: integers beyond 2^53 as text, dates as ISO 8601 text,
 * numbers JSON cannot carry as null.
 */
export function jsonSql(column: Column): string {
  const name = quoted(column.id)
  return `coalesce(${presentSql(column, name)}, 'null')`
}

function presentSql(column: Column, name: string): string {
  switch (column.type) {
    case 'integer':
      return (
        `CASE WHEN ${name} BETWEEN -9007199254740991 AND 9007199254740991 ` +
        `THEN CAST(${name} AS VARCHAR) ELSE '"' || CAST(${name} AS VARCHAR) || '"' END`
      )
    case 'number':
      return column.decimal
        ? `CAST(${name} AS VARCHAR)`
        : `CASE WHEN isfinite(${name}) THEN CAST(to_json(${name}) AS VARCHAR) END`
    case 'boolean':
      return `CAST(${name} AS VARCHAR)`
    case 'date':
    case 'time':
      return `'"' || CAST(${name} AS VARCHAR) || '"'`
    case 'timestamp':
      return `'"' || replace(CAST(${name} AS VARCHAR), ' ', 'T') || '"'`
    default:
      return `CAST(to_json(CAST(${name} AS VARCHAR)) AS VARCHAR)`
  }
}

/** SQL of the whole row as a JSON array, columns in the order of the manifest. */
export function rowSql(columns: Column[]): string {
  if (columns.length === 0) return `'[]'`
  return `'[' || ${columns.map(jsonSql).join(` || ',' || `)} || ']'`
}

/** Compares two values that are not null; negative when the first comes first. */
export type Compare = (a: Cell, b: Cell) => number

/** The order of a column's values, the same as DuckDB's; null for types that have none here. */
export function comparison(column: Column): Compare | null {
  switch (column.type) {
    case 'text':
      return (a, b) => compareUtf8(a as string, b as string)
    case 'integer':
      return compareIntegers
    case 'number':
      // Sixteen digits and more are not told apart by the doubles that JSON carries.
      return column.decimal && column.decimal.digits > 15
        ? null
        : (a, b) => (a as number) - (b as number)
    case 'boolean':
      return (a, b) => Number(a) - Number(b)
    case 'date':
    case 'timestamp':
    case 'time':
      return (a, b) => (a === b ? 0 : (a as string) < (b as string) ? -1 : 1)
    default:
      return null
  }
}

/** Integers beyond 2^53 arrive as text. */
function compareIntegers(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const difference = BigInt(a as string | number) - BigInt(b as string | number)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The order of UTF-8 bytes, which differs from that of UTF-16 units at surrogates. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    let left = a.charCodeAt(index)
    let right = b.charCodeAt(index)
    if (left === right) continue
    if (left >= 0xd800 && right >= 0xd800) {
      left = left >= 0xe000 ? left - 0x800 : left + 0x2000
      right = right >= 0xe000 ? right - 0x800 : right + 0x2000
    }
    return left - right
  }
  return a.length - b.length
}

/**
 * The value of a question as the column holds it, or undefined when it is not written plainly
 * enough to compare without a conversion of DuckDB's: such questions are left to a scan.
 */
export function keyOf(column: Column, value: Cell): Cell | undefined {
  if (value === null) return undefined
  switch (column.type) {
    case 'text':
      return String(value).isWellFormed() ? String(value) : undefined
    case 'integer':
      return integerKey(value)
    case 'number':
      return numberKey(value)
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'date':
      return dateKey(value)
    case 'timestamp':
      return timestampKey(value)
    case 'time':
      return typeof value === 'string' && /^([01]\d|2[0-3])(:[0-5]\d){2}$/.test(value)
        ? value
        : undefined
    default:
      return undefined
  }
}

/**
 * DuckDB reads a literal as an exact decimal; up to fifteen digits that is the same number as the
 * double that JSON carries, beyond it may not be.
 */
function numberKey(value: Cell): Cell | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  const digits = /^-?(\d+)\.?(\d*)$/.exec(String(value))
  if (!digits) return undefined
  return (digits[1]! + digits[2]!).replace(/^0+/, '').length <= 15 ? value : undefined
}

function integerKey(value: Cell): Cell | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string' || !/^-?[1-9]\d{0,18}$/.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function dateKey(value: Cell): Cell | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined
  const time = Date.parse(`${value}T00:00:00Z`)
  if (Number.isNaN(time)) return undefined
  return new Date(time).toISOString().startsWith(value) && value > '0001' ? value : undefined
}

function timestampKey(value: Cell): Cell | undefined {
  if (typeof value !== 'string') return undefined
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ]((?:[01]\d|2[0-3])(?::[0-5]\d){2})(\.\d{1,6})?)?$/.exec(
    value,
  )
  if (!parts || dateKey(parts[1]!) === undefined) return undefined
  const fraction = (parts[3] ?? '').replace(/\.?0+$/, '')
  return `${parts[1]}T${parts[2] ?? '00:00:00'}${fraction}`
}

// Writes identifiers and values as SQL text so that no value can become part of the language.
import type { Cell, Column, ColumnType, Manifest } from '../model.ts'
import { TableError } from '../model.ts'
import { foldSql } from '../index-files/words.ts'

/** What the query builders need to know of a column; `_id` is one too. */
export type QueryColumn = Pick<Column, 'id' | 'type' | 'decimal'>

/** The row number every Parquet version has as its first column. */
export const rowNumber: QueryColumn = { id: '_id', type: 'integer' }

/** A quoted identifier. Callers pass only names found in a manifest, or their own. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * A string literal of DuckDB. Its only escape is the doubled quote; a NUL would end the text of
 * the statement inside the C interface, so it is written as `chr(0)`.
 */
export function textLiteral(text: string): string {
  const whole = `'${text.replaceAll("'", "''")}'`
  return whole.includes('\0') ? `(${whole.split('\0').join("' || chr(0) || '")})` : whole
}

/** The Parquet file of a version as something to select from. */
export function parquetSource(path: string): string {
  return `read_parquet(${textLiteral(path)})`
}

/** Looks a column up by id; `unknown-column` when the version has none of that name. */
export function columnOf(manifest: Manifest, id: string): QueryColumn {
  if (id === rowNumber.id) return rowNumber
  const found = manifest.columns.find((column) => column.id === id)
  if (!found) throw new TableError('unknown-column', { column: String(id).slice(0, 200) })
  return found
}

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/
const dateText = /^(\d{4})-(\d{2})-(\d{2})$/
const timestampText =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?Z?$/
const timeText = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/

const trueWords = new Set(['true', 't', '1', 'sí', 'si', 'yes', 'verdadero'])
const falseWords = new Set(['false', 'f', '0', 'no', 'falso'])

/**
 * A value as a literal of the column's type. Text columns compare as strings, so `10` matches
 * `"10"` (CKAN's filters do the same). Throws `bad-filter` when the value cannot be of that type.
 */
export function valueLiteral(column: QueryColumn, value: Cell): string {
  const double = column.type === 'number' && !column.decimal
  const write = double ? asDouble : literals[column.type]
  const sql = value === null ? null : write(value)
  if (sql === null) {
    throw new TableError('bad-filter', {
      column: column.id,
      type: column.type,
      value: value === null ? null : String(value).slice(0, 200),
    })
  }
  return sql
}

type Writer = (value: string | number | boolean) => string | null

const asText: Writer = (value) => textLiteral(String(value))

const asNumber: Writer = (value) => {
  if (typeof value === 'boolean') return null
  const text = String(value).trim()
  if (!plainNumber.test(text)) return null
  // More than 38 digits do not fit DECIMAL; DuckDB then reads a DOUBLE, as it does for exponents.
  return `(${text})`
}

/** Read by DuckDB as a DOUBLE at once: through DECIMAL the last bit could change. */
const asDouble: Writer = (value) =>
  asNumber(value) === null ? null : `CAST('${String(value).trim()}' AS DOUBLE)`

const asBoolean: Writer = (value) => {
  const word = String(value).trim().toLowerCase()
  return trueWords.has(word) ? 'true' : falseWords.has(word) ? 'false' : null
}

const asDate: Writer = (value) => {
  const text = String(value).trim()
  const date = dateText.exec(text)
  if (date) return isDay(date) ? `DATE '${text}'` : null
  return asTimestamp(value)
}

const asTimestamp: Writer = (value) => {
  const text = String(value).trim()
  const parts = timestampText.exec(text)
  if (!parts || !isDay(parts)) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0'] = parts
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  return `TIMESTAMP '${year}-${month}-${day} ${hour}:${minute}:${second}.${fraction.slice(0, 6)}'`
}

const asTime: Writer = (value) => {
  const text = String(value).trim()
  const parts = timeText.exec(text)
  if (!parts) return null
  const [, hour, minute, second = '00', fraction = '0'] = parts
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  return `TIME '${hour}:${minute}:${second}.${fraction}'`
}

const literals: Record<ColumnType, Writer> = {
  text: asText,
  json: asText,
  geometry: asText,
  integer: asNumber,
  number: asNumber,
  boolean: asBoolean,
  date: asDate,
  timestamp: asTimestamp,
  time: asTime,
}

function isDay(parts: RegExpExecArray): boolean {
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month >= 1 && day >= 1
}

/** Text without case and accents, so that `pérez` finds `PEREZ`. */
export function foldedText(column: QueryColumn): string {
  const name = identifier(column.id)
  return foldSql(column.type === 'text' ? name : `CAST(${name} AS VARCHAR)`)
}

/** The same folding for a value that is compared with folded text. */
export function foldedLiteral(text: string): string {
  return foldSql(textLiteral(text))
}

// Turns values of DuckDB into what JSON carries, by the type of their column.
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTypeId,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api'
import type { Cell, ColumnType } from '../model.ts'

type CellOf = (value: DuckDBValue) => Cell

const whole: CellOf = (value) => {
  if (typeof value !== 'bigint') return value as Cell
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

/** JSON has neither infinity nor NaN. */
const double: CellOf = (value) =>
  typeof value === 'number' && !Number.isFinite(value) ? null : (value as Cell)

const decimal: CellOf = (value) =>
  value instanceof DuckDBDecimalValue ? Number(value.toString()) : null

const asText: CellOf = (value) => (value === null ? null : String(value))

const date: CellOf = (value) =>
  value instanceof DuckDBDateValue ? value.toString() : (value as Cell)

/** `YYYY-MM-DDTHH:MM:SS`, with a fraction only where there is one. */
const timestamp: CellOf = (value) => {
  if (value === null) return null
  const text = value instanceof DuckDBTimestampTZValue ? utc(value) : String(value)
  return text
    .replace(' ', 'T')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

function utc(value: DuckDBTimestampTZValue): string {
  const micros = value.micros
  const millis = Number(micros / 1000n)
  if (!Number.isFinite(millis) || Math.abs(millis) > 8.64e15) return String(value)
  return new Date(millis).toISOString().replace('Z', '')
}

const nested: CellOf = (value) => {
  if (value === null || typeof value === 'boolean') return value
  return String(value)
}

const types: Partial<Record<DuckDBTypeId, { type: ColumnType; cell: CellOf }>> = {
  [DuckDBTypeId.BOOLEAN]: { type: 'boolean', cell: nested },
  [DuckDBTypeId.TINYINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.SMALLINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.INTEGER]: { type: 'integer', cell: whole },
  [DuckDBTypeId.UTINYINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.USMALLINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.UINTEGER]: { type: 'integer', cell: whole },
  [DuckDBTypeId.BIGINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.UBIGINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.HUGEINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.UHUGEINT]: { type: 'integer', cell: whole },
  [DuckDBTypeId.FLOAT]: { type: 'number', cell: double },
  [DuckDBTypeId.DOUBLE]: { type: 'number', cell: double },
  [DuckDBTypeId.DECIMAL]: { type: 'number', cell: decimal },
  [DuckDBTypeId.VARCHAR]: { type: 'text', cell: asText },
  [DuckDBTypeId.DATE]: { type: 'date', cell: date },
  [DuckDBTypeId.TIME]: { type: 'time', cell: asText },
  [DuckDBTypeId.TIMESTAMP]: { type: 'timestamp', cell: timestamp },
  [DuckDBTypeId.TIMESTAMP_S]: { type: 'timestamp', cell: timestamp },
  [DuckDBTypeId.TIMESTAMP_MS]: { type: 'timestamp', cell: timestamp },
  [DuckDBTypeId.TIMESTAMP_NS]: { type: 'timestamp', cell: timestamp },
  [DuckDBTypeId.TIMESTAMP_TZ]: { type: 'timestamp', cell: timestamp },
}

const composite = new Set([
  DuckDBTypeId.LIST,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.UNION,
])

/** The type of a column of an answer, and the function that turns its values into cells. */
export function cellReader(type: DuckDBType): { type: ColumnType; cell: CellOf } {
  const known = types[type.typeId]
  if (known) return type.alias === 'JSON' ? { ...known, type: 'json' } : known
  if (!composite.has(type.typeId)) return { type: 'text', cell: asText }
  return {
    type: 'json',
    cell: (value) =>
      value === null
        ? null
        : JSON.stringify(JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter)),
  }
}

// Turns the tests of a plain SELECT into a condition, where the literal surely means what DuckDB makes of it.
import type { Cell, Column, ColumnType, Manifest } from '../model.ts'
import type { Condition } from '../query-model.ts'
import type { Literal, PlainTest } from './plain-where.ts'
import { rowNumber } from './sql-text.ts'
import type { QueryColumn } from './sql-text.ts'

/** A column whose cells are the same in index files and in DuckDB's answers; `_id` is one. */
export function plainColumn(manifest: Manifest, id: string): Pick<Column, 'id' | 'type'> | null {
  if (id === rowNumber.id) return rowNumber
  const column = manifest.columns.find((one) => one.id === id)
  return column && !apart.has(column.type) ? column : null
}

/** DuckDB tells these as plain text. */
const apart: ReadonlySet<ColumnType> = new Set(['json', 'geometry'])

/** Null when a column is unknown or a literal is of another kind than its column. */
export function plainCondition(tests: PlainTest[], manifest: Manifest): Condition | null {
  const and: Condition[] = []
  for (const { column: id, op, values } of tests) {
    if (!plainColumn(manifest, id)) return null
    const column = id === rowNumber.id ? rowNumber : manifest.columns.find((one) => one.id === id)!
    if (op === 'null' || op === 'not-null') {
      and.push({ column: id, is: op })
      continue
    }
    const cells = values.map((value) => cellOf(value, column))
    if (cells.length === 0 || cells.includes(null)) return null
    if (op === 'in') and.push({ column: id, op, value: cells })
    else and.push({ column: id, op, value: cells[0]! })
  }
  return { and }
}

const wholeText = /^(0|-?[1-9]\d{0,14})$/

function cellOf({ kind, value }: Literal, column: QueryColumn): Cell {
  switch (column.type) {
    case 'integer':
      if (kind === 'integer') return value
      // DuckDB reads a text as the column's type.
      return kind === 'text' && wholeText.test(value as string) ? Number(value) : null
    case 'number': {
      if (kind !== 'integer' && kind !== 'decimal') return null
      const { decimal } = column
      // Beyond, DuckDB says that the literal does not fit.
      const fits = !decimal || Math.abs(value as number) < 10 ** (decimal.digits - decimal.scale)
      return fits ? value : null
    }
    case 'boolean':
      return kind === 'boolean' ? value : null
    case 'date':
      return kind === 'text' || kind === 'date' ? value : null
    case 'timestamp':
      return kind === 'text' || kind === 'timestamp' ? value : null
    case 'text':
    case 'time':
      return kind === 'text' ? value : null
    default:
      return null
  }
}

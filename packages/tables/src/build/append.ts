// Joins the rows of the version before with the new ones, column by column.
import type { PlannedColumn } from '../checks/context.ts'
import type { Column, ColumnType } from '../model.ts'
import { identifier, literal } from './duck.ts'

export interface JoinedColumn {
  id: string
  name: string
  type: ColumnType
  decimal?: { digits: number; scale: number }
  format?: string
  /** SQL over the previous Parquet file and over the staging table. */
  before: string
  after: string
}

/** Columns of both, the old ones first; where types differ the wider one holds. */
export function joinColumns(previous: Column[], planned: PlannedColumn[]): JoinedColumn[] {
  const fresh = new Map(planned.map((column) => [column.id, column]))
  const joined: JoinedColumn[] = previous.map((old) => {
    const now = fresh.get(old.id)
    fresh.delete(old.id)
    const before = identifier(old.id)
    if (!now) return { ...named(old), before, after: `NULL::${sqlType(old)}` }
    const wide = widen(old, now)
    const cast = sqlType(wide)
    return {
      ...named(old),
      ...wide,
      ...(wide.type === old.type && old.format !== undefined && { format: old.format }),
      before: old.type === wide.type && !wide.decimal ? before : `${before}::${cast}`,
      after: `(${now.sql})::${cast}`,
    }
  })
  for (const now of fresh.values()) {
    const { id, name, type, decimal, format, sql } = now
    joined.push({
      id,
      name,
      type,
      ...(decimal && { decimal }),
      ...(format !== undefined && { format }),
      before: `NULL::${sqlType(now)}`,
      after: sql,
    })
  }
  return joined
}

function named({
  id,
  name,
  type,
  decimal,
  format,
}: Column): Pick<JoinedColumn, 'id' | 'name' | 'type'> {
  return { id, name, type, ...(decimal && { decimal }), ...(format !== undefined && { format }) }
}

type Typed = Pick<Column, 'type'> & { decimal?: { digits: number; scale: number } }

function widen(a: Typed, b: Typed): Typed {
  if (a.type === b.type && a.type !== 'number') return { type: a.type }
  const numbers = [a, b].every(({ type }) => type === 'number' || type === 'integer')
  if (numbers) {
    if ([a, b].some(({ type, decimal }) => type === 'number' && !decimal)) return { type: 'number' }
    const scale = Math.max(a.decimal?.scale ?? 0, b.decimal?.scale ?? 0)
    const whole = Math.max(
      ...[a, b].map(({ decimal }) => (decimal ? decimal.digits - decimal.scale : 18)),
    )
    return whole + scale <= 18
      ? { type: 'number', decimal: { digits: whole + scale, scale } }
      : { type: 'number' }
  }
  const times = [a, b].every(({ type }) => type === 'date' || type === 'timestamp')
  return times ? { type: 'timestamp' } : { type: 'text' }
}

function sqlType({ type, decimal }: Typed): string {
  switch (type) {
    case 'integer':
      return 'BIGINT'
    case 'number':
      return decimal ? `DECIMAL(${decimal.digits}, ${decimal.scale})` : 'DOUBLE'
    case 'boolean':
      return 'BOOLEAN'
    case 'date':
      return 'DATE'
    case 'timestamp':
      return 'TIMESTAMP'
    case 'time':
      return 'TIME'
    default:
      return 'VARCHAR'
  }
}

/** The old rows in order, then the new ones. */
export function selectJoined(joined: JoinedColumn[], parquet: string, select: string): string {
  const list = joined.map(({ id, before }) => `${before} AS ${identifier(id)}`).join(', ')
  return `SELECT _id, ${list} FROM read_parquet(${literal(parquet)}) UNION ALL ${select}`
}

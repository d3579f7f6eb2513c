// Our type for a column whose type the file declares: Parquet's, JSON, geometries.
import type { Duck } from '../build/duck.ts'
import type { DeclaredType } from '../read/staged.ts'
import type { Inferred } from './inferred.ts'

type Declared = Pick<Inferred, 'type' | 'sql' | 'decimal' | 'nanoseconds'>

/** Nothing for text, whose cells are cleaned like those of any other file. */
export async function typeOfDeclared(
  duck: Duck,
  given: { table: string; staged: string; declared: DeclaredType },
): Promise<Partial<Declared>> {
  const { declared, staged } = given
  if (declared === 'text') return {}
  if (declared === 'json' || declared === 'geometry') return { type: declared }
  return (await wideDecimal(duck, given)) ?? typeOfSql(declared.sql, staged)
}

const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/

/**
 * A decimal wider than we compute with is often declared for small values (DECIMAL(38,18) by Spark).
 * What fits in 18 digits is kept as the exact number it is, what does not as its exact text. Null
 * for every other type.
 */
async function wideDecimal(
  duck: Duck,
  given: { table: string; staged: string; declared: DeclaredType },
): Promise<Declared | null> {
  const { table, staged, declared } = given
  const sql = typeof declared === 'object' ? declared.sql.replaceAll(' ', '') : ''
  if (Number(DECIMAL.exec(sql)?.[1] ?? 0) <= 18) return null
  const text = `abs(${staged})::VARCHAR`
  const [whole, scale] = await duck.row(
    `SELECT coalesce(max(length(ltrim(split_part(${text}, '.', 1), '0'))), 0)::INTEGER,
       coalesce(max(length(rtrim(split_part(${text}, '.', 2), '0'))), 0)::INTEGER FROM ${table}`,
  )
  const digits = Math.max(1, Number(whole)) + Number(scale)
  if (digits > 18) return { type: 'text', sql: `${staged}::VARCHAR` }
  if (Number(scale) === 0) return { type: 'integer', sql: `${staged}::BIGINT` }
  const decimal = { digits, scale: Number(scale) }
  return { type: 'number', decimal, sql: `${staged}::DECIMAL(${digits}, ${decimal.scale})` }
}

/** Our type for a column that a Parquet file declares. */
function typeOfSql(sql: string, column: string): Declared {
  const decimal = DECIMAL.exec(sql.replaceAll(' ', ''))
  if (decimal) {
    const digits = Number(decimal[1])
    const scale = Number(decimal[2])
    if (scale === 0 && digits <= 18) return { type: 'integer', sql: `${column}::BIGINT` }
    return { type: 'number', decimal: { digits, scale }, sql: column }
  }
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/.test(sql)) {
    return { type: 'integer', sql: `${column}::BIGINT` }
  }
  if (/^(FLOAT|DOUBLE)$/.test(sql)) return { type: 'number', sql: `${column}::DOUBLE` }
  if (sql === 'BOOLEAN') return { type: 'boolean', sql: column }
  if (sql === 'DATE') return { type: 'date', sql: column }
  const fine = /_NS$/.test(sql) && { nanoseconds: true }
  if (/^TIME/.test(sql) && !/^TIMESTAMP/.test(sql))
    return { type: 'time', sql: `${column}::TIME`, ...fine }
  if (/^TIMESTAMP/.test(sql)) return { type: 'timestamp', sql: `${column}::TIMESTAMP`, ...fine }
  if (/\[|STRUCT|MAP|UNION|JSON/.test(sql))
    return { type: 'json', sql: `to_json(${column})::VARCHAR` }
  return { type: 'text', sql: `${column}::VARCHAR` }
}

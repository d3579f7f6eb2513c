// Reduces every cell of a column to its shape (digits become 9) and counts the shapes by SQL.
import type { Duck } from '../build/duck.ts'
import { STAGING } from '../read/staged.ts'

/** Cells of one shape. */
export interface Shape {
  /**
   * `#n`: a canonical integer of n characters. Otherwise the trimmed cell with digits as 9,
   * prefixed `Z` (leading zero before a digit) or `D` (zero before a point or comma) and `:`.
   */
  shape: string
  count: number
  /** Lowest rowid and its cell. */
  row: number
  example: string
}

/** More shapes than this and the column is free text. */
const SHAPES = 5000

export function shapeOf(cell: string): string {
  const text = trimCell(cell)
  if (/^-?(0|[1-9]\d{0,17})$/.test(cell) && cell !== '-0') return `#${cell.length}`
  return `${prefixOf(text)}:${text.replace(/[0-8]/g, '9').slice(0, 64)}`
}

function prefixOf(text: string): string {
  const [first, second] = /^[+-]/.test(text) ? [text[1], text[2]] : [text[0], text[1]]
  if (first !== '0' || second === undefined) return ''
  if (second >= '0' && second <= '9') return 'Z'
  return second === '.' || second === ',' ? 'D' : ''
}

/** Spaces, no-break spaces and line ends around a cell mean nothing. */
function trimCell(cell: string): string {
  return cell.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '')
}

/** SQL of a trimmed cell; null when nothing is left. */
export function trimmed(column: string): string {
  return `nullif(trim(${column}, E' \\t\\r\\n\u00a0'), '')`
}

/** SQL: the cell is there but holds nothing but blanks. */
export function isBlank(column: string): string {
  // CASE, because DuckDB evaluates both sides of AND for every row.
  return `CASE WHEN left(${column}, 1) IN (' ', chr(9), chr(10), chr(13), '\u00a0')
    THEN ${trimmed(column)} IS NULL ELSE false END`
}

/** Shapes of a whole column, most frequent first; null when there are too many. */
export async function columnShapes(
  duck: Duck,
  column: string,
  repetitive: boolean,
): Promise<Shape[] | null> {
  // Where few values repeat, each is looked at once.
  const source = repetitive
    ? `SELECT min(rowid) AS r, ${column} AS c, count(*) AS n FROM ${STAGING} WHERE ${column} IS NOT NULL GROUP BY 2`
    : `SELECT rowid AS r, ${column} AS c, 1 AS n FROM ${STAGING} WHERE ${column} IS NOT NULL`
  const cell = trimmed('c')
  const rows = await duck.rows(`
    SELECT CASE WHEN length(c) <= 18 AND TRY_CAST(c AS BIGINT)::VARCHAR = c THEN '#' || length(c)
      WHEN ${cell} IS NULL THEN NULL
      ELSE (CASE WHEN NOT starts_with(ltrim(left(${cell}, 2), '+-'), '0') THEN ''
          WHEN regexp_matches(${cell}, '^[+-]?0[0-9]') THEN 'Z'
          WHEN regexp_matches(${cell}, '^[+-]?0[.,]') THEN 'D' ELSE '' END)
        || ':' || left(translate(${cell}, '012345678', '999999999'), 64) END AS shape,
      sum(n)::INTEGER, min(r)::INTEGER, arg_min(c, r)
    FROM (${source})
    GROUP BY 1 HAVING shape IS NOT NULL ORDER BY 2 DESC, 3 LIMIT ${SHAPES + 1}`)
  if (rows.length > SHAPES) return null
  return rows.map(([shape, count, row, example]) => ({
    shape: String(shape),
    count: Number(count),
    row: Number(row),
    example: String(example),
  }))
}
